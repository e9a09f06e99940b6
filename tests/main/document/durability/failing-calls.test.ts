/**
 * Every file call that a project's life makes (open, write, sync, rename) fails, one after the other: once, and from then
 * on for good. Whatever was acknowledged is in the file afterwards, whole.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Document } from '../../../../src-main/document/document'
import { points, report } from '../../../support/torture'
import type { Worker } from '../children/start'
import { startWorker } from '../children/start'
import { temporaryFolder } from '../support'
import type { Fault } from './fault-control'
import { callKinds, canInjectFaults, FaultControl } from './fault-control'
import type { Model } from './model'
import { lastOfEachKind, readModel } from './model'

type Told = {
  acknowledged: number[]
  failures: { step: number; code: string; message: string }[]
  shown: unknown
  saved: boolean
}

/** One passage through every step in a folder of its own. */
async function pass(worker: Worker, control: FaultControl, folder: string, fault: Fault | null): Promise<Told> {
  mkdirSync(folder)
  control.set(folder, fault)
  worker.process.stdin!.write(`${folder}\n`)
  const told = (await worker.next()) as Told
  return told
}

async function afterwards(folder: string, name = 'p'): Promise<Model | { code: string }> {
  try {
    const document = await Document.open(join(folder, `${name}.epochwise`))
    const model = await readModel(document)
    await document.close()
    return model
  } catch (error) {
    return { code: (error as { code?: string }).code ?? String(error) }
  }
}

test.runIf(canInjectFaults())(
  'any file call that fails, once or for good, loses nothing that was acknowledged',
  async () => {
    const root = temporaryFolder()
    const control = new FaultControl(root)
    const start = (): Promise<Worker> => startWorker('steps', root, [], 'ordeal', { environment: control.environment })
    let worker = await start()
    const clean = await pass(worker, control, join(root, 'clean'), null)
    const counts = control.counts()
    expect(clean.failures).toEqual([])
    for (const kind of callKinds) expect(counts[kind]).toBeGreaterThan(0)

    const lost: unknown[] = []
    const unclear: unknown[] = []
    let injected = 0
    for (const kind of callKinds) {
      for (let at = 1; at <= counts[kind]; at += points(1, 4)) {
        for (const forGood of [false, true]) {
          const folder = join(root, `${kind}-${at}-${forGood ? 'for-good' : 'once'}`)
          const told = await pass(worker, control, folder, { kind, at, forGood }).catch(() => null)
          if (told === null) {
            lost.push([kind, at, forGood, 'the process died'])
            worker = await start()
            continue
          }
          injected += control.counts().failed > 0 ? 1 : 0
          control.set('', null)
          const after = await afterwards(folder)
          const { acknowledged, failures } = told
          const expected = { rows: acknowledged.includes(0) ? 100 : 0, ...lastOfEachKind(acknowledged) }
          if (acknowledged.includes(-1) && !holds(after, expected, failures))
            lost.push([kind, at, forGood, told, after])
          const copy = told.saved ? await afterwards(folder, 'copy') : after
          if (told.saved && !holds(copy, expected, failures)) lost.push([kind, at, forGood, 'the copy', told, copy])
          unclear.push(
            ...failures
              .filter(({ code }) => code === 'unknown' || code === 'internal')
              .map((one) => [kind, at, forGood, one]),
          )
        }
      }
    }
    control.close()
    expect(lost).toEqual([])
    expect(unclear).toEqual([])
    expect(injected).toBeGreaterThan(points(50, 12))
    report(`${injected} failing opens, writes, syncs and renames, once and for good: 0 acknowledged changes lost`)
  },
  900_000,
)

/** Every acknowledged step is there; one that failed may be there too, but never by half. */
function holds(after: Model | { code: string }, expected: Model, failures: Told['failures']): boolean {
  if ('code' in after) return false
  const failed = failures.map(({ step }) => step)
  const kinds = ['single', 'all', 'checkpoint', 'seed'] as const
  const rowsHold = after.rows === expected.rows || (after.rows === 100 && failed.includes(0))
  return rowsHold && kinds.every((kind) => after[kind] === expected[kind] || failed.includes(Number(after[kind])))
}
