/** A disk that is full at 20 different points: nothing that was acknowledged is lost, nothing is called saved that is not. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { points, report } from '../../../support/torture'
import { startWorker } from '../children/start'
import { smallDisk } from '../children/small-disk'
import { temporaryFolder } from '../support'
import type { Model } from './model'
import { lastOfEachKind } from './model'
import { inTurns } from './turns'

type Told = {
  acknowledged: number[]
  failures: { step: number; code: string; message: string }[]
  shown: Model | null
  after?: Model
  reopened?: { code: string }
}

/** Of the disk's 3 MB: so that it is full while the project is made, while the table comes in, and at edit after edit. */
const ballastAt = (point: number): number => 2_950_000 - point * 140_000

test('a disk that is full sooner or later costs only what did not fit', async () => {
  const firstFailures = new Set<number>()
  const all = 20
  const some = points(all, 7)
  await inTurns(some, async (i) => {
    const point = Math.floor((i * all) / some)
    const folder = join(temporaryFolder(), 'disk')
    mkdirSync(folder)
    const more = { arguments: [String(ballastAt(point))] }
    const worker = await startWorker('fill', folder, ['sh', '-c', smallDisk, folder], 'ordeal', more)
    const { acknowledged, failures, shown, after, reopened } = (await worker.next()) as Told
    expect(await worker.ended).toBe(0)
    firstFailures.add(failures[0]!.step)
    expect(failures[0]).toMatchObject({ code: 'disk.full' })
    expect(failures.filter(({ code }) => code === 'unknown' || code === 'internal')).toEqual([])
    if (!acknowledged.includes(-1)) {
      expect(reopened?.code).toMatch(/^(file\.missing|project\.invalid)$/)
      return
    }
    expect(after).toEqual(shown)
    expect(after).toMatchObject({ rows: acknowledged.includes(0) ? 100 : 0, ...lastOfEachKind(acknowledged) })
  })
  expect(firstFailures.size).toBeGreaterThan(some / 4)
  report(`a disk full at ${some} points: 0 acknowledged changes lost, 0 false “saved”`)
}, 900_000)
