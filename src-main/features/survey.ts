/** Looks at the table before anything is fitted: targets, classes, features, the split; refuses in plain words. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { EpochwiseError } from '../../src-shared/errors'
import type { Loss, Recipe, Task } from '../../src-shared/recipe'
import type { Column, TableState } from '../../src-shared/table'
import { isReadKind } from '../../src-shared/table'
import type { SplitRule } from './encoding'
import { mostCategories } from './encoding'
import { count, group, resolveLoss, resolveTask } from './model'
import { featureRemedy, refusal, toData } from './refusals'
import { readRows } from './snapshot'
import { resolveSplit } from './resolve-split'
import { parts, placesOf } from './split'
import type { ColumnFacts } from './training-facts'
import { readFacts } from './training-facts'
import type { UsableRows } from './usable-rows'
import { nameTrainingRows, readUsableRows, rowNumber } from './usable-rows'

export const mostClasses = 200

export type RowCounts = { training: number; validation: number; test: number; leftOut: number; excluded: number }

export type RowSurvey = {
  task: Task
  loss: Loss
  /** Several only for a regression. */
  targets: Column[]
  /** Sorted; empty for a regression. */
  classes: string[]
  weight: Column | null
  split: SplitRule
  rows: UsableRows
  counts: RowCounts
}

export type Survey = RowSurvey & {
  features: Column[]
  /** By column id, of every feature. */
  facts: Map<number, ColumnFacts>
}

/** @throws EpochwiseError train.* or recipe.invalid: the first thing that stands in the way. */
export async function surveyTable(connection: DuckDBConnection, table: TableState, recipe: Recipe): Promise<Survey> {
  const survey = await surveyRows(connection, table, recipe)
  const features = featuresOf(table)
  const training = (): Promise<string> => nameTrainingRows(connection, survey.rows, survey.targets)
  const facts = await readFacts(connection, features, training, survey.counts.training)
  return { ...survey, features, facts }
}

/** What there is to know before the features are looked at. @throws EpochwiseError the same */
export async function surveyRows(connection: DuckDBConnection, table: TableState, recipe: Recipe): Promise<RowSurvey> {
  const problem = roleProblems(table)[0]
  if (problem !== undefined) throw problem
  const targets = targetsOf(table)
  const [target] = targets as [Column, ...Column[]]
  const task = resolveTask(recipe, targets)
  requireRows(table.rows - Math.max(...targets.map(({ missing, odd }) => missing + odd)), target)
  const classes = task === 'classification' ? await readClasses(connection, table, target) : []
  const loss = resolveLoss(recipe, task, classes.length)
  const split = resolveSplit(table, recipe, task)
  const weight = weightOf(table)
  const rows = await readUsableRows(connection, table, {
    targets,
    classes: task === 'classification' ? classes : null,
    weight: weight && { columnId: weight.id, name: weight.name },
    split,
  })
  requireRows(rows.ids.length, target)
  const counts = countRows(rows, table.rows)
  requireEveryPart(counts, recipe, split)
  if (task === 'regression') {
    targets.forEach((column, k) => requireVariation(rows, k, column))
    if (isPoisson(loss)) for (const [k, column] of targets.entries()) await requireCounts(connection, rows, k, column)
  } else {
    requireTwoClasses(rows, classes, target, recipe)
  }
  return { task, loss, targets, classes, weight, split, rows, counts }
}

/** The columns to predict. */
export function targetsOf(table: TableState): Column[] {
  return table.columns.filter(({ role }) => role === 'target')
}

function weightOf(table: TableState): Column | null {
  return table.columns.find(({ role }) => role === 'weight') ?? null
}

/** Features with at least one value, and texts only where they are few enough to be categories. */
export function featuresOf(table: TableState): Column[] {
  return table.columns.filter((column) => {
    const { role, kind, missing, odd } = column
    if (role !== 'feature' || missing + odd >= table.rows) return false
    return kind !== 'text' || isFewTexts(column, table.rows)
  })
}

/** Texts that repeat are categories in all but name. */
export function isFewTexts({ unique, missing, odd }: Column, rows: number): boolean {
  return unique <= mostCategories && unique <= (rows - missing - odd) / 2
}

