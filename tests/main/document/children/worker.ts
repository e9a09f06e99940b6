/** A second process with a document, for what one process cannot show: locks, kills, full disks. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { copyFileAtomically, writeFileAtomically } from '../../../../src-main/document/atomic-file'
import { plainView } from '../../../../src-shared/table'
import { Document } from '../../../../src-main/document/document'

const say = (message: unknown): void => void process.stdout.write(`${JSON.stringify(message)}\n`)
const edit = (document: Document, rowId: number, columnId: number, text: string): Promise<number> =>
  document.changeCells([{ rowId, columnId, text }])
const codeOf = (error: unknown): unknown => (error as { code?: string }).code ?? String(error)

const works: Record<string, (path: string) => Promise<void>> = {
  /** Holds the project open until it is killed. */
  async hold(path) {
    await Document.open(path)
    say('open')
    setInterval(() => undefined, 1000)
  },

  /** On a small disk: edits until it is full, opens again, frees space, goes on. */
  async fill(folder) {
    const ballast = join(folder, 'ballast')
    writeFileSync(ballast, Buffer.alloc(600_000))
    writeFileSync(join(folder, 'data.csv'), 'n,text\n1,a\n2,b\n3,c\n')
    const document = await Document.create(join(folder, 'p.epochwise'))
    await document.importCsv(join(folder, 'data.csv'))
    let acknowledged = 0
    let failure: unknown = null
    while (failure === null && acknowledged < 10_000) {
      const text = `${acknowledged + 1} ${'x'.repeat(5000)}`
      await edit(document, 1, 2, text).then(
        () => acknowledged++,
        (error: unknown) => (failure = codeOf(error)),
      )
    }
    const saved = await document.saveAs(join(folder, 'copy.epochwise')).then(() => null, codeOf)
    const shown = (await cellOf(document)).split(' ')[0]
    await document.close()
    const again = await Document.open(join(folder, 'p.epochwise'))
    const reopened = (await cellOf(again)).split(' ')[0]
    rmSync(ballast)
    await edit(again, 1, 2, 'after')
    say({ acknowledged, failure, saved, shown, reopened, after: await cellOf(again) })
    await again.close()
  },

  /** Copies and writes more than there is room for. */
  async atomic(folder) {
    const good = join(folder, 'good')
    say([
      await copyFileAtomically(join(folder, 'large'), good).catch(codeOf),
      await writeFileAtomically(good, Buffer.alloc(3_000_000)).catch(codeOf),
    ])
  },

  /** Runs as an ordinary user in a folder that it may not write to. */
  async readonly(folder) {
    if (process.getuid?.() === 0) {
      process.setgid?.(65_534)
      process.setuid?.(65_534)
    }
    const path = join(folder, 'p.epochwise')
    const outcome = (work: Promise<Document>) =>
      work.then(async (document) => {
        const edited = await edit(document, 1, 1, '9').then(() => 'edited', codeOf)
        const copied = await document.saveAs(join(folder, 'copy.epochwise')).then(() => 'copied', codeOf)
        const rows = document.table().rows
        await document.close()
        return { edited, copied, rows }
      }, codeOf)
    say({
      writing: await outcome(Document.open(path)),
      reading: await outcome(Document.open(path, { readOnly: true })),
      creating: await Document.create(join(folder, 'new.epochwise')).then(() => 'created', codeOf),
    })
  },
}

async function cellOf(document: Document): Promise<string> {
  const { rows } = await document.page(plainView, 0, 1)
  return String(rows[0]?.cells[1])
}

const [work = '', path = ''] = process.argv.slice(2)
await works[work]!(path)
