import { createHash } from 'node:crypto'
import { readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { Document } from '../../../../src-main/document/document'
import { lookAt } from '../../../../src-main/document/import/look'
import type { ImportChange, ImportReport } from '../../../../src-shared/import'
import { plainView } from '../../../../src-shared/table'
import { cellsOf, closing, projectOf, temporaryFolder, writeCsv } from '../support'

async function failing(content: string | Uint8Array, name?: string): Promise<{ code: string; message: string }> {
  const file = writeCsv(content, name)
  const document = closing(await Document.create(join(temporaryFolder(), 'project.epochwise')))
  const error = await document.importCsv(file).then(
    () => null,
    (reason: unknown) => reason as { code: string; message: string },
  )
  expect(document.table()).toMatchObject({ rows: 0, columns: [] })
  expect(readdirSync(dirname(document.path)).filter((name) => name.startsWith('.'))).toEqual([])
  return error!
}

const nameAndKind = (document: Document) => document.table().columns.map(({ name, kind, role }) => [name, kind, role])

test('numbers, texts and missing cells come in as they are', async () => {
  const document = await projectOf('size,district,price\n1.5,north,300\nNA,,400\n2.5,south,\n')
  expect(nameAndKind(document)).toEqual([
    ['size', 'number', 'feature'],
    ['district', 'category', 'feature'],
    ['price', 'number', 'target'],
  ])
  expect(await cellsOf(document)).toEqual([
    ['1.5', 'north', '300'],
    [null, null, '400'],
    ['2.5', 'south', null],
  ])
  expect(document.table().columns.map(({ missing, odd, unique }) => [missing, odd, unique])).toEqual([
    [1, 0, 2],
    [1, 0, 2],
    [1, 0, 2],
  ])
})

test('every word for a missing value is missing, with spaces around it too', async () => {
  const words = ['', 'NA', 'N/A', 'NaN', 'nan', 'null', 'NULL', 'None', '-', '?', ' NA ', '   ', '\tnull']
  const document = await projectOf(`a,b\n${words.map((word) => `${word},x`).join('\n')}\n1,y\n`)
  expect(document.table().columns[0]).toMatchObject({ kind: 'number', missing: words.length, odd: 0, unique: 1 })
})

test('a text that comes after 50,000 numbers is an odd cell with its line, and no row is lost', async () => {
  const lines = Array.from({ length: 50_000 }, (_, i) => `${i},${i % 7}`)
  const document = await projectOf(`a,b\n${lines.join('\n')}\nmany,3\n`)
  expect(document.table().columns[0]).toMatchObject({ kind: 'number', odd: 1, missing: 0, unique: 50_000 })
  expect(document.importReport()).toMatchObject({
    rowsInFile: 50_001,
    rowsImported: 50_001,
    listedCount: 0,
    odd: [{ line: 50_002, column: 'a', text: 'many' }],
  })
  expect((await document.page({ sort: [], filters: [{ kind: 'odd', columnId: null }] }, 0, 5)).rows).toMatchObject([
    { id: 50_001, cells: ['many', '3'], odd: [0] },
  ])
})

test('a column with more than a tenth of texts is a category', async () => {
  const document = await projectOf('a,b\n1,1\n2,2\nx,3\n4,4\n5,5\n6,6\n7,7\n8,8\n')
  expect(nameAndKind(document)[0]).toEqual(['a', 'category', 'feature'])
})

test('codes and measurements keep their spelling, and only codes are categories', async () => {
  const document = await projectOf('zip,key,share,y\n00501,12345678901234567890,01.5,1\n10001,2,2.25,2\n')
  expect(nameAndKind(document).map(([, kind]) => kind)).toEqual(['category', 'category', 'number', 'number'])
  expect(await cellsOf(document)).toEqual([
    ['00501', '12345678901234567890', '01.5', '1'],
    ['10001', '2', '2.25', '2'],
  ])
})

test('infinities and numbers that are too large are odd, not numbers', async () => {
  const numbers = Array.from({ length: 40 }, (_, i) => String(i)).join('\n')
  const document = await projectOf(`a\n${numbers}\ninf\n1e999\n1_000\n`)
  expect(document.importReport()!.odd.map(({ text }) => text)).toEqual(['inf', '1e999', '1_000'])
})

test('rows that are too short are padded, rows that are too long are cut, and both are noted', async () => {
  const document = await projectOf('a,b\n1,2\n3\n"two\nlines",4\n5,6,7\n8,9\n')
  expect(document.importReport()).toMatchObject({
    rowsInFile: 5,
    rowsImported: 5,
    listedCount: 0,
    repairedCount: 2,
    repaired: [
      { line: 3, what: 'padded', reason: 'It has 1 cell, the table 2 cells: the rest was left empty.', text: '3' },
      { line: 6, what: 'cut', reason: 'It has 3 cells, the table 2 cells: the rest was cut off.', text: '5,6,7' },
    ],
  })
  expect(await cellsOf(document)).toEqual([
    ['1', '2'],
    ['3', null],
    ['two\nlines', '4'],
    ['5', '6'],
    ['8', '9'],
  ])
})

test('the remedy of a mended row leaves such rows out, and the other one takes them back', async () => {
  const file = writeCsv('a,b\n1,2\n3\n8,9\n')
  const document = closing(await Document.create(join(temporaryFolder(), 'project.epochwise')))
  await document.importCsv(file)
  const read = async (change: ImportChange): Promise<ImportReport> => {
    const { rules } = (await document.lastImport())!
    return document.importFile(await lookAt(file, temporaryFolder(), { ...rules, ...change }))
  }
  const mended = document.importReport()!
  const without = await read(mended.remedies[mended.repaired[0]!.remedy!]!.change)
  expect(without).toMatchObject({ rowsInFile: 3, rowsImported: 2, listedCount: 1, repairedCount: 0 })
  expect(without.listed).toMatchObject([{ line: 3, what: 'rejected', reason: 'It has 1 cell, the table 2 cells.' }])
  const back = await read(without.remedies[without.listed[0]!.remedy!]!.change)
  expect(back).toMatchObject({ rowsInFile: 3, rowsImported: 3, listedCount: 0, repairedCount: 1 })
})

test('a quote that is never closed costs its own line and no other, in the middle of a large file', async () => {
  const rows = 400_000
  const lines = Array.from({ length: rows }, (_, i) => (i === 200_000 ? `${i},"open,3` : `${i},w${i},${i % 7}`))
  const document = await projectOf(`a,b,c\n${lines.join('\n')}\n`)
  expect(document.importReport()).toMatchObject({ rowsInFile: rows, rowsImported: rows, repairedCount: 1 })
  expect(document.importReport()!.repaired).toMatchObject([{ line: 200_002, what: 'literal', text: '200000,"open,3' }])
  const [before, open, last] = [199_999, 200_000, rows - 1].map((at) => document.page(plainView, at, 1))
  expect((await before!).rows[0]!.cells).toEqual(['199999', 'w199999', '2'])
  expect((await open!).rows[0]!.cells).toEqual(['200000', '"open', '3'])
  expect((await last!).rows[0]!.cells[0]).toBe(String(rows - 1))
})

test('a stray quote before quoted cells is text, and its line is noted', async () => {
  const document = await projectOf('a,b\n1,2\n3,"4\n5,6\n7,"8"\n9,"x"y\n10,11\n')
  expect(document.importReport()!.repaired.map(({ line, what }) => [line, what])).toEqual([
    [3, 'literal'],
    [6, 'literal'],
  ])
  expect((await cellsOf(document)).map(([, b]) => b)).toEqual(['2', '"4', '6', '8', '"x"y', '11'])
})

test('only the first ten thousand mended rows are listed, all are counted', async () => {
  const bad = Array.from({ length: 10_500 }, (_, i) => `${i},1,2`).join('\n')
  const document = await projectOf(`a,b\n${'1,2\n'.repeat(12_000)}${bad}\n`)
  expect(document.importReport()).toMatchObject({ rowsInFile: 22_500, rowsImported: 22_500, repairedCount: 10_500 })
  expect(document.importReport()!.repaired).toHaveLength(10_000)
})

test('quoted newlines, doubled quotes and delimiters within quotes are text', async () => {
  const document = await projectOf('a,b\n"x, ""y""\nz",1\n"",2\nplain,3\n')
  expect(await cellsOf(document)).toEqual([
    ['x, "y"\nz', '1'],
    [null, '2'],
    ['plain', '3'],
  ])
})

test('the line of an odd cell is true below quoted newlines, blank lines and faulty rows', async () => {
  const filler = Array.from({ length: 30 }, () => '1,2').join('\n')
  const document = await projectOf(`a,b\n"7\n",2\n\n3\n4,"5"\n${filler}\nodd,8\n`)
  expect(document.importReport()!.odd).toEqual([{ line: 37, column: 'a', text: 'odd' }])
})

test.each([
  ['semicolons', 'a;b\n1;2\n3;4\n', ';'],
  ['tabs', 'a\tb\n1\t2\n3\t4\n', '\t'],
  ['pipes', 'a|b\n1|2\n3|4\n', '|'],
])('%s are found as the delimiter', async (_, csv, delimiter) => {
  const document = await projectOf(csv)
  expect(document.importReport()!.dialect).toMatchObject({ delimiter, header: true })
  expect(await cellsOf(document)).toEqual([
    ['1', '2'],
    ['3', '4'],
  ])
})

test.each([
  ['two texts', 'name,city\nann,paris\nbob,rome\n', ['name', 'city'], 2],
  ['one text', 'colour\nred\nblue\n', ['colour'], 2],
  ['one number', 'x\n1\n2\n', ['x'], 2],
  ['one row', 'a,b\n1,2\n', ['a', 'b'], 1],
  ['no header', '1,2\n3,4\n', ['column 1', 'column 2'], 2],
  ['names twice and none', 'a,a,,A\n1,2,3,4\n', ['a', 'a (2)', 'column 3', 'A'], 1],
  ['a hostile name', '__proto__,constructor\n1,2\n3,4\n', ['__proto__', 'constructor'], 2],
  ['no newline at the end', 'a,b\n1,2\n3,4', ['a', 'b'], 2],
])('the header is read right: %s', async (_, csv, names, rows) => {
  const document = await projectOf(csv)
  expect(document.table().columns.map(({ name }) => name)).toEqual(names)
  expect(document.table().rows).toBe(rows)
})

test.each([
  ['Windows newlines', 'a,b\r\n1,2\r\n3,4\r\n'],
  ['old Mac newlines', 'a,b\r1,2\r3,4\r'],
  ['mixed newlines', 'a,b\r\n1,2\n3,4\r\n'],
  ['a mark at the start', '\ufeffa,b\n1,2\n3,4\n'],
  ['blank lines', 'a,b\n\n1,2\n\n\n3,4\n\n'],
])('%s make no difference', async (_, csv) => {
  const document = await projectOf(csv)
  expect(document.table().columns.map(({ name }) => name)).toEqual(['a', 'b'])
  expect(await cellsOf(document)).toEqual([
    ['1', '2'],
    ['3', '4'],
  ])
})

test('UTF-16 and Windows-1252 are read, and the report says so', async () => {
  const text = 'città,b\nparís,1\nköln,2\n'
  const wide = await projectOf(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]))
  expect(wide.table().columns[0]!.name).toBe('città')
  expect(wide.importReport()!.dialect.encoding).toBe('UTF-16')
  const old = await projectOf(Buffer.from(`${text}20\u20ac,3\n`.replace('\u20ac', '\u0080'), 'latin1'))
  expect((await cellsOf(old)).map(([first]) => first)).toEqual(['parís', 'köln', '20€'])
  expect(old.importReport()!.dialect.encoding).toContain('Windows-1252')
})

