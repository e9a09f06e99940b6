/** How a walk gets about: as far as its time allows, and on from there. */
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createOnnxEngine } from '../../../src-main/engines/onnx/onnx-engine'
import { openWalk } from '../../../src-main/loop/open-walk'
import type { Walk } from '../../../src-main/loop/walk'
import { TemporaryFiles } from '../../../src-main/training/temporary-files'
import type { RecipeChange } from '../../../src-shared/recipe'
import { projectOf, temporaryFolder } from '../document/support'

async function walkOver(rows: number, change: RecipeChange): Promise<Walk> {
  const lines = Array.from({ length: rows }, (_, i) => `${Math.sin(i)},${Math.cos(2 * i)}`)
  const document = await projectOf(`a,y\n${lines.join('\n')}\n`)
  await document.changeRecipe(change)
  const files = new TemporaryFiles({ data: join(temporaryFolder(), 'data'), resources: '' })
  const walk = await openWalk({ document, files, engine: createOnnxEngine() }, null, 'start')
  onTestFinished(() => walk.close())
  return walk
}

const patient = { milliseconds: 60_000 }

it('stops where its time is over, and goes on from there when asked again', async () => {
  const walk = await walkOver(400, { batchSize: 4 })
  expect(await walk.move(400_000, { milliseconds: 50 })).toBe(false)
  const reached = walk.address
  expect(reached).toBeGreaterThan(0)
  expect(reached).toBeLessThan(400_000)
  expect(await walk.move(400_000, { milliseconds: 50 })).toBe(false)
  expect(walk.address).toBeGreaterThan(reached)
})

it('stops when it is cancelled, and tells how far it is', async () => {
  const walk = await walkOver(400, { batchSize: 4 })
  const controller = new AbortController()
  const shares: number[] = []
  const progress = (share: number): void => {
    shares.push(share)
    if (shares.length === 3) controller.abort()
  }
  expect(await walk.move(400_000, { ...patient, signal: controller.signal, progress })).toBe(false)
  expect(shares).toHaveLength(3)
  expect(shares).toEqual([...shares].sort((a, b) => a - b))
})

it('keeps each epoch that ended on the way once, also when it goes back and over it again', async () => {
  const walk = await walkOver(40, { batchSize: 8 })
  await walk.move(21, patient)
  await walk.move(3, patient)
  await walk.move(33, patient)
  expect(walk.epochs.epoch).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  expect(walk.epochs.validationLoss.every((loss) => loss !== null)).toBe(true)
})

it('comes to the same bits straight ahead, in single steps, and back and forth', async () => {
  const [straight, single] = [await walkOver(40, { batchSize: 8 }), await walkOver(40, { batchSize: 8 })]
  await straight.move(17, patient)
  for (let i = 1; i <= 17; i++) await single.move(i, patient)
  expect(single.state).toEqual(straight.state)
  await single.move(2, patient)
  await single.move(17, patient)
  expect(single.state).toEqual(straight.state)
})
