/** A run's features in a table as it is now: a column whose kind or spelling has changed is read as the run knew it. */
import { plainReading } from '../../src-shared/table'
import type { Column } from '../../src-shared/table'
import type { Readable } from '../document/reading'
import { readingSql } from '../document/reading'
import type { ReadFeature } from './encoding'

/** The feature as the column that it was when the run began. */
export function readableOf(feature: ReadFeature): Readable {
  if (feature.kind !== 'ordered') return { kind: feature.kind, settings: { reading: feature.reading } }
  return { kind: 'ordered', settings: { reading: plainReading, order: feature.order } }
}

/** SQL: the number that the run reads in each row, NULL where there is none, or where the column is gone. */
export function readAgainSql(feature: ReadFeature, columns: readonly Column[]): string {
  const column = columns.find(({ id }) => id === feature.columnId)
  if (column === undefined) return 'NULL::DOUBLE'
  return isAsThen(feature, column) ? `n${column.id}` : readingSql(readableOf(feature), `c${column.id}`)
}

function isAsThen(feature: ReadFeature, { kind, settings }: Column): boolean {
  if (kind !== feature.kind) return false
  const [then, now] = feature.kind === 'ordered' ? [feature.order, settings.order] : [feature.reading, settings.reading]
  return JSON.stringify(then) === JSON.stringify(now)
}

/** SQL: a category's text in each row, NULL where there is none, or where the column is gone. */
export function textAgainSql(columnId: number, columns: readonly Column[]): string {
  return columns.some(({ id }) => id === columnId) ? `c${columnId}` : 'NULL::VARCHAR'
}
