/** What a column is for and how it is read. */
import type { Column, ColumnKind, ColumnRole, Reading } from '../../../src-shared/table'
import type { Draft, Planned } from './draft'
import { EpochwiseError } from '../../../src-shared/errors'
import { meaningOf, withMeaning } from '../changes/meanings'
import { columnOf } from '../columns'
import { textName } from '../schema'
import { plainRows } from '../sql'
import { mostOrdered } from '../stored'
import { shorten } from './words'

export type ColumnWish = {
  role?: ColumnRole
  kind?: ColumnKind
  reading?: Reading
  order?: readonly string[]
  also?: boolean
}

/** A column that becomes ordered without an order gets its values in the order of their texts. */
export async function planColumn(draft: Draft, columnId: number, wanted: ColumnWish): Promise<Planned<null>> {
  const { columns } = draft.state
  const column = columnOf(columns, columnId)
  const { role = column.role, kind = column.kind, reading = column.settings.reading } = wanted
  const order =
    wanted.order ??
    (kind === 'ordered' ? (column.settings.order ?? (await firstOrder(draft, column))) : column.settings.order)
  const after = { ...column, role, kind, settings: { ...column.settings, reading, order: order && [...order] } }
  const former = wanted.also === true ? [] : formerHolders(columns, column, role)
  const changed = [...former, after].filter((one) => differs(columnOf(columns, one.id), one))
  if (changed.length === 0) return { plan: null, result: null }
  const list = changed.map((one) => ({
    columnId: one.id,
    before: meaningOf(columnOf(columns, one.id)),
    after: meaningOf(one),
  }))
  return { plan: { label: label(column, after), changes: [{ kind: 'meanings', columns: list }] }, result: null }
}

/** A role that one column has: the one before becomes a feature. */
function formerHolders(columns: readonly Column[], column: Column, role: ColumnRole): Column[] {
  if (role === column.role || role === 'feature' || role === 'ignored') return []
  return columns
    .filter((other) => other.role === role && other.id !== column.id)
    .map((other) => ({ ...other, role: 'feature' as const }))
}

function differs(before: Column, after: Column): boolean {
  return JSON.stringify(meaningOf(before)) !== JSON.stringify(meaningOf(withMeaning(before, meaningOf(after))))
}

/** @throws EpochwiseError column.kind for too many values */
async function firstOrder({ connection }: Draft, { id, name }: Column): Promise<string[]> {
  const text = textName(id)
  const rows = await plainRows(
    connection,
    `SELECT DISTINCT trim(${text}) AS word FROM rows WHERE ${text} IS NOT NULL ORDER BY word LIMIT ${mostOrdered + 1}`,
  )
  if (rows.length <= mostOrdered) return rows.map((row) => String(row['word']))
  const message = `${shorten(name)} has more than ${mostOrdered.toLocaleString('en')} different values: too many to be put in an order.`
  throw new EpochwiseError('column.kind', message, { column: name })
}

function label(before: Column, after: Column): string {
  const name = shorten(before.name)
  if (after.kind !== before.kind) return `Read ${name} as ${kindWords[after.kind]}`
  if (after.role === before.role) return `Changed how ${name} is read`
  return after.role === 'ignored' ? `Ignored ${name}` : `Made ${name} ${roleWords[after.role]}`
}

export const kindWords: Record<ColumnKind, string> = {
  number: 'a number',
  category: 'a category',
  ordered: 'an ordered category',
  boolean: 'true or false',
  date: 'a date',
  text: 'a text',
}

const roleWords: Record<Exclude<ColumnRole, 'ignored'>, string> = {
  feature: 'a feature',
  target: 'the target',
  weight: 'the weight of the rows',
  group: 'the group of the rows',
  time: 'the time of the rows',
}
