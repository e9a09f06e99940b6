/** Which part of the data rows belong to by hand. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { DocumentState, Outcome } from '../state'

export async function changeParts(
  connection: DuckDBConnection,
  state: DocumentState,
  entry: number,
  forward: boolean,
): Promise<Partial<Outcome>> {
  const part = forward ? 'after' : 'before'
  await connection.run(
    `UPDATE rows SET part = k.${part} FROM kept_parts k WHERE k.entry = ${entry} AND k.row_id = rows.id`,
  )
  return { rows: state.rows }
}
