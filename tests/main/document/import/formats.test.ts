/** Workbooks, Parquet and the way back: what is not a CSV comes in, and what came in goes out and in again the same. */
import { DuckDBInstance } from '@duckdb/node-api'
import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Document } from '../../../../src-main/document/document'
import { lookAt, previewOf } from '../../../../src-main/document/import/look'
import { exportTable } from '../../../../src-main/exports/table-csv'
import { cellsOf, closing, projectOf, temporaryFolder, writeCsv } from '../support'
import { textCell, workbookOf, zip } from './workbook'

const workbook = workbookOf({
  Prices:
    `<row r="1">${textCell('A1', 'name, of it')}${textCell('B1', 'price')}${textCell('C1', 'day')}</row>` +
    `<row r="2">${textCell('A2', 'x')}<c r="B2"><v>1.5</v></c><c r="C2" s="1"><v>44230</v></c></row>` +
    `<row r="3">${textCell('A3', 'y')}<c r="B3"><f>B2*2</f><v>3</v></c><c r="C3" s="1"><v>44231</v></c></row>`,
  Other: `<row r="1">${textCell('A1', 'q')}</row><row r="2"><c r="A2"><v>7</v></c></row>`,
})

test('a workbook under the name .csv: the first sheet, formulas’ values, dates as dates', async () => {
  const document = await projectOf(workbook)
  expect(document.table().columns.map(({ name, kind }) => [name, kind])).toEqual([
    ['name, of it', 'category'],
    ['price', 'number'],
    ['day', 'date'],
  ])
  expect(await cellsOf(document)).toEqual([
    ['x', '1.5', '2021-02-03'],
    ['y', '3', '2021-02-04'],
  ])
})

test('another sheet of a workbook is chosen by its name, and one that is not there is named', async () => {
  const file = writeCsv(workbook, 'book.xlsx')
  const { source, rules } = await lookAt(file, temporaryFolder(), { sheet: 'Other' })
  expect([source.sheets, rules.sheet, rules.columns.map(({ name }) => name)]).toEqual([
    ['Prices', 'Other'],
    'Other',
    ['q'],
  ])
  await expect(lookAt(file, temporaryFolder(), { sheet: 'None' })).rejects.toMatchObject({
    code: 'import.unreadable',
    message: expect.stringContaining('Prices, Other') as string,
  })
})

test('a zip with one CSV is opened, one with two is not', async () => {
  const document = await projectOf(zip({ 'inside.csv': 'a,b\n1,2\n' }))
  expect(await cellsOf(document)).toEqual([['1', '2']])
  await expect(projectOf(zip({ 'a.csv': 'a\n1\n', 'b.csv': 'b\n1\n' }))).rejects.toMatchObject({
    code: 'import.binary',
  })
})

test('Parquet under the name .csv', async () => {
  const file = join(temporaryFolder(), 'data.csv')
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(
    `COPY (SELECT 1.5 AS a, 'x, "y"' AS b, DATE '2021-02-03' AS c UNION ALL SELECT NULL, NULL, DATE '2021-02-04') TO '${file}' (FORMAT parquet)`,
  )
  connection.closeSync()
  instance.closeSync()
  const document = closing(await Document.create(join(temporaryFolder(), 'project.epochwise')))
  await document.importCsv(file)
  expect(await cellsOf(document)).toEqual([
    ['1.5', 'x, "y"', '2021-02-03'],
    [null, null, '2021-02-04'],
  ])
})

const hostile = [
  ['007', '-1.5', 'plain'],
  ['100', '+2', '=1+1'],
  ['023', '-3e2', '+cmd|x'],
  ['9', '4', '-2+3'],
  ['10', null, '@SUM(A1)'],
  ['11', '1.50', "'=already"],
  ['12', '0.0', 'two\nlines, "quoted"'],
  ['13', '5', ' spaces '],
  ['14', '6', "it's"],
]
const quoted = (cell: string | null): string => (cell === null ? '' : `"${cell.replaceAll('"', '""')}"`)

test('import, export, import gives equal cells; formulas are made text on the way, numbers are not', async () => {
  const csv = `code,n,t\n${hostile.map((row) => row.map((cell) => (cell === "'=already" ? `"''=already"` : quoted(cell))).join(',')).join('\n')}\n`
  const document = await projectOf(csv)
  expect(await cellsOf(document)).toEqual(hostile)
  const out = join(temporaryFolder(), 'out.csv')
  expect(await exportTable(document, out, { neutralise: true })).toBe(hostile.length)
  const written = readFileSync(out, 'utf8')
  for (const line of ["100,+2,'=1+1", "023,-3e2,'+cmd|x", "9,4,'-2+3", "10,,'@SUM(A1)", "11,1.50,''=already"]) {
    expect(written.split('\n')).toContain(line)
  }
  expect(written).toContain('007,-1.5,plain\n')
  const again = await projectOf(written)
  expect(await cellsOf(again)).toEqual(hostile)
  expect(again.table().columns.map(({ name, kind }) => [name, kind])).toEqual(
    document.table().columns.map(({ name, kind }) => [name, kind]),
  )
})

test('a column of missing cells alone survives the way out and in', async () => {
  const document = await projectOf('a\n1\nNA\n3\n')
  const out = join(temporaryFolder(), 'out.csv')
  await exportTable(document, out, { neutralise: true })
  expect(readFileSync(out, 'utf8')).toBe('a\n1\n""\n3\n')
  expect(await cellsOf(await projectOf(readFileSync(out)))).toEqual([['1'], [null], ['3']])
})

test('a file that changes while it is read is refused, and nothing is imported', async () => {
  const file = writeCsv('a,b\n1,2\n3,4\n')
  const looked = await lookAt(file, temporaryFolder())
  appendFileSync(file, '5,6\n')
  const document = closing(await Document.create(join(temporaryFolder(), 'project.epochwise')))
  await expect(document.importFile(looked)).rejects.toMatchObject({ code: 'import.changed' })
  expect(document.table()).toMatchObject({ rows: 0, columns: [] })
})

test('a file that grows after the reading began is refused too', async () => {
  const file = writeCsv(`a,b\n${'1,2\n'.repeat(50_000)}`)
  const looked = await lookAt(file, temporaryFolder())
  const document = closing(await Document.create(join(temporaryFolder(), 'project.epochwise')))
  const onProgress = (share: number | null): void => {
    if ((share ?? 0) >= 0.7) appendFileSync(file, '3,4\n')
  }
  await expect(document.importFile(looked, { onProgress })).rejects.toMatchObject({ code: 'import.changed' })
  expect(document.table()).toMatchObject({ rows: 0, columns: [] })
})

test('a preview shows rows, what does not fit, and what would be done', async () => {
  const looked = await lookAt(writeCsv(`a,b\n${'1,x\n'.repeat(30)}many,y\n3\n`), temporaryFolder())
  const { columns, rows, problems, rowsEstimated } = previewOf(looked)
  expect(columns.map(({ name, kind, odd }) => [name, kind, odd])).toEqual([
    ['a', 'number', 1],
    ['b', 'category', 0],
  ])
  expect(rows[30]).toEqual({ line: 32, cells: ['many', 'y'], odd: [0], note: null })
  expect(rows[31]).toEqual({ line: 33, cells: ['3', null], odd: [], note: 'padded' })
  expect(rowsEstimated).toBe(32)
  expect(problems[0]!.remedy).toEqual({ label: 'Leave such rows out', change: { faulty: 'reject' } })
})
