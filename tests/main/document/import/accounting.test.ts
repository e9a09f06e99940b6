import fc from 'fast-check'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Document } from '../../../../src-main/document/document'
import { EpochwiseError } from '../../../../src-shared/errors'
import { temporaryFolder, writeCsv } from '../support'

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
