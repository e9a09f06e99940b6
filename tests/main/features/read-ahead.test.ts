import type { DuckDBConnection } from '@duckdb/node-api'
import { afterEach, expect, test, vi } from 'vitest'
import type { TableSource } from '../../../src-main/features/snapshot'
import { readAhead } from '../../../src-main/features/snapshot'
import type { TestTable } from './table-source'
import { createNumbers } from './table-source'

let table: TestTable
afterEach(async () => {
  vi.restoreAllMocks()
  await table.close()
})

/** The table, with what is lent of it: connections, and of them those that are not closed. */
async function watched(rows: number, features: number) {
  table = await createNumbers(rows, features)
  const lent: DuckDBConnection[] = []
  const open = new Set<DuckDBConnection>()
  const source: TableSource = {
    ...table,
    async connect() {
      const connection = await table.connect()
      const close = connection.closeSync.bind(connection)
      connection.closeSync = () => {
        open.delete(connection)
        close()
      }
      lent.push(connection)
      open.add(connection)
      return connection
    },
  }
  return { source, lent, open }
}

test('a large table’s features are read, over a connection of its own', async () => {
  const { source, lent, open } = await watched(110_000, 20)
  const run = vi.spyOn(Object.getPrototypeOf(await table.connect()) as DuckDBConnection, 'run')
  await readAhead(source)
  expect(run).toHaveBeenCalledOnce()
  const sql = run.mock.calls[0]![0]
  expect(sql).toContain('sum(n0)')
  expect(sql).toContain('sum(n19)')
  expect(sql).not.toContain('n20')
  expect(lent).toHaveLength(1)
  expect(open.size).toBe(0)
})

test('of a small one nothing is', async () => {
  const { source, lent } = await watched(1000, 20)
  await readAhead(source)
  expect(lent).toHaveLength(0)
})

test('a failure is left to the reading itself, and the connection is closed', async () => {
  const { source, open } = await watched(110_000, 20)
  const said = vi.spyOn(console, 'error').mockReturnValue()
  const dropped = await table.connect()
  await dropped.run('ALTER TABLE rows DROP COLUMN n3')
  dropped.closeSync()
  await readAhead(source)
  expect(said).toHaveBeenCalledOnce()
  expect(open.size).toBe(0)
})
