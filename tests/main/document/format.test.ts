import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { Document } from '../../../src-main/document/document'
import { closing, projectOf, temporaryFolder } from './support'

/** A project after these statements of a stranger. */
async function changed(...statements: string[]): Promise<string> {
  const document = await projectOf('a,b\n1,x\n2,y\n')
  const { path } = document
  await document.close()
  const instance = await DuckDBInstance.create(path)
  const connection = await instance.connect()
  for (const statement of statements) await connection.run(statement)
  connection.closeSync()
  instance.closeSync()
  return path
}

test.each([
  ['a text', Buffer.from('a,b\n1,2\n'.repeat(2000))],
  ['an empty file', Buffer.alloc(0)],
  ['a file that begins like a database', Buffer.concat([Buffer.alloc(8), Buffer.from('DUCK'), Buffer.alloc(9000)])],
])('%s is no project', async (_, bytes) => {
  const path = join(temporaryFolder(), 'x.epochwise')
  writeFileSync(path, bytes)
  await expect(Document.open(path)).rejects.toMatchObject({ code: 'project.invalid', details: { file: path } })
  expect(readFileSync(path)).toEqual(bytes)
  expect(existsSync(`${path}.wal`)).toBe(false)
})

test('a file that is not there and a folder are told apart', async () => {
  const folder = temporaryFolder()
  await expect(Document.open(join(folder, 'gone.epochwise'))).rejects.toMatchObject({ code: 'file.missing' })
  mkdirSync(join(folder, 'f.epochwise'))
  await expect(Document.open(join(folder, 'f.epochwise'))).rejects.toMatchObject({ code: 'project.invalid' })
})

test('a project cut short is damaged', async () => {
  const path = await changed('CHECKPOINT')
  writeFileSync(path, readFileSync(path).subarray(0, 9000))
  await expect(Document.open(path)).rejects.toMatchObject({ code: 'project.invalid' })
})

test('a project of a newer version says so', async () => {
  const path = await changed(
    `UPDATE meta SET value = '4' WHERE key = 'version'`,
    'CREATE TABLE of_the_future (a INTEGER)',
  )
  await expect(Document.open(path)).rejects.toMatchObject({
    code: 'project.newer',
    message: expect.stringContaining('Update Epochwise'),
  })
})

/** DuckDB's checksum of a header block, so that only the version in it is strange. */
function checksum(bytes: Buffer): bigint {
  let sum = 5381n
  for (let at = 0; at < bytes.length; at += 8) {
    sum ^= BigInt.asUintN(64, bytes.readBigUInt64LE(at) * 0xbf58476d1ce4e5b9n)
  }
  return sum
}

test('a file of a newer DuckDB says so', async () => {
  const path = await changed('CHECKPOINT')
  const bytes = readFileSync(path)
  expect(bytes.readBigUInt64LE(0)).toBe(checksum(bytes.subarray(8, 4096)))
  bytes.writeBigUInt64LE(250n, 12)
  bytes.writeBigUInt64LE(checksum(bytes.subarray(8, 4096)), 0)
  writeFileSync(path, bytes)
  await expect(Document.open(path)).rejects.toMatchObject({ code: 'project.newer' })
})

test.each([
  ['another program’s database', ['DROP TABLE meta']],
  ['another format', [`UPDATE meta SET value = 'other' WHERE key = 'format'`]],
  ['a version that is no number', [`UPDATE meta SET value = 'x' WHERE key = 'version'`]],
  ['a function in place of DuckDB’s own', ['CREATE MACRO max(a) AS 42']],
  ['a table function', ['CREATE MACRO duckdb_views() AS TABLE SELECT 1 AS a']],
  [
    'a view in place of a table',
    ['DROP TABLE rows', 'CREATE VIEW rows AS SELECT 1 AS id, 2.0::DOUBLE AS c1, $$x$$ AS c2'],
  ],
  ['a further view', ['CREATE VIEW v AS SELECT * FROM rows']],
  ['a further table', ['CREATE TABLE extra (a INTEGER)']],
  ['rows set aside without an id', ['CREATE TABLE removed_1 (c1 VARCHAR)']],
  ['rows set aside with another column', ['CREATE TABLE removed_1 (id BIGINT, c1 INTEGER)']],
  ['rows set aside for no entry', ['CREATE TABLE removed_x (id BIGINT)']],
  ['a further schema', ['CREATE SCHEMA other']],
  ['a further type', [`CREATE TYPE mood AS ENUM ('a')`]],
  ['a sequence', ['CREATE SEQUENCE s']],
  ['an index', ['CREATE INDEX i ON rows (id)']],
  ['a default that computes', ['ALTER TABLE rows ALTER c1 SET DEFAULT random()']],
  ['a table with another column', ['ALTER TABLE runs ADD COLUMN more INTEGER']],
  ['a column of another type', ['ALTER TABLE rows ALTER n1 TYPE VARCHAR']],
  ['a missing table', ['DROP TABLE epochs']],
  ['rows without their column', ['ALTER TABLE rows DROP COLUMN c2']],
  ['a recipe that does not read', [`UPDATE recipe SET json = '{"version":2}'`]],
  ['a recipe that is no JSON', [`UPDATE recipe SET json = 'oops'`]],
  ['no recipe', ['DELETE FROM recipe']],
  ['an import report that does not read', [`UPDATE import_report SET json = '[]'`]],
  ['a kind that is none', [`UPDATE columns SET kind = 'magic' WHERE id = 2`]],
  ['two columns of one name', [`UPDATE columns SET name = 'a'`]],
])('%s is refused', async (_, statements) => {
  const path = await changed(...statements)
  await expect(Document.open(path)).rejects.toMatchObject({ code: 'project.invalid' })
})

test('nothing in a project reaches a file outside it', async () => {
  const document = closing(await Document.open(await changed('CHECKPOINT')))
  const connection = await document.connect()
  for (const sql of [
    `FROM read_csv('/etc/hostname')`,
    `COPY rows TO '/tmp/out.csv'`,
    `ATTACH '/tmp/x.db'`,
    `INSTALL httpfs`,
    'SET enable_external_access = true',
  ]) {
    await expect(connection.run(sql)).rejects.toThrow()
  }
  connection.closeSync()
})

test('a run, a journal entry and weights that do not read are refused when they are asked for', async () => {
  const path = await changed(
    `INSERT INTO runs VALUES (1, '{}', '{}', '')`,
    `INSERT INTO journal VALUES (1, 0, 'Did harm', '[{"kind":"drop"}]', TRUE, TRUE, '')`,
    `INSERT INTO checkpoints VALUES (1, 1, 0, '{}')`,
    `INSERT INTO checkpoint_tensors VALUES (1, 'parameters', 'abc'::BLOB)`,
  )
  const document = closing(await Document.open(path))
  await expect(document.runs.list()).rejects.toMatchObject({ code: 'project.invalid' })
  await expect(document.undo()).rejects.toMatchObject({ code: 'project.invalid' })
  await expect(document.runs.checkpoint(1)).rejects.toMatchObject({ code: 'project.invalid' })
})
