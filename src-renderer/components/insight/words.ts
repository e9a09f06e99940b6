/** Figures of columns in words. */
import type { MeanGroup, RankedRelation, Relation } from '../../../src-shared/insight'
import type { Column } from '../../../src-shared/table'
import { assertNever } from '../../../src-shared/errors'
import { formatNumber } from '../../charts/format'
import { dateText } from '../grid/dates'

/** A value of the column's numbers: a date as one. */
export function valueText({ kind }: Pick<Column, 'kind'>, value: number, digits = 6): string {
  return kind === 'date' ? dateText(Math.round(value)) : formatNumber(value, digits)
}

/** A length in the column's numbers: between dates, days. */
export function lengthText({ kind }: Pick<Column, 'kind'>, value: number): string {
  return kind === 'date' ? `${formatNumber(value / 86_400, 4)} days` : formatNumber(value, 6)
}

/** 0.834 → "0.83"; a sign only where it says something. */
export function figureText(figure: number | null): string {
  if (figure === null) return '–'
  const text = Math.abs(figure).toFixed(2)
  return figure < 0 && Number(text) !== 0 ? `−${text}` : text
}

export const figureNames: Record<RankedRelation['kind'], string> = {
  correlation: 'correlation r',
  means: 'correlation ratio η',
  shares: 'Cramér’s V',
  none: 'nothing to compare',
}

/** "none", "weak", … for people who don't read correlations every day. */
export function strengthWords(strength: number): string {
  if (strength < 0.1) return 'hardly any'
  if (strength < 0.3) return 'weak'
  if (strength < 0.6) return 'clear'
  return strength < 0.9 ? 'strong' : 'nearly full'
}

/** The relation of a column to the target in one sentence. */
export function relationWords(relation: Relation, column: Column, target: Column): string {
  switch (relation.kind) {
    case 'correlation': {
      const way = relation.r < 0 ? 'falls' : 'rises'
      if (relation.strength < 0.1) return `“${target.name}” hardly follows it in a straight line.`
      return `“${target.name}” ${way} with it: ${strengthWords(relation.strength)}.`
    }
    case 'means': {
      const [measured, grouping] = relation.of === 'target' ? [target, column] : [column, target]
      return `Means of “${measured.name}” by “${grouping.name}”: ${differenceWords(relation.strength)}.`
    }
    case 'shares':
      return `Shares of “${target.name}” by “${column.name}”: ${differenceWords(relation.strength)}.`
    case 'none':
      return relation.reason
    default:
      return assertNever(relation)
  }
}

function differenceWords(strength: number): string {
  return strength < 0.1 ? 'hardly any difference' : `a ${strengthWords(strength)} difference`
}

/** Where a group's mean lies between the least and the greatest of them, 0–1. */
export function meanPlace(groups: readonly MeanGroup[], mean: number): number {
  const means = groups.map((group) => group.mean)
  const [least, most] = [Math.min(...means), Math.max(...means)]
  return most === least ? 0.5 : (mean - least) / (most - least)
}
