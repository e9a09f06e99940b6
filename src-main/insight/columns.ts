/** How the room reads a column: as numbers that can be measured, or as values that group the rows. Ids only, never names. */
import type { Column } from '../../src-shared/table'
import { isReadKind } from '../../src-shared/table'
import { numberName, textName, valueName } from '../document/schema'

/** It has a mean: numbers, and dates as seconds. */
export function isMeasured({ kind }: Column): boolean {
  return kind === 'number' || kind === 'date'
}

export const textSql = ({ id }: Column): string => textName(id)
export const numberSql = ({ id }: Column): string => numberName(id)

/** What rows are grouped by: the reading where there is one, so that “yes” and “Yes” of a true/false column are one. */
export const valueSql = valueName

/** The value of a group in words, as an aggregate: its commonest spelling. */
export function wordsSql(column: Column): string {
  return isReadKind(column.kind) ? `mode(${textSql(column)})` : `any_value(${textSql(column)})`
}
