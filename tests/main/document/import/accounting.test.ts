import fc from 'fast-check'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Document } from '../../../../src-main/document/document'
import { EpochwiseError } from '../../../../src-shared/errors'
import { lookAt } from '../../../../src-main/document/import/look'
import { exportTable } from '../../../../src-main/exports/table-csv'
import { cellsOf, closing, temporaryFolder, writeCsv } from '../support'
import { nastyFiles } from './nasty-csv'

/** Lines as they happen: fitting, short, long, quoted, opened and never closed, blank. */
const line = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(fc.nat(99), fc.nat(99)).map(([a, b]) => `${a},${b}`) },
  fc.constantFrom('1', '1,2,3', '"1","2"', '"a ""q""",2', '4,"5', '6,"x"y', '', '"two, cells",9', ','),
)

test('rows in the file are the rows imported and the rows listed, whatever the file', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 30 }), async (lines) => {
      const document = await Document.create(join(temporaryFolder(), 'p.epochwise'))
      try {
        const report = await document.importCsv(writeCsv(`a,b\n${lines.join('\n')}\n`))
        const { dialect, rowsInFile, rowsImported, listedCount } = report
        expect(rowsInFile).toBe(rowsImported + listedCount)
        expect(document.table().rows).toBe(rowsImported)
        const filled = lines.filter((text) => text !== '').length
        expect(rowsInFile).toBe(filled + (dialect.header ? 0 : 1))
      } catch (error) {
        if (!(error instanceof EpochwiseError)) throw error
        expect(['import.unreadable', 'import.headerOnly']).toContain(error.code)
      } finally {
        await document.close()
      }
    }),
    { numRuns: 25 },
  )
}, 120_000)

async function newDocument(): Promise<Document> {
  return closing(await Document.create(join(temporaryFolder(), 'p.epochwise')))
}

test('every record that was put into a file is in the table as it was written, or listed; out and in again it is the same', async () => {
  const [first, second] = [await newDocument(), await newDocument()]
  await fc.assert(
    fc.asyncProperty(nastyFiles, fc.boolean(), async ({ bytes, rules, names, rows, mended }, neutralise) => {
      const kept = rows.filter((row) => row !== null)
      const looked = await lookAt(writeCsv(bytes), temporaryFolder(), rules)
      const importing = first.importFile(looked)
      if (kept.length === 0) {
        await expect(importing).rejects.toMatchObject({ code: expect.stringMatching(/^import\./) as string })
        return
      }
      const { rowsInFile, rowsImported, listedCount, listed, repairedCount } = await importing
      expect([rowsInFile, rowsImported, listedCount]).toEqual([rows.length, kept.length, rows.length - kept.length])
      expect([listed.length, repairedCount]).toEqual([listedCount, mended])
      expect(first.table().columns.map(({ name }) => name)).toEqual(names)
      expect(await cellsOf(first)).toEqual(kept)
      const out = join(temporaryFolder(), 'out.csv')
      expect(await exportTable(first, out, { neutralise })).toBe(kept.length)
      const again = await lookAt(out, temporaryFolder(), { delimiter: ',', header: true, skip: 0, footer: 0 })
      expect(await second.importFile(again)).toMatchObject({
        rowsImported: kept.length,
        listedCount: 0,
        repairedCount: 0,
      })
      expect(await cellsOf(second)).toEqual(kept)
    }),
    { numRuns: 30 },
  )
}, 120_000)
