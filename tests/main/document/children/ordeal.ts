/** A process with a document that is put through what no process may survive: kills, full disks, failing calls, hostile files. */
import { createHash } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Document } from '../../../../src-main/document/document'
import { EpochwiseError } from '../../../../src-shared/errors'
import { readEverything } from '../durability/everything'
import { checkpointAt, ordealCsv, ordealRun, perform, readModel, steps } from '../durability/model'

const say = (message: unknown): void => void process.stdout.write(`${JSON.stringify(message)}\n`)

const works: Record<string, (path: string) => Promise<void>> = {
  /** Opens every project whose path comes in, reads all of it, takes its last change back, and tells how that went. */
  async look() {
    for await (const path of createInterface(process.stdin)) say(await look(path))
    say(null)
  },

  /** Edits for ever, each kind of edit in turn, telling each once it is acknowledged. */
  async edits(path) {
    const document = await Document.open(path)
    say(0)
    for (let i = 1; ; i++) {
      await perform(document, i)
      say(i)
    }
  },

  /** Imports into new projects for ever; tells the one that is begun and the one that is done. */
  async imports(folder) {
    const csv = join(folder, 'data.csv')
    writeFileSync(csv, ordealCsv(5000))
    for (let i = 1; ; i++) {
      const document = await Document.create(join(folder, `${i}.epochwise`))
      say({ created: i })
      await document.importCsv(csv)
      say({ imported: i })
      await document.close()
    }
  },

  /** Saves checkpoints of a run for ever, every value of checkpoint i being i. */
  async checkpoints(path) {
    const document = await Document.open(path)
    const { summary } = await document.runs.create(ordealRun)
    say(0)
    for (let i = 1; ; i++) {
      const { checkpoint, epochs } = checkpointAt(i)
      await document.runs.saveCheckpoint(summary.id, checkpoint, epochs)
      say(i)
    }
  },

  /** On a small disk that has so many bytes less: works until nothing fits any more, then frees space and goes on. */
  async fill(folder) {
    const ballast = join(folder, 'ballast')
    writeFileSync(ballast, Buffer.alloc(Number(process.argv[4])))
    const told = await survive(folder, 400, 4)
    rmSync(ballast)
    const document = await Document.open(join(folder, 'p.epochwise')).catch((error: unknown) => describe(error))
    if (!(document instanceof Document)) {
      say({ ...told, reopened: document })
      return
    }
    const after = await readModel(document)
    await document.close()
    say({ ...told, after })
  },

  /** For every line `folder`: goes through every step once, whatever fails, and tells what was acknowledged and what is there. */
  async steps() {
    for await (const folder of createInterface(process.stdin)) say(await survive(folder, steps))
  },
}

type Outcome = { code: string; message: string }

const describe = (error: unknown): Outcome =>
  error instanceof EpochwiseError
    ? { code: error.code, message: error.message }
    : { code: 'unknown', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }

async function look(path: string): Promise<unknown> {
  let document: Document | null = null
  try {
    document = await Document.open(path)
    const all = await readEverything(document)
    const digest = createHash('sha256').update(JSON.stringify(all)).digest('hex')
    if (all.undo !== null) await document.undo()
    return { refused: null, digest }
  } catch (error) {
    return { refused: describe(error), at: document === null ? 'opening' : 'reading' }
  } finally {
    await document?.close().catch(() => undefined)
  }
}

/** @returns the steps that were acknowledged, the failures of the others, and what the document showed before it closed */
async function survive(folder: string, count: number, patience = Infinity): Promise<Record<string, unknown>> {
  const failures: (Outcome & { step: number })[] = []
  const acknowledged: number[] = []
  // Beside the folder: only what the app itself writes is to fail.
  const csv = `${folder}.csv`
  writeFileSync(csv, ordealCsv(100))
  let document: Document | null = null
  for (let i = -1; i <= count && failures.length < patience; i++) {
    try {
      if (i === -1) document = await Document.create(join(folder, 'p.epochwise'))
      else if (document === null || (i > 0 && document.table().rows === 0)) break
      else if (i === 0) await document.importCsv(csv)
      else await perform(document, i)
      acknowledged.push(i)
    } catch (error) {
      failures.push({ step: i, ...describe(error) })
    }
  }
  const shown = document === null ? null : await readModel(document).catch(describe)
  const saved =
    (await document?.saveAs(join(folder, 'copy.epochwise')).then(
      () => true,
      (error: unknown) => void failures.push({ step: count + 1, ...describe(error) }),
    )) === true
  await document?.close().catch((error: unknown) => failures.push({ step: -2, ...describe(error) }))
  return { acknowledged, failures, shown, saved }
}

const [work = '', path = ''] = process.argv.slice(2)
await works[work]!(path)
