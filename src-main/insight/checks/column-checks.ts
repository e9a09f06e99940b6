/** Single features: those that name the rows, never change, hold what can't be read, or have a scale of their own. */
import type { Remedy } from '../../../src-shared/errors'
import type { Column } from '../../../src-shared/table'
import { justAbove, justBelow } from '../../../src-shared/insight'
import { mostCategories } from '../../features/encoding'
import { count, group } from '../../features/model'
import { featuresOf } from '../../features/survey'
import { isMeasured } from '../columns'
import type { Draft } from './draft'
import { columnDrafts, figure, listed, percent } from './draft'
import type { Figures } from './figures'

export function columnChecks(figures: Figures): Draft[] {
  return [
    ...idNotes(figures),
    ...oddNotes(figures),
    ...emptyNotes(figures),
    ...textNotes(figures),
    ...constantNotes(figures),
    ...categoryNotes(figures),
    ...farNotes(figures),
    ...scaleNotes(figures),
  ]
}

const fewestRows = 20

/** A number needs more than being different in every row, as measurements are: it counts, or it is called so. */
export function looksLikeId(column: Column, { rows, numbers }: Figures): boolean {
  const values = rows - column.missing - column.odd
  if (values < fewestRows || column.kind === 'date') return false
  if (column.kind === 'category' || column.kind === 'text') return column.unique > 0.95 * values
  const range = numbers.get(column.id)
  if (range === undefined || column.unique < values || !range.whole) return false
  const named = /^(id|index|key|row|nr|no|number)$|[_\s-]id$|Id$|ID$/i.test(column.name)
  const years = range.min >= 1800 && range.max <= 2200
  return named || (range.max - range.min < 1.5 * values && !years)
}

function idNotes(figures: Figures): Draft[] {
  const found = figures.features.filter((column) => looksLikeId(column, figures))
  return columnDrafts({
    code: 'column.id',
    rank: 90,
    found: found.map((column) => ({
      column,
      message: `“${column.name}” is different in every row: it names the rows rather than describes them. Ignoring it predicts better, as a rule.`,
    })),
    together: (many, names) =>
      `${many} columns are different in every row: ${names}. They name the rows rather than describe them; ignoring them predicts better, as a rule.`,
  })
}

/** The target's odd cells are among the rows that are left out. */
function oddNotes({ features }: Figures): Draft[] {
  const found = features.filter(({ odd }) => odd > 0)
  const all = found.reduce((sum, { odd }) => sum + odd, 0)
  if (found.length === 0) return []
  const only = found.length === 1 ? found[0]! : null
  const verb = all === 1 ? 'can’t be read and counts' : 'can’t be read and count'
  const message = `${count(all, 'cell')} of ${listed(found)} ${verb} as missing.`
  if (only !== null && only.odd > 0.5 * (only.odd + only.unique) && only.odd > 20) {
    const action = { kind: 'column-kind', columnId: only.id, columnKind: 'category' } as const
    return [
      { code: 'cells.odd', rank: 70, columns: found, message, remedy: { label: 'Read it as categories', action } },
    ]
  }
  const action = { kind: 'filter', filters: [{ kind: 'odd', columnId: only?.id ?? null }] } as const
  return [
    {
      code: 'cells.odd',
      rank: 70,
      columns: found,
      message,
      remedy: { label: 'Show them', action: { ...action, filters: [...action.filters] } },
    },
  ]
}

function emptyNotes({ table }: Figures): Draft[] {
  const found = table.columns.filter(({ role, missing, odd }) => role === 'feature' && missing + odd === table.rows)
  return columnDrafts({
    code: 'column.empty',
    rank: 42,
    found: found.map((column) => ({ column, message: `“${column.name}” has no values and is not used.` })),
    together: (many, names) => `${many} columns have no values and are not used: ${names}.`,
  })
}

/** Texts that are no categories are not read; whoever made one a feature may wonder. */
function textNotes({ table }: Figures): Draft[] {
  const read = featuresOf(table)
  const found = table.columns.filter(
    (column) => column.kind === 'text' && column.role === 'feature' && column.unique > 0 && !read.includes(column),
  )
  return columnDrafts({
    code: 'column.text',
    rank: 25,
    found: found.map((column) => ({
      column,
      message: `“${column.name}” is text of ${group(column.unique)} different values: the network does not read it.`,
    })),
    together: (many, names) => `${many} columns are text, which the network does not read: ${names}.`,
  })
}

