/** The table as a CSV: every cell as it is spelled, what is missing empty, in the order of the table. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Column } from '../../src-shared/table'
import { replace } from '../document/atomic-file'
import type { Document } from '../document/document'
import { translateFailure } from '../document/failures'
import { neutralised } from '../document/import/formulas'
import { csvLine, LineWriter } from '../document/import/write-rows'
import { noTable } from '../document/columns'
import { readText } from '../document/reading'
import { textName } from '../document/schema'
import { plainRows } from '../document/sql'
import { doubleSql } from '../document/view-sql'

export type TableExport = {
  /** Texts that a spreadsheet would run get an apostrophe, which our own import takes off again. */
  neutralise: boolean
  onRows?: (rows: number) => void
  signal?: AbortSignal
}

/** Rows are read in pieces of about so many: a table need not fit into memory. */
const pieceRows = 20_000

/** Gives how many rows were written; `path` is complete or as it was. @throws EpochwiseError table.none, disk.full, file.* */
export async function exportTable(document: Document, path: string, options: TableExport): Promise<number> {
  const { columns } = document.table()
  if (columns.length === 0) throw noTable()
  const connection = await document.connect()
  let size = 0
  let rows = 0
  try {
    await replace(
      path,
      () => size,
      async (temporary) => {
        const writer = await LineWriter.open(temporary)
        try {
          rows = await writeTable(connection, columns, writer, options)
          await writer.flush()
          size = writer.bytes
        } finally {
          await writer.close()
        }
      },
    )
    return rows
  } catch (error) {
    options.signal?.throwIfAborted()
    throw translateFailure(error, path)
  } finally {
    connection.closeSync()
  }
}

async function writeTable(
  connection: DuckDBConnection,
  columns: readonly Column[],
  writer: LineWriter,
  { neutralise, onRows, signal }: TableExport,
): Promise<number> {
  const spell = (column: Column, text: string): string =>
    neutralise ? neutralised(text, () => readText(column, text) !== null) : text
  await writer.write(csvLine(columns.map(({ name }) => (neutralise ? neutralised(name, () => false) : name))))
  const names = columns.map(({ id }) => textName(id)).join(', ')
  let rows = 0
  for (const [from, to] of await pieces(connection)) {
    signal?.throwIfAborted()
    const span = `place >= ${doubleSql(from)} AND place < ${doubleSql(to)}`
    const result = await connection.stream(`SELECT ${names} FROM rows WHERE ${span} ORDER BY place`)
    for (;;) {
      const chunk = await result.fetchChunk()
      if (chunk === null || chunk.rowCount === 0) break
      const texts = columns.map((_, i) => chunk.getColumnValues(i) as (string | null)[])
      for (let row = 0; row < chunk.rowCount; row++) {
        const cells = columns.map((column, i) => {
          const text = texts[i]![row] ?? null
          return text === null ? null : spell(column, text)
        })
        await writer.write(csvLine(cells))
      }
      rows += chunk.rowCount
      onRows?.(rows)
    }
  }
  return rows
}

/** Spans of places, the end not included. */
async function pieces(connection: DuckDBConnection): Promise<[number, number][]> {
  const [ends] = await plainRows(connection, 'SELECT min(place) AS first, max(place) AS last FROM rows')
  if (ends!['first'] === null) return []
  const [first, last] = [Number(ends!['first']), Number(ends!['last'])]
  const count = Math.floor((last - first) / pieceRows) + 1
  return Array.from({ length: count }, (_, i) => {
    const from = first + i * pieceRows
    return [from, i === count - 1 ? Number.MAX_VALUE : from + pieceRows]
  })
}
