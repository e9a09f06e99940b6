/** Files as they come: whatever they are, every row is accounted for, and nothing is lost without a word. */
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { Document } from '../../../../src-main/document/document'
import { recordsOf } from '../../../../src-main/document/import/records'
import { EpochwiseError } from '../../../../src-shared/errors'
import { isReadKind, plainView } from '../../../../src-shared/table'
import { plainRows } from '../../../../src-main/document/sql'
import { cellsOf, closing, temporaryFolder, writeCsv } from '../support'
import type { Case, Outcome } from './torture-cases'
import { cases } from './torture-cases'

async function importing({ content, file }: Pick<Case, 'content' | 'file'>): Promise<Document> {
  const document = closing(await Document.create(join(temporaryFolder(), 'project.epochwise')))
  await document.importCsv(writeCsv(content, file))
  return document
}

async function numbersOf(document: Document): Promise<unknown[][]> {
  const names = document
    .table()
    .columns.filter(({ kind }) => isReadKind(kind))
    .map(({ id }) => `n${id}`)
  const connection = await document.connect()
  try {
    const rows = await plainRows(connection, `SELECT ${names.join(', ')} FROM rows ORDER BY place`)
    return rows.map((row) => names.map((name) => row[name]))
  } finally {
    connection.closeSync()
  }
}

async function check(document: Document, wanted: Outcome): Promise<void> {
  const report = document.importReport()!
  const { rows, columns } = document.table()
  expect(report.rowsInFile).toBe(report.rowsImported + report.listedCount)
  expect(report.rowsImported).toBe(rows)
  expect(rows).toBe(wanted.rows ?? wanted.cells?.length ?? rows)
  if (wanted.columns !== undefined) expect(columns.map(({ name }) => name)).toEqual(wanted.columns)
  if (wanted.kinds !== undefined) expect(columns.map(({ kind }) => kind)).toEqual(wanted.kinds)
  if (wanted.cells !== undefined) expect(await cellsOf(document)).toEqual(wanted.cells)
  if (wanted.numbers !== undefined) expect(await numbersOf(document)).toEqual(wanted.numbers)
  if (wanted.listed !== undefined) expect(report.listed.map(({ line }) => line)).toEqual(wanted.listed)
  if (wanted.repaired !== undefined)
    expect(report.repaired.map(({ line, what }) => [line, what])).toEqual(wanted.repaired)
  if (wanted.odd !== undefined) expect(report.odd.map(({ line, text }) => [line, text])).toEqual(wanted.odd)
  expect(report.dialect).toMatchObject(wanted.dialect ?? {})
}

it('has at least 80 cases', () => {
  expect(cases.length).toBeGreaterThanOrEqual(80)
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length)
})

describe('a file with', () => {
  it.each(cases)('$name', async (one) => {
    if ('gives' in one) {
      await check(await importing(one), one.gives)
      return
    }
    const error = await importing(one).then(
      () => null,
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(EpochwiseError)
    expect(error).toMatchObject({ code: one.refused, message: expect.stringMatching(one.words) as string })
  })
})

describe('csv-spectrum', () => {
  const folder = dirname(createRequire(import.meta.url).resolve('csv-spectrum/package.json'))
  const names = readdirSync(join(folder, 'csvs')).map((name) => name.replace(/\.csv$/, ''))

  it('has its twelve files', () => expect(names).toHaveLength(12))

  it.each(names)('%s', async (name) => {
    const content = readFileSync(join(folder, 'csvs', `${name}.csv`))
    const wanted = [JSON.parse(readFileSync(join(folder, 'json', `${name}.json`), 'utf8'))].flat() as Record<
      string,
      string
    >[]
    const document = await importing({ content })
    const columns = document.table().columns.map((column) => column.name)
    const cells = await cellsOf(document)
    const found = cells.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i] ?? ''])))
    // Its own JSON of this file has another telephone number than the file.
    const aside = name === 'location_coordinates' ? { 'Contact Phone Number': '2095257564' } : {}
    expect(found).toEqual(wanted.map((row) => ({ ...row, ...aside })))
    expect(document.importReport()).toMatchObject({ listedCount: 0, repairedCount: 0 })
  })
})

describe('what is very large', () => {
  it('10,000 columns come in, each with its name and kind', async () => {
    const line = (cell: (i: number) => string): string => Array.from({ length: 10_000 }, (_, i) => cell(i)).join(',')
    const document = await importing({
      content: `${line((i) => `name${i}`)}\n${line(String)}\n${line((i) => (i % 2 === 0 ? `${i}.5` : `w${i}`))}\n`,
    })
    const { rows, columns } = document.table()
    expect([rows, columns.length]).toEqual([2, 10_000])
    expect([columns[0], columns[9998]]).toMatchObject([
      { name: 'name0', kind: 'number' },
      { name: 'name9998', kind: 'number' },
    ])
    expect((await document.page(plainView, 1, 1)).rows[0]!.cells.slice(0, 3)).toEqual(['0.5', 'w1', '2.5'])
  }, 180_000)

  it('a cell of 10 MB comes in whole', async () => {
    const long = 'long text '.repeat(1_000_000)
    const document = await importing({ content: `a,b\n1,2\n"${long}",3\n4,5\n` })
    expect(document.table().rows).toBe(3)
    expect((await cellsOf(document))[1]).toEqual([long, '3'])
  })

  it('a line of 100 MB is left out with its reason, the rows around it are there', async () => {
    const document = await importing({
      content: Buffer.concat([Buffer.from('a,b\n1,2\n'), Buffer.alloc(100_000_000, 'x'), Buffer.from(',3\n4,5\n')]),
    })
    expect(document.table().rows).toBe(2)
    expect(document.importReport()!.listed).toMatchObject([{ line: 3, reason: 'It is longer than 32 MB.' }])
    expect(await cellsOf(document)).toEqual([
      ['1', '2'],
      ['4', '5'],
    ])
  })
})

it('counts the records of a quoted file as quickly as it reads them whole', () => {
  const bytes = Buffer.from('a,"b\nc",d\r\n\r\n1,2,3\r\n"x",y,"z"')
  const dialect = { delimiter: ',', quote: '"', escape: '"' }
  const places = (countOnly: boolean) =>
    recordsOf(bytes, dialect, { countOnly }).map(({ start, end, line }) => [start, end, line])
  expect(places(true)).toEqual(places(false))
})
