/** The project's rows as an exported file takes them: one typed column per feature, a chunk of rows at a time. */
import type { Encoding, FeatureEncoding } from '../features/encoding'
import { readAgainSql, textAgainSql } from '../features/read-again'
import type { TableSource } from '../features/snapshot'
import { withSnapshot } from '../features/snapshot'
import type { Column } from '../../src-shared/table'
import { inputType } from './onnx'

/** Numbers, truths and dates: NaN is missing. Categories and ordered values: '' is missing. */
export type RawColumns = { rows: number; columns: (Float64Array | string[])[] }

/** Calls `take` with every row of the table, in chunks, all of one moment: an edit meanwhile is not half seen. */
export function readProjectRows(
  source: TableSource,
  { features }: Encoding,
  take: (chunk: RawColumns) => Promise<void>,
): Promise<void> {
  return withSnapshot(source, async (connection, table) => {
    const selected = features.map((feature) => columnSql(feature, table.columns))
    const result = await connection.stream(`SELECT ${selected.join(', ')} FROM rows`)
    for (
      let chunk = await result.fetchChunk();
      chunk !== null && chunk.rowCount > 0;
      chunk = await result.fetchChunk()
    ) {
      const columns = features.map((feature, j) => {
        const values = chunk.getColumnValues(j)
        return inputType(feature) === 'string' ? (values as string[]) : Float64Array.from(values as number[])
      })
      await take({ rows: chunk.rowCount, columns })
    }
  })
}

function columnSql(feature: FeatureEncoding, columns: readonly Column[]): string {
  if (feature.kind === 'category') return `coalesce(${textAgainSql(feature.columnId, columns)}, '')`
  if (feature.kind === 'ordered') return `coalesce(trim(${textAgainSql(feature.columnId, columns)}), '')`
  return `coalesce(${readAgainSql(feature, columns)}, 'NaN'::DOUBLE)`
}
