/** A value of an expression as the text of a cell; NULL where there is none. */
import type { ColumnKind } from '../../../src-shared/table'
import type { Typed } from './functions'
import { timestampSql } from './functions'

export function spelledSql({ type, sql }: Typed): string {
  switch (type) {
    case 'number':
      return numberTextSql(sql)
    case 'truth':
      return `CASE WHEN ${sql} THEN 'true' WHEN NOT ${sql} THEN 'false' END`
    case 'date':
      return `CASE WHEN (${sql}) % 86400 = 0 THEN strftime(${timestampSql(sql)}, '%Y-%m-%d')
        ELSE strftime(${timestampSql(sql)}, '%Y-%m-%d %H:%M:%S') END`
    case 'text':
      return sql
    default:
      return 'CAST(NULL AS VARCHAR)'
  }
}

/** The shortest spelling that reads back as the same number: `300`, `0.1`, `1e+21`; what is not finite is missing. */
export function numberTextSql(number: string): string {
  return `CASE WHEN NOT isfinite(${number}) THEN NULL
    WHEN ${number} = trunc(${number}) AND abs(${number}) < 1e15 THEN CAST(CAST(${number} AS BIGINT) AS VARCHAR)
    ELSE CAST(${number} AS VARCHAR) END`
}

/** The kind of a column that holds such values. */
export const kindOfType = {
  number: 'number',
  text: 'category',
  truth: 'boolean',
  date: 'date',
} as const satisfies Record<NonNullable<Typed['type']>, ColumnKind>
