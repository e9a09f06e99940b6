/** The rows: which repeat, which miss the target, which classes are rare, and whether their order must decide the split. */
import type { Remedy } from '../../../src-shared/errors'
import { count, group } from '../../features/model'
import { isMeasured } from '../columns'
import { fewRows } from './class-figures'
import type { Draft } from './draft'
import { percent } from './draft'
import type { Figures } from './figures'
import type { TargetFigures } from './target-figures'

export function rowChecks(figures: Figures): Draft[] {
  return [
    ...repeatNotes(figures),
    ...figures.targets.flatMap((one) => targetNotes({ ...figures, ...one })),
    ...orderNotes(figures),
  ]
}

type OfTarget = Figures & TargetFigures

function targetNotes(figures: OfTarget): Draft[] {
  return [...leftOutNotes(figures), ...rareClassNotes(figures), ...balanceNotes(figures), ...twoValuesNotes(figures)]
}

/** Few rows of a large table that happen to be equal are no news, nor are those that few categories make. */
function repeatNotes({ repeats, rows }: Figures): Draft[] {
  const { count: repeated, byChance, acrossSplit, columns } = repeats
  if (repeated === 0 || repeated <= 10 * byChance || repeated < 0.001 * rows) return []
  const copies = `${count(repeated, 'row')} ${repeated === 1 ? 'repeats' : 'repeat'} an earlier one in every column that is used.`
  const across =
    acrossSplit > 0
      ? ` ${count(acrossSplit, 'held-back row')} ${acrossSplit === 1 ? 'is' : 'are'} trained on as well, so the network is judged by what it has seen.`
      : ''
  const action = { kind: 'remove-duplicates', columnIds: columns.map(({ id }) => id) } as const
  const remedy: Remedy = { label: 'Remove the repeats', action }
  return [{ code: 'rows.repeated', rank: acrossSplit > 0 ? 85 : 55, columns: [], message: copies + across, remedy }]
}

function leftOutNotes({ target, table }: OfTarget): Draft[] {
  const without = target.missing + target.odd
  if (without === 0 || without === table.rows) return []
  const verb = without === 1 ? 'has' : 'have'
  const message = `${count(without, 'row')} of ${group(table.rows)} ${verb} no usable “${target.name}” and will be left out.`
  const filter =
    target.missing > 0
      ? ({ kind: 'missing', columnId: target.id, missing: true } as const)
      : ({ kind: 'odd', columnId: target.id } as const)
  const remedy: Remedy = { label: 'Show the rows', action: { kind: 'filter', filters: [filter] } }
  return [{ code: 'rows.leftOut', rank: 65, columns: [target], message, remedy }]
}

function rareClassNotes({ classes, target }: OfTarget): Draft[] {
  if (
    classes === null ||
    classes.few.count === 0 ||
    classes.rows < 3 * fewRows ||
    classes.few.count > classes.count / 2
  )
    return []
  const { few } = classes
  const names = few.names.slice(0, 3).map((name) => `“${name}”`)
  const more = few.count - names.length
  const list = more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ')
  const message =
    few.count === 1
      ? `The class ${list} of “${target.name}” has fewer than ${fewRows} rows: too few to learn, and to judge by.`
      : `${few.count} of ${classes.count} classes of “${target.name}” have fewer than ${fewRows} rows each: ${list}. Too few to learn, and to judge by.`
  const filter = { kind: 'values', columnId: target.id, values: few.texts, exclude: false } as const
  const remedy: Remedy = {
    label: 'Show the rows',
    action: { kind: 'filter', filters: [{ ...filter, values: [...filter.values] }] },
  }
  return [{ code: 'classes.few', rank: 58, columns: [target], message, remedy }]
}

const lopsided = 0.9

function balanceNotes({ classes, target, recipe }: OfTarget): Draft[] {
  if (classes === null || classes.count < 2 || classes.rows < 3 * fewRows || recipe.classWeights !== 'none') return []
  const share = classes.most.count / classes.rows
  if (share < lopsided) return []
  const message = `“${target.name}” is “${classes.most.value}” in ${percent(share)} of the rows: always saying so is right that often. Weighing the classes evenly makes the rare ones count.`
  const remedy: Remedy = {
    label: 'Balance the classes',
    action: { kind: 'recipe', change: { classWeights: 'balanced' } },
  }
  return [{ code: 'classes.unbalanced', rank: 62, columns: [target], message, remedy }]
}

/** 0 and 1 as numbers: meant as classes, as a rule. Classes are of one target. */
function twoValuesNotes({ target, targets, recipe, numbers, rows }: OfTarget): Draft[] {
  if (targets.length > 1 || !isMeasured(target) || recipe.task !== 'auto') return []
  if (target.unique !== 2 || rows < 2 * fewRows) return []
  if (numbers.get(target.id)?.whole !== true) return []
  const message = `“${target.name}” has only two values, but is predicted as a number. As classes, you get a probability for each.`
  const remedy: Remedy = { label: 'Predict the class', action: { kind: 'recipe', change: { task: 'classification' } } }
  return [{ code: 'target.twoValues', rank: 80, columns: [target], message, remedy }]
}

const fewestInOrder = 50

/** Only where the split was left to us: a person who chose one has thought of it. */
function orderNotes({ order, table, recipe, rows, targets }: Figures): Draft[] {
  const { split } = recipe
  if (split.kind !== 'auto' || split.validationShare + split.testShare === 0 || rows < fewestInOrder) return []
  if (targets.length === 0 || table.columns.some(({ role }) => role === 'time' || role === 'group')) return []
  const dated = order.dated.find(({ role }) => role !== 'target')
  if (dated !== undefined) {
    const message = `The rows follow “${dated.name}” in time. Held back at random, later rows help to predict earlier ones; held back by time, the network is judged as it will be used.`
    const action = { kind: 'role', columnId: dated.id, role: 'time' } as const
    return [{ code: 'rows.dated', rank: 82, columns: [dated], message, remedy: { label: 'Split by time', action } }]
  }
  const { steady } = order
  if (steady === null || steady.alike < 0.8 || rows < 2 * fewestInOrder) return []
  const message = `From row to row “${steady.target.name}” changes little, as in a series over time. Held back at random, a row’s neighbours give it away; held back from the end, the network is judged as it will be used.`
  const action = { kind: 'recipe', change: { split: { ...split, kind: 'time' } } } as const
  return [
    { code: 'rows.series', rank: 78, columns: [], message, remedy: { label: 'Split by the order of rows', action } },
  ]
}
