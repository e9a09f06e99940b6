/** Older versions of the project file, as far as they must be known to be told from a strange file and brought up to date. */
import type { Tables } from './schema'
import { tables } from './schema'

/** Version 1. `rows` had `id` and one `c<id>` per column: DOUBLE for a number, VARCHAR for a category. */
export const firstTables: Tables = {
  meta: { key: 'VARCHAR', value: 'VARCHAR' },
  columns: {
    id: 'INTEGER',
    position: 'INTEGER',
    name: 'VARCHAR',
    kind: 'VARCHAR',
    role: 'VARCHAR',
    missing: 'BIGINT',
    odd: 'BIGINT',
    uniques: 'BIGINT',
  },
  /** Texts in number columns; `rows` has NULL there. */
  odd_cells: { row_id: 'BIGINT', column_id: 'INTEGER', text: 'VARCHAR' },
  journal: { id: 'BIGINT', label: 'VARCHAR', change: 'VARCHAR', applied: 'BOOLEAN', touches_data: 'BOOLEAN' },
  kept_rows: { entry: 'BIGINT', row_id: 'BIGINT' },
  kept_cells: { entry: 'BIGINT', row_id: 'BIGINT', column_id: 'INTEGER', number: 'DOUBLE', text: 'VARCHAR' },
  recipe: { json: 'VARCHAR' },
  runs: { id: 'INTEGER', summary: 'VARCHAR', encoding: 'VARCHAR', fingerprint: 'VARCHAR' },
  epochs: { run_id: 'INTEGER', epoch: 'INTEGER', loss: 'DOUBLE', validation_loss: 'DOUBLE', seconds: 'DOUBLE' },
  checkpoints: { run_id: 'INTEGER', epoch: 'INTEGER', step: 'BIGINT', counters: 'VARCHAR' },
  checkpoint_tensors: { run_id: 'INTEGER', name: 'VARCHAR', data: 'BLOB' },
  import_report: { json: 'VARCHAR' },
}

/** Version 2: the journal was a line, and nothing in it was kept when something else was done after an undo. */
const { versions: _, ...olderTables } = tables
const { parent: __, ...olderJournal } = tables.journal
const secondTables: Tables = { ...olderTables, journal: olderJournal }

/** By version; the current one's are not among them. */
export const formerTables: Readonly<Record<number, Tables>> = { 1: firstTables, 2: secondTables }
