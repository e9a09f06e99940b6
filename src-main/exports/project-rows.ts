/** The project's rows as an exported file takes them: one typed column per feature, a chunk of rows at a time. */
import type { Encoding, FeatureEncoding } from '../features/encoding'
import type { TableSource } from '../features/snapshot'

/** Number columns: NaN is missing. Category columns: '' is missing. */
export type RawColumns = { rows: number; columns: (Float64Array | string[])[] }

/** Calls `take` with every row of the table, in chunks, all of one moment: an edit meanwhile is not half seen. */
export async function readProjectRows(
  source: TableSource,
  { features }: Encoding,
  take: (chunk: RawColumns) => Promise<void>,
): Promise<void> {
  const known = new Set(source.table().columns.map(({ id }) => id))
  const selected = features.map((feature) => (known.has(feature.columnId) ? columnSql(feature) : missingSql(feature)))
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

/** A column whose kind was changed since the run began is read as the run knew it. */
function columnSql({ kind, columnId }: FeatureEncoding): string {
  return kind === 'number'
    ? `coalesce(TRY_CAST(c${columnId} AS DOUBLE), 'NaN'::DOUBLE)`
    : `coalesce(c${columnId}::VARCHAR, '')`
}

function missingSql({ kind }: FeatureEncoding): string {
  return kind === 'number' ? `'NaN'::DOUBLE` : `''`
}
