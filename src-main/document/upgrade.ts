/**
 * A project of an older version becomes one of this version, whole or not at all.
 *
 * In version 1 a number was stored as a number: its text is its shortest spelling now. Its undo history is not carried over,
 * because it spoke of numbers; every cell, run and setting is. Version 2 lacked what `versions` keeps.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { plainReading, usualMissingWords } from '../../src-shared/table'
import { firstTables } from './former-format'
import { createStatements, formatVersion, numberName, tables, textName } from './schema'
import { numberTextSql } from './expressions/spell'
import { plainRows } from './sql'
import { writeMeta } from './state'

/** Tables that hold something else now than then. */
const remade = ['journal', 'kept_rows', 'kept_cells', 'kept_parts', 'removed_cells'] as const

/** Within a transaction; the file has been found to be a project of that version. */
export async function upgrade(connection: DuckDBConnection, version: number): Promise<void> {
  if (version === 1) await fromFirst(connection)
  else await fromSecond(connection)
  for (const sql of createStatements({ versions: tables.versions })) await connection.run(sql)
  await writeMeta(connection, 'version', String(formatVersion))
}

async function fromSecond(connection: DuckDBConnection): Promise<void> {
  await connection.run('ALTER TABLE journal ADD COLUMN parent BIGINT')
  await connection.run(
    'UPDATE journal SET parent = coalesce((SELECT max(j.id) FROM journal j WHERE j.id < journal.id), 0)',
  )
}

async function fromFirst(connection: DuckDBConnection): Promise<void> {
  await connection.run('DELETE FROM journal WHERE NOT applied')
  const [last] = await plainRows(connection, 'SELECT coalesce(max(id), 0) AS id FROM journal WHERE touches_data')
  await rewriteRows(connection)
  for (const table of remade) await connection.run(`DROP TABLE IF EXISTS ${table}`)
  for (const name of remade) for (const sql of createStatements({ [name]: tables[name] })) await connection.run(sql)
  await connection.run('ALTER TABLE columns ADD COLUMN settings VARCHAR')
  await connection.run('UPDATE columns SET settings = ?', [JSON.stringify({ reading: plainReading })])
  await connection.run('DROP TABLE odd_cells')
  await addMissingColumns(connection)
  await writeMeta(connection, 'journal_base', String(Number(last!['id'])))
  await writeMeta(connection, 'missing_words', JSON.stringify(usualMissingWords))
}

async function rewriteRows(connection: DuckDBConnection): Promise<void> {
  const columns = await plainRows(connection, 'SELECT id, kind, odd FROM columns ORDER BY position')
  const lists = columns.map((column) => {
    const id = Number(column['id'])
    const name = `r.${textName(id)}`
    if (column['kind'] !== 'number') return `${name} AS ${textName(id)}`
    const odd = `(SELECT any_value(o.text) FROM odd_cells o WHERE o.row_id = r.id AND o.column_id = ${id})`
    const text = Number(column['odd']) > 0 ? `coalesce(${odd}, ${numberTextSql(name)})` : numberTextSql(name)
    return `${text} AS ${textName(id)}, ${name} AS ${numberName(id)}`
  })
  const fixed = 'r.id, CAST(r.id AS DOUBLE) AS place, CAST(NULL AS UTINYINT) AS part'
  await connection.run(`CREATE TABLE rows_anew AS SELECT ${[fixed, ...lists].join(', ')} FROM rows r ORDER BY r.id`)
  await connection.run('DROP TABLE rows')
  await connection.run('ALTER TABLE rows_anew RENAME TO rows')
}

/** What was not known then is NULL now, in the place that it has now. */
async function addMissingColumns(connection: DuckDBConnection): Promise<void> {
  for (const [name, columns] of Object.entries(tables)) {
    const former = firstTables[name]
    if (former === undefined || (remade as readonly string[]).includes(name)) continue
    if (Object.keys(columns).every((column) => column in former) || name === 'columns') continue
    for (const sql of createStatements({ [`${name}_anew`]: columns })) await connection.run(sql)
    await connection.run(`INSERT INTO ${name}_anew BY NAME SELECT * FROM ${name}`)
    await connection.run(`DROP TABLE ${name}`)
    await connection.run(`ALTER TABLE ${name}_anew RENAME TO ${name}`)
  }
}
