/** Many cells by one rule: cleared, filled, replaced, merged. */
import type { CellSpan, Column, TableView, TextQuery } from '../../../src-shared/table'
import type { Draft, Planned } from './draft'
import { assertNever, EpochwiseError } from '../../../src-shared/errors'
import { isReadKind } from '../../../src-shared/table'
import { meaningOf } from '../changes/meanings'
import { columnOf } from '../columns'
import { readText } from '../reading'
import { escapePattern, literal } from '../reading-texts'
import { numberName, textName } from '../schema'
import { plainRows } from '../sql'
import { checkPattern, matchSql, whereSql } from '../view-sql'
import { chooseRows } from './chosen'
import { keepCells, planKept } from './kept'
import { whyOdd } from './why-odd'
import { columnWords, count, shorten } from './words'

export async function planClear(draft: Draft, view: TableView, span: CellSpan): Promise<Planned<number>> {
  const { sql } = await chooseRows(draft, view, span.first, span.last)
  for (const id of new Set(span.columnIds)) {
    await keepCells(draft, columnOf(draft.state.columns, id), 'NULL', `FROM rows r SEMI JOIN (${sql}) k ON k.id = r.id`)
  }
  return planKept(draft, (changed, columns) => `Cleared ${count(changed, 'cell')} in ${columnWords(columns)}`)
}

/** The first row of the span into the others. */
export async function planFillDown(draft: Draft, view: TableView, span: CellSpan): Promise<Planned<number>> {
  const { sql } = await chooseRows(draft, view, span.first, span.last)
  for (const id of new Set(span.columnIds)) {
    const top = `(SELECT t.${textName(columnOf(draft.state.columns, id).id)} FROM rows t JOIN (${sql}) u ON u.id = t.id AND u.nth = 0)`
    await keepCells(draft, columnOf(draft.state.columns, id), top, `FROM rows r SEMI JOIN (${sql}) k ON k.id = r.id`)
  }
  return planKept(draft, (changed, columns) => `Filled down ${count(changed, 'cell')} in ${columnWords(columns)}`)
}

/** @throws EpochwiseError query.invalid */
export async function planReplace(
  draft: Draft,
  view: TableView,
  columnIds: readonly number[] | null,
  query: TextQuery,
  replacement: string,
): Promise<Planned<number>> {
  const { connection, state } = draft
  await checkPattern(connection, query)
  checkReplacement(query, replacement)
  const shown = state.columns.filter(({ settings }) => settings.hidden !== true)
  const columns = columnIds === null ? shown : columnIds.map((id) => columnOf(state.columns, id))
  const where = whereSql(state.columns, view)
  for (const column of columns) {
    const matches = matchSql(textName(column.id), query)
    const from = `FROM rows r ${where === '' ? 'WHERE' : `${where} AND`} ${matches}`
    await keepCells(draft, column, replacedSql(`r.${textName(column.id)}`, query, replacement), from)
  }
  return planKept(draft, (changed, some) => `Replaced ${count(changed, 'cell')} in ${columnWords(some)}`)
}

function replacedSql(text: string, { text: wanted, match, caseSensitive }: TextQuery, replacement: string): string {
  const plain = literal(replacement.replaceAll('\\', '\\\\'))
  const flags = caseSensitive ? 's' : 'si'
  const pattern = escapePattern(wanted)
  switch (match) {
    case 'equals':
      return literal(replacement)
    case 'contains':
      return caseSensitive
        ? `replace(${text}, ${literal(wanted)}, ${literal(replacement)})`
        : `regexp_replace(${text}, ${literal(pattern)}, ${plain}, 'g${flags}')`
    case 'starts':
      return `regexp_replace(${text}, ${literal(`\\A${pattern}`)}, ${plain}, '${flags}')`
    case 'ends':
      return `regexp_replace(${text}, ${literal(`${pattern}\\z`)}, ${plain}, '${flags}')`
    case 'regex':
      return `regexp_replace(${text}, ${literal(wanted)}, ${literal(replacement)}, 'g${flags}')`
    default:
      return assertNever(match)
  }
}

/** A group that the pattern has not would leave every cell as it is, without a word. */
function checkReplacement({ text, match }: TextQuery, replacement: string): void {
  if (match !== 'regex') return
  const used = [...replacement.matchAll(/\\(.?)/gs)].map(([, sign]) => sign!)
  const groups = countGroups(text)
  if (used.every((sign) => sign === '\\' || (/^[0-9]$/.test(sign) && Number(sign) <= groups))) return
  const message = `“${shorten(replacement)}” cannot stand in for what is found: the pattern has ${count(groups, 'group')}. Write \\1 for the first of them, and \\\\ for a backslash.`
  throw new EpochwiseError('query.invalid', message, { field: 'with' })
}

