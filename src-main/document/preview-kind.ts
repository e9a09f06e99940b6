/** What another kind would make of a column: nothing is changed. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Column, ColumnKind, KindPreview, Reading } from '../../src-shared/table'
import { isReadKind } from '../../src-shared/table'
import { readingSql } from './reading'
import { textName } from './schema'
import { plainRows } from './sql'

const mostExamples = 20

/** `lost`: cells that the kind can't read; they keep their texts and are marked. An order that is yet to be made takes all. */
export async function previewKind(
  connection: DuckDBConnection,
  { id, settings, missing }: Column,
  rows: number,
  kind: ColumnKind,
  reading: Reading = settings.reading,
): Promise<KindPreview> {
  const filled = rows - missing
  if (!isReadKind(kind) || (kind === 'ordered' && settings.order === undefined)) {
    return { lost: 0, kept: filled, examples: [] }
  }
  const text = textName(id)
  const unread = `${text} IS NOT NULL AND ${readingSql({ kind, settings: { ...settings, reading } }, text)} IS NULL`
  const [row] = await plainRows(connection, `SELECT count(*) AS lost FROM rows WHERE ${unread}`)
  const lost = Number(row!['lost'])
  const examples = await plainRows(
    connection,
    `SELECT id, ${text} AS text FROM rows WHERE ${unread} ORDER BY place LIMIT ${mostExamples}`,
  )
  return {
    lost,
    kept: filled - lost,
    examples: examples.map((one) => ({ rowId: Number(one['id']), text: String(one['text']) })),
  }
}
