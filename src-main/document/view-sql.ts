/** A view as SQL: its filters and its order. Texts of a person become literals, never SQL. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Column, Filter, SortOrder, TableView, TextQuery } from '../../src-shared/table'
import { assertNever, EpochwiseError } from '../../src-shared/errors'
import { isReadKind, rowParts } from '../../src-shared/table'
import { columnOf } from './columns'
import { literal } from './reading-texts'
import { numberName, textName } from './schema'

/** `SELECT id FROM rows …`: the rows of the view in its order. */
export function viewSql(columns: readonly Column[], view: TableView): string {
  return `SELECT id FROM rows ${whereSql(columns, view)} ORDER BY ${[...view.sort.flatMap((sort) => sortSql(columns, sort)), 'place'].join(', ')}`
}

/** '' without filters. */
export function whereSql(columns: readonly Column[], { filters }: TableView): string {
  if (filters.length === 0) return ''
  return `WHERE ${filters.map((filter) => `(${filterSql(columns, filter)})`).join(' AND ')}`
}

/** Missing cells last either way, odd ones before them, by their text. */
function sortSql(columns: readonly Column[], { columnId, direction }: SortOrder): string[] {
  const column = columnOf(columns, columnId)
  const way = `${direction === 'ascending' ? 'ASC' : 'DESC'} NULLS LAST`
  const text = `${textName(columnId)} ${way}`
  if (!isReadKind(column.kind)) return [text]
  const number = numberName(columnId)
  return [
    `${number} ${way}`,
    ...(column.odd > 0 ? [`CASE WHEN ${number} IS NULL THEN ${textName(columnId)} END ${way}`] : []),
  ]
}

function filterSql(columns: readonly Column[], filter: Filter): string {
  switch (filter.kind) {
    case 'range':
      return rangeSql(columnOf(columns, filter.columnId), filter.min, filter.max)
    case 'values':
      return valuesSql(textName(columnOf(columns, filter.columnId).id), filter.values, filter.exclude)
    case 'text': {
      const some = filter.columnId === null ? columns : [columnOf(columns, filter.columnId)]
      return some.map(({ id }) => matchSql(textName(id), filter)).join(' OR ') || 'FALSE'
    }
    case 'missing':
      return `${textName(columnOf(columns, filter.columnId).id)} IS ${filter.missing ? '' : 'NOT '}NULL`
    case 'odd': {
      const some = filter.columnId === null ? columns : [columnOf(columns, filter.columnId)]
      return (
        some
          .filter(({ odd }) => odd > 0)
          .map(oddSql)
          .join(' OR ') || 'FALSE'
      )
    }
    case 'changed':
      return `id IN (SELECT row_id FROM (${changedCellsSql}))`
    case 'part':
      return `coalesce(part, 0) IN (${filter.parts.map((part) => rowParts.indexOf(part)).join(', ') || 'NULL'})`
    case 'ids':
      return `id IN (${filter.ids.map((id) => String(Math.trunc(id))).join(', ') || 'NULL'})`
    default:
      return assertNever(filter)
  }
}

/** Cells that were edited by hand: `row_id`, `column_id`. */
export const changedCellsSql =
  'SELECT row_id, column_id FROM kept_cells WHERE entry IN (SELECT id FROM journal WHERE applied)'

/** Only of columns with odd cells, so of kinds that are read. */
export function oddSql({ id }: Column): string {
  return `${textName(id)} IS NOT NULL AND ${numberName(id)} IS NULL`
}

function rangeSql(column: Column, min: number | null, max: number | null): string {
  if (!isReadKind(column.kind)) {
    const message = `${column.name} is a ${column.kind}, so it has no range. Filter it by its values or its text.`
    throw new EpochwiseError('query.invalid', message, { column: column.name })
  }
  const number = numberName(column.id)
  const ends = [`${number} IS NOT NULL`]
  if (min !== null) ends.push(`${number} >= ${doubleSql(min)}`)
  if (max !== null) ends.push(`${number} <= ${doubleSql(max)}`)
  return ends.join(' AND ')
}

export function doubleSql(value: number): string {
  return `CAST('${value}' AS DOUBLE)`
}

function valuesSql(text: string, values: readonly (string | null)[], exclude: boolean): string {
  const words = values.filter((value) => value !== null)
  const among = words.length === 0 ? 'FALSE' : `${text} IN (${words.map(literal).join(', ')})`
  const chosen = `coalesce(${among}, FALSE)${values.includes(null) ? ` OR ${text} IS NULL` : ''}`
  return exclude ? `NOT (${chosen})` : chosen
}

/** Does the text of this expression match? NULL where there is none. */
export function matchSql(text: string, { text: wanted, match, caseSensitive }: TextQuery): string {
  if (match === 'regex') return `regexp_matches(${text}, ${literal(wanted)}, '${caseSensitive ? 's' : 'si'}')`
  const [from, what] = caseSensitive ? [text, literal(wanted)] : [`lower(${text})`, `lower(${literal(wanted)})`]
  switch (match) {
    case 'contains':
      return `contains(${from}, ${what})`
    case 'equals':
      return `${from} = ${what}`
    case 'starts':
      return `starts_with(${from}, ${what})`
    case 'ends':
      return `ends_with(${from}, ${what})`
    default:
      return assertNever(match)
  }
}

/** @throws EpochwiseError query.invalid for a pattern that is none */
export async function checkPattern(connection: DuckDBConnection, query: TextQuery): Promise<void> {
  if (query.match !== 'regex') return
  try {
    await connection.run(`SELECT ${matchSql(`''`, query)}`)
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^.*?:\s*/, '') : ''
    const message = `“${query.text}” is not a pattern that can be searched for: ${why}. Mend it, or search for the text itself.`
    throw new EpochwiseError('query.invalid', message, { field: 'text' })
  }
}
