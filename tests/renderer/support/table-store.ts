/** A table of 500 rows and three columns behind a scripted host, as the state and grid tests open it. */
import type { CommandInput } from '../../../src-shared/contract'
import type { TableState } from '../../../src-shared/table'
import { TableStore } from '../../../src-renderer/state/table-state.svelte'
import { createClient } from '../../../src-shared/client'
import { project, row, ScriptedBackend, settled } from './scripted-backend'

export const openedTable: TableState = project().table

function page({ offset, limit }: CommandInput<'table.page'>) {
  const count = Math.max(0, Math.min(limit, openedTable.rows - offset))
  const rows = Array.from({ length: count }, (_, at) => row(1000 + offset + at, [String(offset + at), '2.5', 'a']))
  return { revision: 1, total: openedTable.rows, offset, rows }
}

type Answers = ConstructorParameters<typeof ScriptedBackend>[0]

/** Rows have the ids 1000, 1001, …; their cells are the row's place, "2.5" and "a". */
export async function openTable(answers: Answers = {}, { readOnly = false, table = openedTable } = {}) {
  const backend = new ScriptedBackend({ 'table.page': page, 'column.arrange': () => null, ...answers })
  const failures: unknown[] = []
  const store = new TableStore(createClient(backend.transport), (error) => failures.push(error))
  store.follow('houses.epochwise', table, readOnly)
  store.pages.want(0, 40)
  await settled()
  return { store, backend, failures }
}