test('a UTF-8 character cut by the end of a chunk is still UTF-8', async () => {
  const line = `${'x'.repeat(1021)},1\n`
  const filler = 'x'.repeat((4 << 20) - 'a,b\n'.length - 4000 * line.length - 1)
  const document = await projectOf(`a,b\n${line.repeat(4000)}${filler}é,1\n`)
  expect(document.table().rows).toBe(4001)
  expect(document.importReport()!.dialect.encoding).toBe('UTF-8')
})

test('rows keep the order of the file, a thousand chunks long', async () => {
  const rows = 300_000
  const document = await projectOf(`n\n${Array.from({ length: rows }, (_, i) => i * 3).join('\n')}\n`)
  const page = await document.page({ sort: [], filters: [] }, 250_000, 3)
  expect(page.rows).toMatchObject([250_001, 250_002, 250_003].map((id) => ({ id, cells: [String((id - 1) * 3)] })))
})

test('the last column that can be one is the target; keys and empty columns are ignored', async () => {
  const lines = Array.from({ length: 30 }, (_, i) => `key${i},${i % 3},,${i}`)
  const document = await projectOf(`key,a,empty,y\n${lines.join('\n')}\n`)
  expect(document.table().columns.map(({ role }) => role)).toEqual(['ignored', 'feature', 'ignored', 'target'])
})

