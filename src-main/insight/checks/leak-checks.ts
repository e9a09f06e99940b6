/** Columns that give the answer away: copies of the target, and what is only known once the target is. */
import type { Column } from '../../../src-shared/table'
import { isMeasured } from '../columns'
import type { Draft } from './draft'
import { columnDrafts } from './draft'
import type { Figures } from './figures'
import type { TargetFigures } from './target-figures'
import { looksLikeId } from './column-checks'

/** Below that, a perfect fit is easily chance. */
const fewestRows = 20

/** A lone feature that tells the target is the very thing that a person wants to show. */
export function leakChecks(figures: Figures): Draft[] {
  if (figures.rows < fewestRows || figures.features.length < 2) return []
  return figures.targets.flatMap((one) => leaksOf({ ...figures, ...one }))
}

type ToTarget = Figures & TargetFigures

function leaksOf(figures: ToTarget): Draft[] {
  const { target, features } = figures
  const suspects = features.filter((column) => !looksLikeId(column, figures))
  const copies = suspects.filter((column) => isCopy(column, figures))
  const givers = suspects.filter((column) => !copies.includes(column))
  return [
    ...columnDrafts({
      code: 'column.copy',
      rank: 98,
      found: copies.map((column) => ({ column, message: copyWords(column, target) })),
      together: (count, names) =>
        `${count} columns say the same as the target “${target.name}”: ${names}. A network that may read them learns nothing else.`,
    }),
    ...columnDrafts({
      code: 'column.afterwards',
      rank: 96,
      found: givers.flatMap((column) => {
        const message = afterwardsWords(column, figures, target)
        return message === null ? [] : [{ column, message }]
      }),
      together: (count, names) =>
        `${count} columns tell “${target.name}” nearly without fail: ${names}. Are they known before it is? If not, ignore them.`,
    }),
  ]
}

/** The same but for its spelling or its unit: moves exactly with a number, or stands one to one for a class. */
function isCopy(column: Column, { relations, target }: ToTarget): boolean {
  const relation = relations.get(column.id)
  if (relation === undefined || relation.rows < fewestRows) return false
  if (relation.kind === 'correlation') return relation.strength > 0.999
  if (relation.kind === 'shares') return relation.strength > 0.999 && column.unique === target.unique
  return false
}

function copyWords(column: Column, target: Column): string {
  const how = isMeasured(target) ? 'moves exactly with' : 'stands one to one for'
  return `“${column.name}” ${how} the target “${target.name}”. If it is another form of the answer, the network will learn nothing else.`
}

/** null: nothing to say. */
function afterwardsWords(column: Column, figures: ToTarget, target: Column): string | null {
  const missing = figures.missingStrength.get(column.id) ?? 0
  if (missing >= 0.8) {
    return `Whether “${column.name}” is filled in tells “${target.name}” nearly without fail: it looks like something written down afterwards. When you predict, it will be empty.`
  }
  if (tellsClass(column, figures) || explainsAll(column, figures)) {
    return `“${column.name}” alone nearly gives “${target.name}” away. Is it known before “${target.name}” is? If not, ignore it.`
  }
  return null
}

/** Of a number and classes: its ranges get nearly all rows right, and far more than guessing does. */
function tellsClass(column: Column, { agreement, classes }: ToTarget): boolean {
  const share = agreement.get(column.id) ?? 0
  if (classes === null) return false
  const byGuessing = (classes.most.count / classes.rows) ** 2
  return share >= 0.985 && 1 - share <= 0.05 * (1 - byGuessing)
}

function explainsAll(column: Column, { relations }: ToTarget): boolean {
  const relation = relations.get(column.id)
  if (relation === undefined || relation.rows < fewestRows) return false
  // With few rows a group, a perfect fit says little: three rows a group on the average.
  const grouped = relation.kind === 'correlation' || column.unique * 3 <= relation.rows
  if (relation.kind === 'shares') return grouped && relation.strength >= 0.98
  if (relation.kind === 'means') return grouped && relation.of === 'target' && relation.strength >= 0.99
  return relation.kind === 'correlation' && relation.strength >= 0.995
}
