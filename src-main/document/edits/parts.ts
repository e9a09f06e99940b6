/** Rows into a part of the data by hand, or back to the split. */
import type { RowPart, TableView } from '../../../src-shared/table'
import type { Draft, Planned } from './draft'
import { rowParts } from '../../../src-shared/table'
import { plainRows } from '../sql'
import { chooseRows } from './chosen'
import { count } from './words'

export async function planParts(
  draft: Draft,
  view: TableView,
  first: number,
  last: number,
  part: RowPart,
): Promise<Planned<number>> {
  const { connection, entry } = draft
  const { sql } = await chooseRows(draft, view, first, last)
  const after = part === 'auto' ? 'CAST(NULL AS UTINYINT)' : `CAST(${rowParts.indexOf(part)} AS UTINYINT)`
  await connection.run(
    `INSERT INTO kept_parts SELECT ${entry}, r.id, r.part, ${after} FROM rows r SEMI JOIN (${sql}) k ON k.id = r.id
      WHERE r.part IS DISTINCT FROM ${after}`,
  )
  const [row] = await plainRows(connection, `SELECT count(*) AS n FROM kept_parts WHERE entry = ${entry}`)
  const rows = Number(row!['n'])
  if (rows === 0) return { plan: null, result: 0 }
  const label = partWords[part].replace('#', count(rows, 'row'))
  return { plan: { label, changes: [{ kind: 'parts', count: rows }] }, result: rows }
}

const partWords: Record<RowPart, string> = {
  auto: 'Let the split decide on #',
  training: 'Put # into training',
  validation: 'Put # into validation',
  test: 'Put # into test',
  excluded: 'Excluded #',
}
