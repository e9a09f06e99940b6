/** From what a person asks to the journal's change: checked, in words, with what undo needs. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { BIGINT, LIST, listValue } from '@duckdb/node-api'
import type { Recipe } from '../../src-shared/recipe'
import type { Cell, Column, ColumnKind, ColumnRole } from '../../src-shared/table'
import type { DocumentState } from './state'
import type { Change } from './stored'
import { EpochwiseError } from '../../src-shared/errors'
import { recipeSchema } from '../../src-shared/recipe'
import { cellWords, readCell, shorten } from './cells'
import { columnOf } from './columns'
import { readRows } from './views'

export type Plan = {
  label: string
  change: Change
  /** Rows that the change takes out of the table. */
  rowIds?: readonly number[]
}

/** The cell as it will be, and the plan; no plan where that is what it is. */
export async function planCell(
  connection: DuckDBConnection,
  { columns }: DocumentState,
  rowId: number,
  columnId: number,
  text: string,
): Promise<{ cell: Cell; plan: Plan | null }> {
  const column = columnOf(columns, columnId)
  const [row] = await readRows(connection, columns, Float64Array.of(rowId))
  if (row === undefined) throw noRow(rowId)
  const before = row.cells[columns.indexOf(column)] ?? null
  if (before !== null && text === String(before)) return { cell: before, plan: null }
  const after = readCell(text, column.kind, column.name)
  if (after === before) return { cell: after, plan: null }
  const label =
    after === null
      ? `Cleared ${columnWords(column)} in row ${rowId}`
      : `Changed ${columnWords(column)} in row ${rowId} to ${cellWords(after)}`
  return { cell: after, plan: { label, change: { kind: 'cell', rowId, columnId, before, after } } }
}

export function planAddRows({ columns, nextRow }: DocumentState, count: number): Plan {
  if (columns.length === 0) throw new EpochwiseError('table.none', 'The project has no table yet. Open a CSV first.')
  return { label: `Added ${rowWords(count)}`, change: { kind: 'add-rows', first: nextRow, count } }
}

/** @throws EpochwiseError table.row when none of the rows is there */
export async function planDeleteRows(connection: DuckDBConnection, rowIds: readonly number[]): Promise<Plan> {
  const wanted = listValue(rowIds.map((id) => BigInt(id)))
  const reader = await connection.runAndReadAll(
    'SELECT CAST(id AS DOUBLE) FROM rows WHERE id IN (SELECT unnest(?))',
    [wanted],
    [LIST(BIGINT)],
  )
  const found = reader.getRowsJS().map(([id]) => Number(id))
  if (found.length === 0) throw noRow(rowIds[0] ?? 0)
  return {
    label: `Deleted ${rowWords(found.length)}`,
    change: { kind: 'delete-rows', count: found.length },
    rowIds: found,
  }
}

/** There is one target: the one before becomes a feature. */
export function planColumn(
  { columns }: DocumentState,
  columnId: number,
  wanted: { role?: ColumnRole; kind?: ColumnKind },
): Plan | null {
  const column = columnOf(columns, columnId)
  const { role, kind } = wanted
  const kinds = kind === undefined || kind === column.kind ? null : { before: column.kind, after: kind }
  const roles =
    role === undefined || role === column.role
      ? []
      : [
          ...columns
            .filter((other) => role === 'target' && other.role === 'target')
            .map((other) => ({ columnId: other.id, before: other.role, after: 'feature' as const })),
          { columnId, before: column.role, after: role },
        ]
  if (kinds === null && roles.length === 0) return null
  const name = columnWords(column)
  const label =
    kinds === null
      ? role === 'ignored'
        ? `Ignored ${name}`
        : `Made ${name} ${role === 'target' ? 'the target' : 'a feature'}`
      : `Read ${name} as a ${kinds.after}`
  return { label, change: { kind: 'column', columnId, roles, kinds } }
}

export function planRecipe({ recipe }: DocumentState, after: Recipe): Plan | null {
  const keys = (Object.keys(after) as (keyof Recipe)[]).filter(
    (key) => JSON.stringify(after[key]) !== JSON.stringify(recipe[key]),
  )
  if (keys.length === 0) return null
  const label = keys.length === 1 ? `Changed ${recipeWords[keys[0]!]}` : 'Changed the training settings'
  return { label, change: { kind: 'recipe', before: recipe, after } }
}

/** @throws EpochwiseError recipe.invalid, naming the field */
export function checkRecipe(recipe: unknown): Recipe {
  const result = recipeSchema.safeParse(recipe)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const field = issue?.path.join('.') ?? ''
  throw new EpochwiseError(
    'recipe.invalid',
    `The setting “${field}” cannot be used: ${issue?.message ?? 'it is not known'}.`,
    { field },
  )
}

const recipeWords: Record<keyof Recipe, string> = {
  version: 'the version',
  task: 'the task',
  layers: 'the layers',
  loss: 'the loss',
  optimizer: 'the optimizer',
  batchSize: 'the batch size',
  earlyStopping: 'the early stopping',
  epochs: 'the epochs',
  split: 'the split',
  standardise: 'standardising',
  seed: 'the seed',
  engine: 'the engine',
  initialWeights: 'the initial weights',
}

function columnWords(column: Column): string {
  return shorten(column.name)
}

function rowWords(count: number): string {
  return count === 1 ? '1 row' : `${count.toLocaleString('en')} rows`
}

function noRow(rowId: number): EpochwiseError {
  return new EpochwiseError('table.row', `Row ${rowId} is not in the table any more.`, { row: rowId })
}
