/** Every pass over a file says what it is at, and ends when it is cancelled there: nothing changed, nothing left behind. */
import { DuckDBInstance } from '@duckdb/node-api'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { Document } from '../../../../src-main/document/document'
import { closing, temporaryFolder, writeCsv } from '../support'
import { workbookOf, zip } from './workbook'

const lines = Array.from({ length: 20_000 }, (_, i) => `${i},${i / 8},wörd ${i % 7}`)
const csv = `a,b,c\n${lines.join('\n')}\n`
const ascii = csv.replaceAll('ö', 'o')
const dirty = csv.replace('\n77,', '\n77,,"x"y')
const quoted = csv.replace('wörd 3', '"wörd, 3"')
const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(csv, 'utf16le')])
const japanese = Buffer.concat(
  [...csv.split('ö')].flatMap((piece, i) => [...(i === 0 ? [] : [Buffer.from([0x93, 0xfa])]), Buffer.from(piece)]),
)
const objects = lines.map((line, i) => `{"a":${i},"b":"${line}"}`).join('\n')
const sheet = Array.from({ length: 3000 }, (_, i) => `<row r="${i + 1}"><c r="A${i + 1}"><v>${i / 8}</v></c></row>`)
const workbook = workbookOf({ Sheet: sheet.join('') })

async function parquet(): Promise<Buffer> {
  const file = join(temporaryFolder(), 'made.parquet')
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`COPY (SELECT range AS a, range / 8 AS b FROM range(20000)) TO '${file}' (FORMAT parquet)`)
  connection.closeSync()
  instance.closeSync()
  return readFileSync(file)
}

const size = String.raw`[\d.]+ [kM]?B`
const sizes = `${size} of ${size}`
type Content = string | Uint8Array | (() => Promise<Buffer>)
const passes: readonly (readonly [string, Content, RegExp])[] = [
  ['gzip, while it is unpacked', gzipSync(csv), new RegExp(`^Unpacking, ${size}$`)],
  ['a zip, while it is unpacked', zip({ 'a.csv': csv }), new RegExp(`^Unpacking, ${size}$`)],
  ['UTF-16, while it is decoded', utf16, new RegExp(`^Decoding UTF-16, ${sizes}, [\\d,]+ lines$`)],
  ['Shift JIS, while it is recognised', japanese, new RegExp(`^Finding the encoding, ${sizes}, [\\d,]+ lines$`)],
  ['Shift JIS, while it is decoded', japanese, new RegExp(`^Decoding Shift JIS, ${sizes}`)],
  ['Latin-1, while it is decoded', Buffer.from(csv, 'latin1'), new RegExp(`^Decoding Windows-1252, ${sizes}`)],
  ['text, while its bytes are looked through', csv, new RegExp(`^Looking through the text, ${sizes}, [\\d,]+ lines$`)],
  ['quoted text, while its rows are counted', quoted, new RegExp(`^Counting the rows, ${sizes}, [\\d,]+ rows$`)],
  ['JSON lines, while they are read', objects, new RegExp(`^Reading JSON lines, ${sizes}, [\\d,]+ lines$`)],
  ['Parquet, while it is read', parquet, /^Reading the Parquet file, 0 of 20,000 rows$/],
  ['a workbook, before it is read', workbook, new RegExp(`^Reading the workbook, ${size}$`)],
  ['a workbook, while its sheet is written', workbook, /^Reading the sheet “Sheet”, [\d,]+ rows$/],
  ['a dirty file, while it is mended', dirty, new RegExp(`^Mending row by row, ${sizes}, [\\d,]+ rows$`)],
  ['a dirty file, while what was mended is read', dirty, /^Judging 3 columns by 20,000 rows$/],
  ['a clean file, while DuckDB reads it', ascii, new RegExp(`^Reading 20,000 rows, ${size}$`)],
  ['a clean file, while its columns are judged', ascii, /^Judging 3 columns by 20,000 rows$/],
  ['a clean file, before it is written for good', ascii, /^Writing 20,000 rows$/],
]

test.each(passes)('a cancel is heard: %s', async (_, content, words) => {
  const file = writeCsv(typeof content === 'function' ? await content() : content)
  const document = closing(await Document.create(join(temporaryFolder(), 'project.epochwise')))
  const controller = new AbortController()
  const told: string[] = []
  const onProgress = (_share: number | null, detail: string): void => {
    told.push(detail)
    if (words.test(detail)) controller.abort()
  }
  await expect(document.importCsv(file, { signal: controller.signal, onProgress })).rejects.toThrow(/abort/i)
  expect(told.at(-1)).toMatch(words)
  expect(document.table()).toMatchObject({ rows: 0, columns: [] })
  expect(readdirSync(dirname(document.path)).filter((name) => name.startsWith('.'))).toEqual([])
  await document.importCsv(file)
  expect(document.table().rows).toBeGreaterThanOrEqual(3000 - 1)
})
