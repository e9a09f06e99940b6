/** Columns of computed values: their formula stays with them, and they are computed anew when that is asked for. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Cell, Column, ColumnKind, ExpressionCheck } from '../../../src-shared/table'
import type { Change } from '../stored'
import type { Draft, Planned } from './draft'
import { plainReading } from '../../../src-shared/table'
import { meaningOf } from '../changes/meanings'
import { columnOf, noTable } from '../columns'
import { checkTree } from '../expressions/check'
import { ExpressionError, parseExpression } from '../expressions/parse'
import { kindOfType, spelledSql } from '../expressions/spell'
import { plainRows } from '../sql'
import { keepCells, planKept } from './kept'
import { newColumn, placeAfter, requireFreeName } from './new-column'
import { shorten } from './words'

type Compiled = { kind: ColumnKind; sql: string }

/** `own`: the column that is computed; its formula can't speak of it. @throws ExpressionError */
function compile(columns: readonly Column[], expression: string, own: Column | null = null): Compiled {
  const others = columns.filter((column) => column !== own)
  const typed = checkTree(parseExpression(expression), others)
  // A number that overflows, or a text that is no number, costs its own cell and not the column.
  return { kind: typed.type === null ? 'category' : kindOfType[typed.type], sql: `TRY(${spelledSql(typed)})` }
}

const sampleRows = 5

/** Never refuses: a mistake is the answer. */
export async function checkExpression(
  connection: DuckDBConnection,
  columns: readonly Column[],
  expression: string,
): Promise<ExpressionCheck> {
  try {
    const { kind, sql } = compile(columns, expression)
    const rows = await plainRows(
      connection,
      `SELECT ${sql} AS cell FROM (FROM rows ORDER BY place LIMIT ${sampleRows})`,
    )
    return { ok: true, message: null, at: null, kind, sample: rows.map((row) => row['cell'] as Cell) }
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    return { ok: false, message: error.message, at: error.at, kind: null, sample: [] }
  }
}

export type Computation = { columnId: number | null; name: string; expression: string; after: number | null }

/** Gives the column's number. @throws EpochwiseError expression.invalid, column.name */
export function planCompute(draft: Draft, wanted: Computation): Promise<Planned<number>> {
  if (draft.state.columns.length === 0) throw noTable()
  return wanted.columnId === null ? computeNew(draft, wanted) : computeAnew(draft, wanted.columnId, wanted)
}

async function computeNew(draft: Draft, { name, expression, after }: Computation): Promise<Planned<number>> {
  const { connection, state, entry } = draft
  requireFreeName(state.columns, name)
  const { kind, sql } = compile(state.columns, expression)
  const plain = newColumn(state.nextColumn, name, kind)
  const column = { ...plain, settings: { ...plain.settings, formula: expression } }
  await connection.run(
    `INSERT INTO removed_cells SELECT ${entry}, id, ${column.id}, nullif(cell, '') FROM (SELECT id, ${sql} AS cell FROM rows)
      WHERE nullif(cell, '') IS NOT NULL`,
  )
  const placed = { at: placeAfter(state.columns, after), column }
  return {
    plan: { label: `Computed ${shorten(name)}`, changes: [{ kind: 'columns', way: 'in', columns: [placed] }] },
    result: column.id,
  }
}

async function computeAnew(
  draft: Draft,
  columnId: number,
  { name, expression }: Computation,
): Promise<Planned<number>> {
  const { state } = draft
  const column = columnOf(state.columns, columnId)
  requireFreeName(state.columns, name, columnId)
  const { kind, sql } = compile(state.columns, expression, column)
  const settings = { ...column.settings, reading: plainReading, formula: expression }
  const after = { ...column, name, kind, settings }
  await keepCells(draft, column, 'r.cell', `FROM (SELECT *, ${sql} AS cell FROM rows) r`)
  const { plan } = await planKept(draft, () => '')
  const changes: Change[] = plan === null ? [] : [...plan.changes]
  if (JSON.stringify(meaningOf(column)) !== JSON.stringify(meaningOf(after))) {
    changes.unshift({ kind: 'meanings', columns: [{ columnId, before: meaningOf(column), after: meaningOf(after) }] })
  }
  const label = `Computed ${shorten(name)} anew`
  return { plan: changes.length === 0 ? null : { label, changes }, result: columnId }
}