function countGroups(pattern: string): number {
  const bare = pattern.replace(/\\./gs, '').replace(/\[[^\]]*\]/g, '')
  return [...bare.matchAll(/\((?!\?)|\(\?P?</g)].length
}

export type Filling = 'mean' | 'median' | 'most' | 'value' | 'above'

/** @throws EpochwiseError column.kind, cell.invalid, table.none where there is nothing to fill with */
export async function planFillMissing(
  draft: Draft,
  columnId: number,
  how: Filling,
  value: string | null,
): Promise<Planned<number>> {
  const column = columnOf(draft.state.columns, columnId)
  const text = textName(columnId)
  if (how === 'above') {
    const filled = `SELECT *, last_value(${text} IGNORE NULLS) OVER (ORDER BY place ROWS UNBOUNDED PRECEDING) AS above FROM rows`
    await keepCells(draft, column, 'r.above', `FROM (${filled}) r WHERE r.${text} IS NULL`)
  } else {
    const filling = how === 'value' ? checkedValue(column, value ?? '') : await typicalText(draft, column, how)
    await keepCells(draft, column, literal(filling), `FROM rows r WHERE r.${text} IS NULL`)
  }
  return planKept(draft, (changed) => `Filled ${count(changed, 'missing cell')} in ${columnWords([column])}`)
}

function checkedValue(column: Column, text: string): string {
  if (!isReadKind(column.kind) || readText(column, text) !== null) return text
  throw new EpochwiseError('cell.invalid', whyOdd(column, text), { column: column.name })
}

async function typicalText({ connection }: Draft, column: Column, how: 'mean' | 'median' | 'most'): Promise<string> {
  const { id, kind, name, settings } = column
  if (how !== 'most' && kind !== 'number') {
    const message = `${shorten(name)} holds no numbers, so it has no ${how}. Fill it with its most frequent value.`
    throw new EpochwiseError('column.kind', message, { column: name })
  }
  const [text, number] = [textName(id), numberName(id)]
  const sql = {
    mean: `SELECT favg(${number}) AS value FROM rows`,
    median: `SELECT median(${number}) AS value FROM rows`,
    most: `SELECT ${text} AS value FROM rows WHERE ${text} IS NOT NULL GROUP BY ${text} ORDER BY count(*) DESC, ${text} LIMIT 1`,
  }[how]
  const [row] = await plainRows(connection, sql)
  const value = row?.['value'] ?? null
  if (value === null) {
    const message = `${shorten(name)} has no value to fill with. Give one.`
    throw new EpochwiseError('column.kind', message, { column: name })
  }
  if (typeof value !== 'number') return String(value)
  const spelled = String(Number(value.toPrecision(10)))
  return settings.reading.decimal === ',' ? spelled.replace('.', ',') : spelled
}

/** Several values of a column become one; an order keeps the place of the first of them. */
export async function planMerge(
  draft: Draft,
  columnId: number,
  values: readonly string[],
  into: string,
): Promise<Planned<number>> {
  const column = columnOf(draft.state.columns, columnId)
  const text = textName(columnId)
  const list = values.map(literal).join(', ')
  await keepCells(draft, column, literal(into), `FROM rows r WHERE r.${text} IN (${list})`)
  const name = `Merged ${values.length === 1 ? '1 category' : `${values.length} categories`} of ${columnWords([column])}`
  const { plan, result } = await planKept(draft, () => name)
  if (plan === null || column.settings.order === undefined) return { plan, result }
  const order = mergedOrder(column.settings.order, values, into)
  const after = meaningOf({ ...column, settings: { ...column.settings, order } })
  const meanings = { kind: 'meanings' as const, columns: [{ columnId, before: meaningOf(column), after }] }
  return { plan: { ...plan, changes: [meanings, ...plan.changes] }, result }
}

function mergedOrder(order: readonly string[], values: readonly string[], into: string): string[] {
  const first = order.findIndex((word) => word === into || values.includes(word))
  if (first === -1) return [...order, into]
  const rest = (words: readonly string[]): string[] => words.filter((word) => word !== into && !values.includes(word))
  return [...rest(order.slice(0, first)), into, ...rest(order.slice(first))]
}
