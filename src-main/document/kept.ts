/** Deleted rows: taken out of the table, kept for the undo, put back as they were. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { BIGINT, LIST, listValue } from '@duckdb/node-api'
import type { Column } from '../../src-shared/table'
import type { DocumentState, Outcome } from './state'
import { plainRows } from './sql'
import { physicalName } from './schema'

export async function keepRows(connection: DuckDBConnection, entry: number, rowIds: readonly number[]): Promise<void> {
  const list = listValue(rowIds.map((id) => BigInt(id)))
  await connection.run(`INSERT INTO kept_rows SELECT ${entry}, unnest(?)`, [list], [LIST(BIGINT)])
}

/** Deletes the rows that `kept_rows` lists for the entry; their cells are kept beside. */
export async function dropRows(
  connection: DuckDBConnection,
  state: DocumentState,
  entry: number,
  count: number,
): Promise<Outcome> {
  await connection.run(
    'CREATE OR REPLACE TEMP TABLE moving AS SELECT * FROM rows WHERE id IN (SELECT row_id FROM kept_rows WHERE entry = ?)',
    [entry],
  )
  await connection.run('DELETE FROM kept_cells WHERE entry = ?', [entry])
  for (const column of state.columns) {
    const name = physicalName(column.id)
    const cell = column.kind === 'number' ? `${name}, NULL` : `NULL, ${name}`
    await connection.run(
      `INSERT INTO kept_cells SELECT ${entry}, id, ${column.id}, ${cell} FROM moving WHERE ${name} IS NOT NULL`,
    )
  }
  await connection.run(
    `INSERT INTO kept_cells SELECT ${entry}, row_id, column_id, NULL, text FROM odd_cells WHERE row_id IN (SELECT id FROM moving)`,
  )
  await connection.run('DELETE FROM rows WHERE id IN (SELECT id FROM moving)')
  await connection.run('DELETE FROM odd_cells WHERE row_id IN (SELECT id FROM moving)')
  return recounted(connection, state, entry, -count)
}

export async function restoreRows(
  connection: DuckDBConnection,
  state: DocumentState,
  entry: number,
  count: number,
): Promise<Outcome> {
  const cells = state.columns.map(({ id, kind }) => {
    const value = kind === 'number' ? 'number' : 'text'
    return `any_value(k.${value}) FILTER (k.column_id = ${id}) AS ${physicalName(id)}`
  })
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE moving AS SELECT r.row_id AS id, ${cells.join(', ')}
      FROM (SELECT row_id FROM kept_rows WHERE entry = ${entry}) r
      LEFT JOIN (FROM kept_cells WHERE entry = ${entry}) k ON k.row_id = r.row_id GROUP BY r.row_id ORDER BY r.row_id`,
  )
  const outcome = await recounted(connection, state, entry, count)
  await connection.run('INSERT INTO rows BY NAME SELECT * FROM moving')
  for (const { id } of state.columns.filter(({ kind }) => kind === 'number')) {
    await connection.run(
      `INSERT INTO odd_cells SELECT row_id, column_id, text FROM kept_cells
        WHERE entry = ${entry} AND column_id = ${id} AND text IS NOT NULL`,
    )
  }
  return outcome
}

/** Counts after the rows of `moving` came (`change` > 0) or went; to be asked while they are not in `rows`. */
async function recounted(
  connection: DuckDBConnection,
  state: DocumentState,
  entry: number,
  change: number,
): Promise<Outcome> {
  const sign = Math.sign(change)
  const odd = await oddCounts(connection, entry)
  const columns: Column[] = []
  for (const column of state.columns) {
    const { filled, unique } = await movingCounts(connection, column)
    const oddCount = column.kind === 'number' ? (odd.get(column.id) ?? 0) : 0
    columns.push({
      ...column,
      missing: column.missing + sign * (Math.abs(change) - filled - oddCount),
      odd: column.odd + sign * oddCount,
      unique: column.unique + sign * unique,
    })
  }
  for (const { id, missing, odd, unique } of columns) {
    await connection.run('UPDATE columns SET missing = ?, odd = ?, uniques = ? WHERE id = ?', [
      missing,
      odd,
      unique,
      id,
    ])
  }
  return { ...state, columns, rows: state.rows + change }
}

async function oddCounts(connection: DuckDBConnection, entry: number): Promise<Map<number, number>> {
  const rows = await plainRows(
    connection,
    'SELECT column_id, count(*) AS n FROM kept_cells WHERE entry = ? AND text IS NOT NULL GROUP BY column_id',
    [entry],
  )
  return new Map(rows.map((row) => [Number(row['column_id']), Number(row['n'])]))
}

/** Of the moving rows: cells with a value, and distinct values that no row of the table has. */
async function movingCounts(connection: DuckDBConnection, { id }: Column): Promise<{ filled: number; unique: number }> {
  const name = physicalName(id)
  const [row] = await plainRows(
    connection,
    `SELECT (SELECT count(${name}) FROM moving) AS filled,
      (SELECT count(*) FROM (SELECT DISTINCT ${name} AS value FROM moving WHERE ${name} IS NOT NULL) m
        WHERE NOT EXISTS (SELECT 1 FROM rows r WHERE r.${name} = m.value)) AS uniques`,
  )
  return { filled: Number(row!['filled']), unique: Number(row!['uniques']) }
}
