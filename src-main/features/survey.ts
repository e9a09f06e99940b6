/** Looks at the table before anything is fitted: the target, its classes, the features, the split; refuses in plain words. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { EpochwiseError } from '../../src-shared/errors'
import type { ErrorCode, Remedy } from '../../src-shared/errors'
import type { Loss, Recipe, Task } from '../../src-shared/recipe'
import type { Column, TableState } from '../../src-shared/table'
import { isReadKind } from '../../src-shared/table'
import { valueName } from '../document/schema'
import { mostCategories } from './encoding'
import { count, group, resolveLoss, resolveTask } from './model'
import { readRows } from './snapshot'
import type { UsableRows } from './target-rows'
import { nameTrainingRows, readUsableRows } from './target-rows'

export const mostClasses = 200

export type Survey = {
  task: Task
  loss: Loss
  target: Column
  /** Sorted; empty for a regression. */
  classes: string[]
  features: Column[]
  /** By column id; only of category features. */
  categories: Map<number, string[]>
  rows: UsableRows
  counts: { training: number; validation: number; leftOut: number }
}

/** @throws EpochwiseError train.* or recipe.invalid: the first thing that stands in the way. */
export async function surveyTable(connection: DuckDBConnection, table: TableState, recipe: Recipe): Promise<Survey> {
  const problem = roleProblems(table)[0]
  if (problem !== undefined) throw problem
  const target = targetOf(table)!
  const features = featuresOf(table)
  const task = resolveTask(recipe, target)
  requireRows(table.rows - target.missing - target.odd, target)
  const classes = task === 'classification' ? await readClasses(connection, table, target) : []
  const loss = resolveLoss(recipe, task, classes.length)
  const split = { seed: recipe.seed, share: recipe.split.validationShare }
  const asClasses = task === 'classification' ? classes : null
  const rows = await readUsableRows(connection, table.rows, target, asClasses, split)
  const counts = countRows(rows, table.rows)
  requireBothParts(counts, recipe, target)
  if (task === 'regression') requireVariation(rows, target)
  if (loss === 'poisson') requireCounts(rows, target)
  const categories = await readCategories(connection, features, rows, target)
  return { task, loss, target, classes, features, categories, rows, counts }
}

export function targetOf(table: TableState): Column | undefined {
  return table.columns.find(({ role }) => role === 'target')
}

/** Features with at least one value. */
export function featuresOf(table: TableState): Column[] {
  return table.columns.filter(
    ({ role, kind, missing, odd }) => role === 'feature' && kind !== 'text' && missing + odd < table.rows,
  )
}

/** What the columns' roles lack. */
export function roleProblems(table: TableState): EpochwiseError[] {
  const problems: EpochwiseError[] = []
  if (targetOf(table) === undefined) {
    const last = table.columns.at(-1)
    const remedy: Remedy | undefined = last && {
      label: `Predict “${last.name}”`,
      action: { kind: 'role', columnId: last.id, role: 'target' },
    }
    problems.push(refusal('train.noTarget', 'No column is the target. Choose the one to predict.', remedy ?? toData))
  }
  if (featuresOf(table).length === 0) {
    const named = table.columns.some(({ role }) => role === 'feature')
    const words = named
      ? 'No feature has a value in any row, so there is nothing to learn from. Fill a column, or make another one a feature.'
      : 'No column is a feature, so there is nothing to predict from. Make at least one column a feature.'
    problems.push(refusal('train.noFeature', words, featureRemedy(table)))
  }
  return problems
}

const toData: Remedy = { label: 'Show the data', action: { kind: 'view', view: 'data' } }

function featureRemedy(table: TableState): Remedy {
  const spare = table.columns.find(({ role, missing, odd }) => role === 'ignored' && missing + odd < table.rows)
  if (spare === undefined) return toData
  return { label: `Use “${spare.name}”`, action: { kind: 'role', columnId: spare.id, role: 'feature' } }
}

function refusal(code: ErrorCode, message: string, remedy: Remedy, column?: Column): EpochwiseError {
  return new EpochwiseError(code, message, { remedy, column: column?.name })
}

function requireRows(usable: number, target: Column): void {
  if (usable >= 2) return
  const have = usable === 0 ? 'No row has' : 'Only 1 row has'
  const message = `${have} a value in the target “${target.name}”; training needs at least 2. Add rows or fill in the target.`
  throw refusal('train.tooFewRows', message, toData, target)
}