/** A rare value that tells the target is worth keeping. */
function constantNotes({ features, table, top, targets }: Figures): Draft[] {
  if (table.rows < fewestRows) return []
  const shareOf = ({ id }: Column): number => top.get(id)?.share ?? 0
  const tells = ({ id }: Column): boolean => targets.some(({ relations }) => (relations.get(id)?.strength ?? 0) >= 0.2)
  const found = features.filter((column) => {
    if (column.unique === 1) return column.missing + column.odd === 0
    return shareOf(column) >= 0.995 && !tells(column)
  })
  return columnDrafts({
    code: 'column.constant',
    rank: 40,
    found: found.map((column) => {
      const message =
        column.unique === 1
          ? `“${column.name}” is the same in every row, so it can’t help.`
          : `“${column.name}” is “${top.get(column.id)!.value}” in ${percent(shareOf(column))} of the rows: it can hardly help.`
      return { column, message }
    }),
    together: (many, names) =>
      `${many} columns are the same in every row or nearly so: ${names}. They can hardly help.`,
  })
}

function categoryNotes(figures: Figures): Draft[] {
  const found = figures.features.filter(
    (column) => column.kind === 'category' && column.unique > mostCategories && !looksLikeId(column, figures),
  )
  return columnDrafts({
    code: 'column.manyCategories',
    rank: 45,
    found: found.map((column) => ({
      column,
      message: `“${column.name}” has ${group(column.unique)} categories: the ${mostCategories} most frequent get an input each, the others share one.`,
    })),
    together: (many, names) =>
      `${many} columns have more than ${mostCategories} categories each: ${names}. The most frequent get an input each, the others share one.`,
  })
}

/** A slip has a few far cells; a long tail has many. */
const fewCells = 10

/** Dates are what they are. */
function farNotes({ features, targets, numbers, rows }: Figures): Draft[] {
  const found = [...features, ...targets.map(({ target }) => target)].filter((column) => {
    const { far } = numbers.get(column.id) ?? {}
    return column.kind === 'number' && far !== undefined && far.count > 0 && far.count <= 0.02 * rows
  })
  return found.map((column): Draft => {
    const { far, p25, p75, min, max } = numbers.get(column.id)!
    const usual = `Half of “${column.name}” lies between ${figure(p25)} and ${figure(p75)}`
    const reach = far.above !== null ? `reach up to ${figure(max)}` : `go down to ${figure(min)}`
    const slips = far.count <= fewCells
    const message = slips
      ? `${usual}, but ${count(far.count, 'cell')} ${far.count === 1 ? reach.replace('reach', 'reaches').replace('go', 'goes') : reach}: a slip? So far out they decide the scale for all others.`
      : `${usual}, and ${count(far.count, 'cell')} ${reach}: a long tail that decides the scale for all others. Its logarithm often learns better.`
    return {
      code: slips ? 'cells.huge' : 'column.tail',
      rank: slips ? 60 : 30,
      columns: [column],
      message,
      remedy: showFar(column, far),
    }
  })
}

/** One filter can't be “either of two”: the end that has cells, the upper one first. */
function showFar({ id }: Column, { below, above }: { below: number | null; above: number | null }): Remedy {
  const range = above !== null ? { min: justAbove(above), max: null } : { min: null, max: justBelow(below!) }
  return { label: 'Show the rows', action: { kind: 'filter', filters: [{ kind: 'range', columnId: id, ...range }] } }
}

/** Without standardising, a feature's size is its weight: beyond this, steps that suit one are wrong for another. */
const wideRange = 100

function scaleNotes({ features, targets, numbers, recipe }: Figures): Draft[] {
  if (recipe.standardise) return []
  const sizeOf = ({ id }: Column): number =>
    Math.max(Math.abs(numbers.get(id)?.min ?? 0), Math.abs(numbers.get(id)?.max ?? 0))
  const wide = features.filter((column) => column.kind === 'number' && sizeOf(column) > wideRange)
  const far = targets
    .map(({ target }) => target)
    .filter((column) => recipe.task !== 'classification' && isMeasured(column) && sizeOf(column) > 100 * wideRange)
  const columns = [...wide, ...far]
  if (columns.length === 0) return []
  const largest = columns.reduce((most, column) => (sizeOf(column) > sizeOf(most) ? column : most))
  const message = `The numbers are not standardised, and “${largest.name}” reaches ${figure(sizeOf(largest))}: training easily diverges, or learns little from the smaller columns.`
  const remedy: Remedy = { label: 'Standardise', action: { kind: 'recipe', change: { standardise: true } } }
  return [{ code: 'columns.scale', rank: 75, columns, message, remedy }]
}
