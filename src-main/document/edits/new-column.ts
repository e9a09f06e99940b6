/** A column that is about to come: its number, a free name, a plain reading. */
import type { Column, ColumnKind } from '../../../src-shared/table'
import { EpochwiseError } from '../../../src-shared/errors'
import { plainReading } from '../../../src-shared/table'
import { columnOf } from '../columns'
import { shorten } from './words'

export function newColumn(id: number, name: string, kind: ColumnKind): Column {
  const settings = { reading: plainReading, ...(kind === 'ordered' && { order: [] }) }
  return { id, name, kind, role: kind === 'text' ? 'ignored' : 'feature', missing: 0, odd: 0, unique: 0, settings }
}

/** `name`, or `name 2`, `name 3` … where it is taken. */
export function freeName(taken: ReadonlySet<string>, name: string): string {
  let free = name
  for (let again = 2; taken.has(free); again++) free = `${name} ${again}`
  return free
}

/** @throws EpochwiseError column.name */
export function requireFreeName(columns: readonly Column[], name: string, own?: number): void {
  if (!columns.some((column) => column.name === name && column.id !== own)) return
  const message = `There is a column called ${shorten(name)} already. Choose another name.`
  throw new EpochwiseError('column.name', message, { column: name, field: 'name' })
}

/** The place behind a column; null: in front of all. */
export function placeAfter(columns: readonly Column[], after: number | null): number {
  return after === null ? 0 : columns.indexOf(columnOf(columns, after)) + 1
}
