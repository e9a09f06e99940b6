/** One column into several: what stands between the separators. */
import type { Column } from '../../../src-shared/table'
import type { Draft, Planned } from './draft'
import { EpochwiseError } from '../../../src-shared/errors'
import { plainReading } from '../../../src-shared/table'
import { columnOf } from '../columns'
import { cellSql, readingSql } from '../reading'
import { literal } from '../reading-texts'
import { textName } from '../schema'
import { plainRows } from '../sql'
import { freeName, newColumn } from './new-column'
import { count, shorten } from './words'

const mostParts = 50

/** Behind the column, which stays; gives their numbers. @throws EpochwiseError column.kind: nothing, or too much, to split */
export async function planSplit(draft: Draft, columnId: number, separator: string): Promise<Planned<number[]>> {
  const { connection, state, entry } = draft
  const column = columnOf(state.columns, columnId)
  const parts = `string_split(${textName(columnId)}, ${literal(separator)})`
  const [row] = await plainRows(connection, `SELECT coalesce(max(len(${parts})), 0) AS n FROM rows`)
  const width = Number(row!['n'])
  if (width < 2 || width > mostParts) throw cannotSplit(column, separator, width)
  const names = new Set(state.columns.map(({ name }) => name))
  const placed: { at: number; column: Column }[] = []
  for (let part = 1; part <= width; part++) {
    const name = freeName(names, `${column.name} ${part}`)
    names.add(name)
    const id = state.nextColumn + part - 1
    await connection.run(
      `INSERT INTO removed_cells SELECT ${entry}, id, ${id}, text FROM (
        SELECT id, ${cellSql('part', state.missingWords)} AS text FROM (SELECT id, trim(${parts}[${part}]) AS part FROM rows))
        WHERE text IS NOT NULL`,
    )
    const numeric = await isNumeric(draft, id)
    const at = state.columns.indexOf(column) + part
    placed.push({ at, column: newColumn(id, name, numeric ? 'number' : 'category') })
  }
  const label = `Split ${shorten(column.name)} into ${count(width, 'column')}`
  return {
    plan: { label, changes: [{ kind: 'columns', way: 'in', columns: placed }] },
    result: placed.map((one) => one.column.id),
  }
}

async function isNumeric({ connection, entry }: Draft, columnId: number): Promise<boolean> {
  const number = readingSql({ kind: 'number', settings: { reading: plainReading } }, 'text')
  const [row] = await plainRows(
    connection,
    `SELECT count(text) > 0 AND count(text) = count(${number}) AS numeric FROM removed_cells
      WHERE entry = ${entry} AND column_id = ${columnId}`,
  )
  return row!['numeric'] === true
}

function cannotSplit({ name }: Column, separator: string, width: number): EpochwiseError {
  const why =
    width < 2
      ? `“${shorten(separator)}” stands in no cell of ${shorten(name)}. Choose another separator.`
      : `${shorten(name)} would become ${width} columns; ${mostParts} are the most. Choose another separator.`
  return new EpochwiseError('column.kind', why, { column: name, field: 'separator' })
}