test('a file name with quotes, stars and brackets is only a name', async () => {
  const document = closing(await Document.create(join(temporaryFolder(), "it's a [project].epochwise")))
  const file = writeCsv('a,b\n1,2\n', "it's [1]*?.csv")
  writeFileSync(join(dirname(file), "it's [1]xx.csv"), 'a,b\n8,9\n')
  await document.importCsv(file)
  expect(await cellsOf(document)).toEqual([['1', '2']])
})

test('an empty file is refused', async () => {
  expect(await failing('')).toMatchObject({
    code: 'import.empty',
    message: expect.stringContaining('data.csv is empty'),
  })
  expect(await failing('\n\n\r\n')).toMatchObject({ code: 'import.empty' })
})

test('a header without rows is refused', async () => {
  expect(await failing('a,b,c\n')).toMatchObject({ code: 'import.headerOnly' })
})

test('a file of which no row fits is refused with the first reason', async () => {
  const error = await failing(`a,b\n1,${'x'.repeat(34_000_000)}\n`)
  expect(error).toMatchObject({ code: 'import.unreadable', message: expect.stringContaining('on line 2') })
})

test.each([
  ['a damaged workbook', Buffer.from('PK\u0003\u0004rest'), 'damaged'],
  ['a gzip archive that is cut', Buffer.from([0x1f, 0x8b, 8, 0]), 'gzip'],
  ['a Parquet file', Buffer.from('PAR1....'), 'Parquet'],
  ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10]), 'picture'],
  ['unknown bytes', createHash('sha512').update('noise').digest().fill(0, 10, 12), 'bytes that no text has'],
])('%s is refused in words', async (_, bytes, words) => {
  expect(await failing(bytes)).toMatchObject({ code: 'import.binary', message: expect.stringContaining(words) })
})

