/** Processes killed with SIGKILL at random moments: every acknowledged change is in the file, none by half. */
import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Document } from '../../../../src-main/document/document'
import type { Worker } from '../children/start'
import { points, report } from '../../../support/torture'
import { startWorker } from '../children/start'
import { projectOf, temporaryFolder } from '../support'
import { lastOfEachKind, ordealCsv, readModel } from './model'
import { inTurns, randomFrom } from './turns'

/** Kills it after a random while, at most `most` ms from its first word; all that it said. */
async function killed(worker: Worker, random: () => number, most: number): Promise<unknown[]> {
  const said = [await worker.next()]
  await sleep(random() * most)
  worker.process.kill('SIGKILL')
  for (;;) {
    const more = await worker.next().catch(() => null)
    if (more === null) break
    said.push(more)
  }
  await worker.ended
  return said
}

async function baseProject(): Promise<string> {
  const document = await projectOf(ordealCsv(100))
  const { path } = document
  await document.close()
  return path
}

/** As after `done` steps, or after the one that was under way too. */
async function expectWhole(path: string, done: number, kinds: 'edits' | 'checkpoints'): Promise<void> {
  const document = await Document.open(path)
  const model = await readModel(document)
  await document.close()
  const after = (count: number) => {
    const all = Array.from({ length: count }, (_, i) => i + 1)
    const last = lastOfEachKind(all)
    return kinds === 'edits' ? { rows: 100, ...last } : { rows: 100, single: 0, all: 0, seed: 0, checkpoint: count }
  }
  expect([after(done), after(done + 1)]).toContainEqual(model)
}

/** So many rounds, each in a copy of one project. */
async function killAmid(kinds: 'edits' | 'checkpoints', kills: number, firstSeed: number): Promise<void> {
  const base = await baseProject()
  await inTurns(kills, async (i) => {
    const path = join(temporaryFolder(), 'p.epochwise')
    copyFileSync(base, path)
    const said = await killed(await startWorker(kinds, path, [], 'ordeal'), randomFrom(firstSeed + i), 150)
    await expectWhole(path, Number(said.at(-1)), kinds)
  })
}

test('kills in the middle of edits lose no acknowledged edit, and leave none by half', async () => {
  const kills = points(100, 16)
  await killAmid('edits', kills, 0)
  report(`${kills} kills in the middle of edits: 0 edits lost, 0 done by half`)
}, 900_000)

test('kills in the middle of checkpoints leave the last acknowledged one, whole', async () => {
  const kills = points(50, 8)
  await killAmid('checkpoints', kills, 1000)
  report(`${kills} kills in the middle of checkpoints: 0 lost, 0 written by half`)
}, 900_000)

test('kills in the middle of imports leave projects that open, with the whole table or none', async () => {
  const kills = points(50, 8)
  await inTurns(kills, async (i) => {
    const folder = join(temporaryFolder(), 'projects')
    mkdirSync(folder)
    const said = await killed(await startWorker('imports', folder, [], 'ordeal'), randomFrom(2000 + i), 400)
    const words = said as { created?: number; imported?: number }[]
    for (const { created } of words.filter((one) => one.created !== undefined)) {
      const document = await Document.open(join(folder, `${created}.epochwise`))
      const { rows, columns } = document.table()
      await document.close()
      const acknowledged = words.some(({ imported }) => imported === created)
      expect(
        acknowledged
          ? [[5000, 3]]
          : [
              [0, 0],
              [5000, 3],
            ],
      ).toContainEqual([rows, columns.length])
    }
    const next = join(folder, `${words.filter(({ created }) => created !== undefined).length + 1}.epochwise`)
    if (existsSync(next)) {
      await Document.open(next).then(
        (document) => document.close(),
        (error: unknown) => expect(error).toMatchObject({ code: 'project.invalid' }),
      )
    }
  })
  report(`${kills} kills in the middle of imports: 0 tables lost, 0 by half`)
}, 900_000)
