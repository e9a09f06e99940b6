/** WebGPU is offered where a GPU is found and a training on it was proved on this machine; when it fails, the CPU goes on. */
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { EngineNews } from '../../../../src-main/engines/choose/open-training'
import { openTraining } from '../../../../src-main/engines/choose/open-training'
import { ChoiceMemory } from '../../../../src-main/engines/choose/choice'
import { describeMissing } from '../../../../src-main/engines/choose/describe-missing'
import { selfTest } from '../../../../src-main/engines/choose/self-test'
import { EngineShelf } from '../../../../src-main/engines/choose/shelf'
import { NativeSession } from '../../../../src-main/engines/onnx/native-session'
import type { WebGpu } from '../../../../src-main/engines/onnx/web-gpu'
import { WebGpuProof } from '../../../../src-main/engines/onnx/web-gpu-proof'
import type { SelfTest } from '../../../../src-shared/compute'
import type { EngineId } from '../../../../src-shared/recipe'
import { defaultRecipe } from '../../../../src-shared/recipe'
import { createNumbers } from '../../features/table-source'
import { createTestJob, TrainerUnderTest } from '../../training/trainer-fixture'
import { softwareGpu } from '../../../support/software-gpu'
import { temporaryFolder } from '../../../support/temporary-folder'
import { adam, firstState, madeUpData, network, specOf, train } from '../onnx/session-fixture'

/** A GPU that computes as the CPU does. */
const right: WebGpu = {
  hindrance: () => Promise.resolve(null),
  open: (model, options) => NativeSession.open(model, options),
}

/** One whose numbers are a little off. */
const wrong: WebGpu = {
  ...right,
  async open(model, options) {
    const session = await NativeSession.open(model, options)
    return {
      async run(feeds) {
        const outputs = await session.run(feeds)
        for (const values of Object.values(outputs)) {
          if (values instanceof Float32Array) values.forEach((value, i) => (values[i] = value * 1.001))
        }
        return outputs
      },
      close: () => session.close(),
    }
  },
}

const none: WebGpu = { ...right, hindrance: () => Promise.resolve('no adapter found') }

const shelfWith = (webGpu: WebGpu, folder: string): EngineShelf =>
  new EngineShelf({ webGpu, proof: new WebGpuProof(folder) })

const testOf = ({ engines }: SelfTest) => engines.find(({ id }) => id === 'onnx-webgpu')

const spec = specOf(network(3, [6], 1), 'mse', { optimizer: adam, batchSize: 4, epochs: 40 })
const data = madeUpData(spec.network, 'mse', 40, 8)

type Opened = { weights: Float32Array; news: EngineNews[]; troubles: string[] }

async function trainOn(shelf: EngineShelf, engine: EngineId): Promise<Opened> {
  const [news, troubles]: [EngineNews[], string[]] = [[], []]
  const session = await openTraining({
    ...{ shelf, spec, data, engine, chosen: null, epochs: 40 },
    memory: new ChoiceMemory(temporaryFolder()),
    onNews: (one) => news.push(one),
    onTrouble: (id) => troubles.push(id),
  })
  const { state } = await session.run(firstState(spec), { milliseconds: Infinity, untilEpoch: 40 })
  await session.close()
  return { weights: state.parameters, news, troubles }
}

describe('before it is proved', () => {
  it('it is no engine at hand, and asking for it says how it becomes one', async () => {
    const shelf = shelfWith(right, temporaryFolder())
    expect(await shelf.atHand()).toEqual(['onnx'])
    await expect(shelf.open('onnx-webgpu')).rejects.toMatchObject({
      code: 'engine.unavailable',
      message: expect.stringContaining('Run the self-test') as string,
      details: { remedy: { action: { change: { engine: 'auto' } } } },
    })
    expect(describeMissing(shelf).at(-1)).toMatchObject({
      id: 'onnx-webgpu',
      available: false,
      note: expect.stringContaining('The self-test looks for a GPU and proves it') as string,
    })
  })
})