function requireBothParts(counts: Survey['counts'], { split }: Recipe, target: Column): void {
  if (counts.training >= 2 && (counts.validation >= 1 || split.validationShare === 0)) return
  const rows = count(counts.training + counts.validation, 'row')
  const message = `${rows} with a target are too few to hold some back for validation and train on the others. Hold none back, or add rows.`
  const remedy: Remedy = {
    label: 'Hold none back',
    action: { kind: 'recipe', change: { split: { ...split, validationShare: 0 } } },
  }
  throw refusal('train.tooFewRows', message, remedy, target)
}

function requireVariation({ targets, held }: UsableRows, target: Column): void {
  const first = held.indexOf(0)
  if (targets.some((value, i) => held[i] === 0 && value !== targets[first])) return
  const message = `The target “${target.name}” is ${targets[first]!} in every training row: there is nothing to learn. Choose another target.`
  throw refusal('train.constantTarget', message, toData, target)
}

function requireCounts({ targets }: UsableRows, target: Column): void {
  const below = targets.find((value) => value < 0)
  if (below === undefined) return
  const message = `The loss “poisson” is for counts, and the target “${target.name}” has ${below}, which is below zero. Choose another loss.`
  const remedy: Remedy = { label: 'Choose the loss for me', action: { kind: 'recipe', change: { loss: { kind: 'auto' } } } }
  throw new EpochwiseError('recipe.invalid', message, { field: 'loss', remedy, column: target.name })
}

function countRows({ held }: UsableRows, tableRows: number): Survey['counts'] {
  const validation = held.reduce((sum, one) => sum + one, 0)
  return { training: held.length - validation, validation, leftOut: tableRows - held.length }
}

async function readClasses(connection: DuckDBConnection, table: TableState, target: Column): Promise<string[]> {
  const column = valueName(target)
  const sql = `SELECT DISTINCT ${column} FROM rows WHERE ${column} IS NOT NULL LIMIT ${mostClasses + 1}`
  const values = (await readRows(connection, sql)).map(([value]) => value as number | string)
  const usable = table.rows - target.missing - target.odd
  if (values.length === 1) {
    const message = `Every row of the target “${target.name}” is “${values[0]!}”: with one class there is nothing to tell apart. Choose another target.`
    throw refusal('train.oneClass', message, toData, target)
  }
  const nearlyUnique = usable >= 20 && values.length > usable / 2
  if (values.length > mostClasses || nearlyUnique) throw tooManyClasses(target, usable)
  if (isReadKind(target.kind))
    return [...new Set(values.map((value) => String(value)))].sort((a, b) => Number(a) - Number(b))
  return values.map(String).sort()
}

function tooManyClasses(target: Column, usable: number): EpochwiseError {
  const many = `“${target.name}” has ${group(target.unique)} different values in ${count(usable, 'row')}: too many to be classes.`
  if (isReadKind(target.kind)) {
    const remedy: Remedy = {
      label: 'Predict the number',
      action: { kind: 'recipe', change: { task: 'regression', loss: { kind: 'auto' } } },
    }
    return refusal('train.tooManyClasses', `${many} Predict it as a number instead.`, remedy, target)
  }
  return refusal(
    'train.tooManyClasses',
    `${many} Choose another target; ignore this column if it only names the rows.`,
    toData,
    target,
  )
}

/** Of each category feature: the categories of the training rows, most frequent first, then by name. */
async function readCategories(
  connection: DuckDBConnection,
  features: readonly Column[],
  rows: UsableRows,
  target: Column,
): Promise<Map<number, string[]>> {
  const categories = new Map<number, string[]>()
  const textual = features.filter(({ kind }) => kind === 'category')
  if (textual.length === 0) return categories
  const training = await nameTrainingRows(connection, rows, target)
  for (const { id } of textual) {
    const sql = `SELECT c${id} FROM rows WHERE ${training} AND c${id} IS NOT NULL
      GROUP BY c${id} ORDER BY count(*) DESC, c${id} LIMIT ${mostCategories}`
    categories.set(
      id,
      (await readRows(connection, sql)).map(([value]) => value as string),
    )
  }
  return categories
}