/** What the columns' roles lack. */
export function roleProblems(table: TableState): ReturnType<typeof refusal>[] {
  const problems: ReturnType<typeof refusal>[] = []
  if (targetsOf(table).length === 0) {
    const last = table.columns.at(-1)
    const remedy = last && {
      label: `Predict “${last.name}”`,
      action: { kind: 'role', columnId: last.id, role: 'target' } as const,
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

/** Poisson's targets are counts: they are not scaled, and the network gives the logarithm of the answer. */
export function isPoisson(loss: string): boolean {
  return loss === 'poisson'
}

function requireRows(usable: number, target: Column): void {
  if (usable >= 2) return
  const have = usable <= 0 ? 'No row has' : 'Only 1 row has'
  const message = `${have} a value in the target “${target.name}”; training needs at least 2. Add rows or fill in the target.`
  throw refusal('train.tooFewRows', message, toData, target)
}

function requireEveryPart(counts: RowCounts, { split }: Recipe, { kind, columnId }: SplitRule): void {
  const { training, validation, test } = counts
  const held = (validation > 0 || split.validationShare === 0) && (test > 0 || split.testShare === 0)
  if (training >= 2 && held) return
  const rows = count(training + validation + test, 'row')
  const what =
    kind === 'group' && columnId !== null
      ? `${rows} with a target are in too few groups`
      : `${rows} with a target are too few`
  const message = `${what} to hold some back for validation and train on the others. Hold none back, or add rows.`
  const change = { split: { ...split, validationShare: 0, testShare: 0 } }
  throw refusal('train.tooFewRows', message, { label: 'Hold none back', action: { kind: 'recipe', change } })
}

function requireVariation({ targets, part }: UsableRows, k: number, target: Column): void {
  const values = targets[k]!
  const first = part.indexOf(0)
  if (values.some((value, i) => part[i] === 0 && value !== values[first])) return
  const message = `The target “${target.name}” is ${values[first]!} in every training row: there is nothing to learn. Choose another target.`
  throw refusal('train.constantTarget', message, toData, target)
}

/** The split may hold back every row of a class, above all where it goes by time. */
function requireTwoClasses({ targets, part }: UsableRows, classes: readonly string[], target: Column, recipe: Recipe) {
  const places = targets[0]!
  const first = places[part.indexOf(parts.training)]!
  if (places.some((place, i) => part[i] === parts.training && place !== first)) return
  const message = `Every row that is trained on is “${classes[first]!}” in “${target.name}”; the other classes are only in rows that are held back. Give each class its share of both.`
  const change = { split: { ...recipe.split, kind: 'stratified' } }
  throw refusal('train.oneClass', message, { label: 'Split by class', action: { kind: 'recipe', change } }, target)
}

async function requireCounts(
  connection: DuckDBConnection,
  { targets, ids }: UsableRows,
  k: number,
  target: Column,
): Promise<void> {
  const bad = targets[k]!.findIndex((value) => value < 0)
  if (bad < 0) return
  const row = group(await rowNumber(connection, ids[bad]!))
  const message = `The Poisson loss is for counts, and “${target.name}” is ${targets[k]![bad]!} in row ${row}. Choose the loss “auto”, or mend the cell.`
  throw new EpochwiseError('train.negativeTarget', message, {
    column: target.name,
    row: ids[bad]!,
    field: 'loss',
    remedy: { label: 'Choose the loss for me', action: { kind: 'recipe', change: { loss: { kind: 'auto' } } } },
  })
}

function countRows({ ids, part, excluded }: UsableRows, tableRows: number): RowCounts {
  const [training, validation, test] = [parts.training, parts.validation, parts.test].map(
    (wanted) => placesOf(part, wanted).length,
  ) as [number, number, number]
  return { training, validation, test, leftOut: tableRows - ids.length - excluded, excluded }
}

async function readClasses(connection: DuckDBConnection, table: TableState, target: Column): Promise<string[]> {
  const usable = table.rows - target.missing - target.odd
  const values = await readValues(connection, target)
  if (values.length === 1) {
    const message = `Every row of the target “${target.name}” is “${values[0]!}”: with one class there is nothing to tell apart. Choose another target.`
    throw refusal('train.oneClass', message, toData, target)
  }
  const nearlyUnique = usable >= 20 && values.length > usable / 2
  if (values.length > mostClasses || nearlyUnique) throw tooManyClasses(target, usable)
  return values
}

/** The distinct values, sorted, as the classes' texts; one more than there may be is enough. */
async function readValues(connection: DuckDBConnection, { id, kind, settings }: Column): Promise<string[]> {
  if (!isReadKind(kind)) {
    const sql = `SELECT DISTINCT c${id} FROM rows WHERE c${id} IS NOT NULL AND coalesce(part, 0) <> 4 LIMIT ${mostClasses + 1}`
    return (await readRows(connection, sql)).map(([value]) => value as string).sort()
  }
  // The spelling that most rows have; of equally many, the first.
  const sql = `SELECT n${id}, (list(c${id} ORDER BY spelled DESC, c${id}))[1]
    FROM (SELECT n${id}, c${id}, count(*) AS spelled FROM rows WHERE n${id} IS NOT NULL AND coalesce(part, 0) <> 4 GROUP BY ALL)
    GROUP BY n${id} ORDER BY n${id} LIMIT ${mostClasses + 1}`
  return (await readRows(connection, sql)).map(([value, text]) => {
    if (kind === 'ordered') return settings.order?.[value as number] ?? String(text)
    return kind === 'boolean' ? String(text).trim() : String(value)
  })
}

function tooManyClasses(target: Column, usable: number): ReturnType<typeof refusal> {
  const many = `“${target.name}” has ${group(target.unique)} different values in ${count(usable, 'row')}: too many to be classes.`
  if (target.kind === 'number') {
    const change = { task: 'regression', loss: { kind: 'auto' } }
    const remedy = { label: 'Predict the number', action: { kind: 'recipe', change } } as const
    return refusal('train.tooManyClasses', `${many} Predict it as a number instead.`, remedy, target)
  }
  return refusal(
    'train.tooManyClasses',
    `${many} Choose another target; ignore this column if it only names the rows.`,
    toData,
    target,
  )
}
