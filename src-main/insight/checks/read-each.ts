import type { Column } from '../../../src-shared/table'

/** One after the other: the connection takes one question at a time. */
export async function readEach<T>(
  columns: readonly Column[],
  read: (column: Column) => Promise<T>,
): Promise<Map<number, T>> {
  const found = new Map<number, T>()
  for (const column of columns) found.set(column.id, await read(column))
  return found
}