test('a file that is not there and a folder are refused', async () => {
  const document = closing(await Document.create(join(temporaryFolder(), 'project.epochwise')))
  await expect(document.importCsv('/nowhere/data.csv')).rejects.toMatchObject({ code: 'file.missing' })
  await expect(document.importCsv(temporaryFolder())).rejects.toMatchObject({ code: 'file.unreadable' })
})

test('an import can be cancelled at any stage, and leaves the project as it was', async () => {
  const lines = Array.from({ length: 300_000 }, (_, i) => `${i},${i / 7},text ${i}`)
  const file = writeCsv(`a,b,c\n${lines.join('\n')}\n`)
  const document = closing(await Document.create(join(temporaryFolder(), 'project.epochwise')))
  for (const stage of [0, 0.1, 0.4]) {
    const controller = new AbortController()
    const onProgress = (share: number | null): void => {
      if ((share ?? 0) >= stage) controller.abort()
    }
    await expect(document.importCsv(file, { signal: controller.signal, onProgress })).rejects.toThrow(/abort/i)
    expect(document.table()).toMatchObject({ rows: 0, columns: [] })
  }
  await document.importCsv(file)
  expect(document.table().rows).toBe(300_000)
})

test('progress grows from 0 to the end', async () => {
  const document = closing(await Document.create(join(temporaryFolder(), 'project.epochwise')))
  const shares: number[] = []
  const onProgress = (share: number | null): void => {
    if (share !== null) shares.push(share)
  }
  await document.importCsv(writeCsv('a,b\n1,2\n'), { onProgress })
  expect(shares[0]).toBe(0)
  expect(shares).toEqual([...shares].sort((a, b) => a - b))
})

test('a project that has a table takes no second one', async () => {
  const document = await projectOf('a,b\n1,2\n')
  await expect(document.importCsv(writeCsv('c\n1\n'))).rejects.toMatchObject({ code: 'file.exists' })
})
