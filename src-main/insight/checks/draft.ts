/** A note in the making: where it ranks, what it is about, what it says, what mends it. */
import type { Remedy } from '../../../src-shared/errors'
import type { Note } from '../../../src-shared/insight'
import type { Column } from '../../../src-shared/table'

export type Draft = {
  code: string
  /** The higher, the more it matters; kept between 0 and 100. */
  rank: number
  columns: readonly Column[]
  message: string
  remedy: Remedy | null
}

/** Named by what it is about, so that it is still put aside when its figures change, and comes back with other columns. */
export function asNote({ code, columns, message, remedy }: Draft): Note {
  const key = [code, ...columns.map(({ id }) => id).sort((a, b) => a - b)].join(' ')
  return { key, code, message, remedy }
}

/** Columns with the same trouble that are still told one by one. */
const mostAlone = 2

export type ColumnTrouble = {
  code: string
  rank: number
  /** Each column, and what is to be said of it alone. */
  found: readonly { column: Column; message: string; remedy?: Remedy }[]
  /** What is to be said of many at once; `names` lists the first of them. */
  together: (count: string, names: string) => string
}

/** One note a column; one for all of them where they are many. They are mended by ignoring them, unless said otherwise. */
export function columnDrafts({ code, rank, found, together }: ColumnTrouble): Draft[] {
  if (found.length <= mostAlone) {
    return found.map(({ column, message, remedy = ignore([column]) }) => {
      return { code, rank, columns: [column], message, remedy }
    })
  }
  const columns = found.map(({ column }) => column)
  return [{ code, rank, columns, message: together(String(found.length), listed(columns)), remedy: ignore(columns) }]
}

export function ignore(columns: readonly Column[]): Remedy {
  if (columns.length === 1) {
    const [{ id, name }] = columns as [Column]
    return { label: `Ignore “${name}”`, action: { kind: 'role', columnId: id, role: 'ignored' } }
  }
  const columnIds = columns.map(({ id }) => id)
  return { label: `Ignore these ${columns.length}`, action: { kind: 'roles', columnIds, role: 'ignored' } }
}

/** “a”, “b”, “c” and 4 more */
export function listed(columns: readonly { name: string }[]): string {
  const names = columns.slice(0, 3).map(({ name }) => `“${name}”`)
  if (columns.length > 3) return `${names.join(', ')} and ${columns.length - 3} more`
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`
}

/** 0.99834 → "99.8 %", never rounded up to all. */
export function percent(share: number): string {
  const shown = Math.floor(share * 1000) / 10
  return `${shown} %`
}

/** As many digits as mean something: 1234.567 → "1,234.6", 1.2e12 → "1.2e12". */
export function figure(value: number): string {
  const size = Math.abs(value)
  if (size >= 1e9 || (size > 0 && size < 1e-3)) return value.toExponential(2).replace(/\.?0*e\+?/, 'e')
  return value.toLocaleString('en-US', { maximumSignificantDigits: Math.max(4, Math.ceil(Math.log10(size + 1))) })
}
