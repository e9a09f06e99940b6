import fc from 'fast-check'
import Papa from 'papaparse'
import { expect, test } from 'vitest'
import type { Dialect } from '../../../../src-main/document/import/records'
import { scanRecords, splitFields } from '../../../../src-main/document/import/records'
import { writeCsv } from '../support'

const commas: Dialect = { delimiter: ',', quote: '"', escape: '"' }

type Seen = { text: string; line: number; fields: number; fault: string | null }

async function scan(content: string | Uint8Array, dialect = commas): Promise<Seen[]> {
  const seen: Seen[] = []
  await scanRecords(writeCsv(content), dialect, ({ bytes, start, end, line, fields, fault }) => {
    seen.push({ text: bytes.toString('utf8', start, end), line, fields, fault })
    return true
  })
  return seen
}

test('records, lines and cells are counted, quotes obeyed', async () => {
  expect(await scan('a,b\n"x\n,y",2\r\n\n3\r4,"",5')).toEqual([
    { text: 'a,b', line: 1, fields: 2, fault: null },
    { text: '"x\n,y",2', line: 2, fields: 2, fault: null },
    { text: '3', line: 5, fields: 1, fault: null },
    { text: '4,"",5', line: 6, fields: 3, fault: null },
  ])
})

test('a backslash before a quote keeps it where the file escapes so', async () => {
  expect(await scan('"a\\"b",1\n2,3\n', { ...commas, escape: '\\' })).toMatchObject([{ fields: 2 }, { fields: 2 }])
})

test('a record above 32 MB is a fault, quoted or not, and the next one is read', async () => {
  const long = 'x'.repeat(34_000_000)
  const seen = await scan(`a\n${long}\nb\n"${long}\nc\n`)
  expect(seen.map(({ line, fault }) => [line, fault])).toEqual([
    [1, null],
    [2, 'It is longer than 32 MB.'],
    [3, null],
    [4, 'It is longer than 32 MB.'],
    [5, null],
  ])
})

test('the visitor can end the scan', async () => {
  let count = 0
  await scanRecords(writeCsv('1\n2\n3\n'), commas, () => ++count < 2)
  expect(count).toBe(2)
})

test('whatever is quoted by the rules is found again, cell by cell', async () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'é', ',', '"', '\n', '\r', ' ', '1') })
  const rows = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(rows, async (table) => {
      const quoted = table.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(','))
      const found: string[][] = []
      await scanRecords(writeCsv(`${quoted.join('\n')}\n`), commas, (record) => {
        expect(record.fault).toBeNull()
        expect(record.fields).toBe(table[found.length]!.length)
        found.push(splitFields(record, commas))
        return true
      })
      expect(found).toEqual(table)
    }),
    { numRuns: 60 },
  )
})

test('well-formed files are read as papaparse reads them', async () => {
  const cell = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', 'é', ' ', '1', ';', "'"), maxLength: 4 }).map((text) => text.trim()),
    fc
      .string({ unit: fc.constantFrom('a', ',', '"', '\n', ' '), maxLength: 6 })
      .map((text) => `"${text.replaceAll('"', '""')}"`),
  )
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(table, fc.constantFrom('\n', '\r\n'), async (rows, newline) => {
      const text = rows.map((row) => row.join(',')).join(newline)
      const found: string[][] = []
      await scanRecords(writeCsv(text), commas, (record) => found.push(splitFields(record, commas)) > 0)
      const theirs = Papa.parse<string[]>(text, { delimiter: ',', newline, skipEmptyLines: true }).data
      expect(found).toEqual(theirs)
    }),
    { numRuns: 100 },
  )
})

test('a stray quote loses a thousand rows in papaparse, and none here', async () => {
  const text = `a,b\n1,"open\n${Array.from({ length: 1000 }, (_, i) => `${i},x`).join('\n')}\n`
  const found: string[][] = []
  await scanRecords(writeCsv(text), commas, (record) => found.push(splitFields(record, commas)) > 0)
  expect(found).toHaveLength(1002)
  expect(Papa.parse(text, { delimiter: ',' }).data).toHaveLength(2)
})
