/** The project's rows as an exported file takes them: one typed column per feature, a chunk of rows at a time. */
import type { Encoding, FeatureEncoding } from '../features/encoding'
import type { TableSource } from '../features/snapshot'
import type { Column } from '../../src-shared/table'
import type { Readable } from '../document/reading'
import { isReadKind } from '../../src-shared/table'
import { readingSql } from '../document/reading'
import { numberName, textName } from '../document/schema'

/** Number columns: NaN is missing. Category columns: '' is missing. */
export type RawColumns = { rows: number; columns: (Float64Array | string[])[] }

/** Calls `take` with every row of the table, in chunks, all of one moment: an edit meanwhile is not half seen. */
export async function readProjectRows(
  source: TableSource,
  { features }: Encoding,
  take: (chunk: RawColumns) => Promise<void>,
): Promise<void> {
  const known = new Map(source.table().columns.map((column) => [column.id, column]))
  const selected = features.map((feature) => columnSql(feature, known.get(feature.columnId)))
  const connection = await source.connect()
  try {
    const result = await connection.stream(`SELECT ${selected.join(', ')} FROM rows`)
    for (
      let chunk = await result.fetchChunk();
      chunk !== null && chunk.rowCount > 0;
      chunk = await result.fetchChunk()
    ) {
      const columns = features.map(({ kind }, j) => {
        const values = chunk.getColumnValues(j)
        return kind === 'number' ? Float64Array.from(values as number[]) : (values as string[])
      })
      await take({ rows: chunk.rowCount, columns })
    }
  } finally {
    connection.closeSync()
  }
}

/** A column whose kind was changed since the run began is read as the run knew it; one that is gone is missing. */
function columnSql({ kind }: FeatureEncoding, column: Column | undefined): string {
  if (kind === 'category') return column === undefined ? `''` : `coalesce(${textName(column.id)}, '')`
  if (column === undefined) return `'NaN'::DOUBLE`
  const number = isReadKind(column.kind) ? numberName(column.id) : readingSql(asNumber(column), textName(column.id))
  return `coalesce(${number}, 'NaN'::DOUBLE)`
}

function asNumber({ settings }: Column): Readable {
  return { kind: 'number', settings }
}