describe('the self-test', () => {
  it('without a GPU says so, and offers nothing', async () => {
    const folder = temporaryFolder()
    const result = await selfTest(shelfWith(none, folder))
    expect([result.webGpu, testOf(result)]).toEqual(['no adapter found', undefined])
    expect(readdirSync(folder)).toEqual([])
  })

  it('proves it by its weights; from then on it is at hand, is chosen by name, and trains as the CPU does', async () => {
    const folder = temporaryFolder()
    const result = await selfTest(shelfWith(right, folder))
    expect(testOf(result)).toMatchObject({ passed: true, difference: 0, note: null })
    expect(result.webGpu).toContain('it can be chosen')
    const shelf = shelfWith(right, folder)
    expect(await shelf.atHand()).toEqual(['onnx', 'onnx-webgpu'])
    const { weights, news } = await trainOn(shelf, 'onnx-webgpu')
    expect(news).toMatchObject([{ info: { id: 'onnx-webgpu', device: 'GPU, WebGPU' }, settled: true }])
    expect(weights).toEqual((await train(spec, data, 40)).state.parameters)
  })

  it('refuses one whose weights are others, though it was proved before', async () => {
    const folder = temporaryFolder()
    await new WebGpuProof(folder).keep(0)
    const shelf = shelfWith(wrong, folder)
    expect(await shelf.atHand()).toContain('onnx-webgpu')
    const result = await selfTest(shelf)
    expect(testOf(result)).toMatchObject({ passed: false, note: 'Its weights are not those of ONNX Runtime.' })
    expect(result.webGpu).toContain('is not offered')
    expect(await shelf.atHand()).toEqual(['onnx'])
  })
})

describe('once proved', () => {
  it('a GPU that is gone leaves the run to the CPU, and says so', async () => {
    const folder = temporaryFolder()
    await new WebGpuProof(folder).keep(0)
    const { weights, news, troubles } = await trainOn(shelfWith(none, folder), 'onnx-webgpu')
    expect(news).toMatchObject([
      {
        info: { id: 'onnx' },
        reason: 'WebGPU can’t be used now: no adapter found. ONNX Runtime computes on the CPU instead.',
      },
    ])
    expect(troubles).toEqual(['onnx-webgpu'])
    expect(weights).toEqual((await train(spec, data, 40)).state.parameters)
  })

  it('it is one of those that an automatic choice times', async () => {
    const folder = temporaryFolder()
    await new WebGpuProof(folder).keep(0)
    const news: EngineNews[] = []
    const session = await openTraining({
      ...{ shelf: shelfWith(right, folder), spec, data, engine: 'auto', chosen: null, epochs: 1e9 },
      memory: new ChoiceMemory(temporaryFolder()),
      onNews: (one) => news.push(one),
      onTrouble: (id, error) => expect.unreachable(`${id}: ${String(error)}`),
    })
    let state = firstState(spec)
    while (news.at(-1)?.settled !== true) {
      state = (await session.run(state, { milliseconds: 1, untilEpoch: 1e9 })).state
    }
    await session.close()
    expect(news.at(-1)!.reason).toMatch(/^ONNX Runtime( WebGPU: .*× ONNX|: .*× ONNX WebGPU) at batch 4$/)
  })

  it('the proof is of one machine and one ONNX Runtime, and a broken one is none', async () => {
    const folder = temporaryFolder()
    const proof = new WebGpuProof(folder)
    await proof.keep(1e-7)
    expect(await proof.isThere()).toBe(true)
    for (const text of ['{"machine":"another 1.0","difference":0}', '{']) {
      writeFileSync(join(folder, 'webgpu-proof.json'), text)
      expect(await proof.isThere()).toBe(false)
    }
  })

  it('EPOCHWISE_WEBGPU=off keeps it away', async () => {
    const shelf = new EngineShelf({ webGpu: right })
    expect((await selfTest(shelf)).webGpu).toBe('kept away by EPOCHWISE_WEBGPU=off')
    expect(await shelf.atHand()).toEqual(['onnx'])
    expect(describeMissing(shelf).at(-1)!.note).toBe('Kept away by EPOCHWISE_WEBGPU=off.')
  })
})

const gpu = softwareGpu()

describe.skipIf(gpu === null)('on a GPU in software', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('a trainer proves it, and a run on it ends with the CPU’s weights', async () => {
    const environment = { ...gpu!, EPOCHWISE_WEBGPU: '', XDG_CACHE_HOME: temporaryFolder() }
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
    const trainer = (): TrainerUnderTest => {
      const started = new TrainerUnderTest()
      onTestFinished(() => started.process.kill())
      return started
    }
    const testing = trainer()
    testing.send({ kind: 'self-test' })
    const { result } = await testing.next('self-tested')
    expect(testOf(result)).toMatchObject({ passed: true, note: null })
    expect(testOf(result)!.difference).toBeLessThan(1e-4)

    const table = await createNumbers(200, 4)
    onTestFinished(() => table.close())
    const weights: Float32Array[] = []
    for (const engine of ['onnx', 'onnx-webgpu'] as const) {
      const recipe = { ...defaultRecipe, engine, epochs: 3 }
      const training = trainer()
      training.send({ kind: 'start', job: await createTestJob(table, recipe) })
      expect((await training.next('started')).engine!.info.id).toBe(engine)
      weights.push((await training.next('ended')).state.parameters)
    }
    const largest = Math.max(...weights[0]!.map(Math.abs))
    weights[0]!.forEach((value, i) => expect(Math.abs(value - weights[1]![i]!) / largest).toBeLessThan(1e-4))
  }, 120_000)
})
