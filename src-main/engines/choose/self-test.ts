/** Every engine at hand on the same small training: whether its weights are onnxruntime's, and how fast it is. */
import type { EngineTest, SelfTest } from '../../../src-shared/compute'
import type { EngineId } from '../../../src-shared/recipe'
import { defaultRecipe, lossRule, usualOptimizer } from '../../../src-shared/recipe'
import { buildNetwork } from '../../program/build-network'
import { initialParameters, initialStatistics } from '../../program/network'
import { optimizerSlots } from '../../program/optimizers/optimizers'
import { createRandom } from '../../program/random'
import type { Engine, TrainingData, TrainingSession, TrainingSpec, TrainingState } from '../engine'
import type { EngineShelf } from './shelf'

const [rows, inputs] = [10_000, 20]
const stepsCompared = 100
const mostDifference = 1e-4
const epochsTimed = 3
/** A slow engine is not timed for longer. */
const mostSeconds = 2

const spec = makeSpec()

/** 64-32, ReLU, mean squared error, Adam 0.001. */
function makeSpec(): TrainingSpec {
  const { schedule, regularisation, clip, labelSmoothing } = defaultRecipe
  const layers = [64, 32].map((units) => ({ kind: 'dense', units, activation: 'relu', initialiser: 'auto' }) as const)
  const batchSize = 32
  const network = buildNetwork({ layers, batchSize }, [{ kind: 'numbers', size: inputs }], {
    units: 1,
    answer: 'value',
  })
  const loss = lossRule({ loss: { kind: 'auto' }, labelSmoothing }, 'mse')
  const optimizer = usualOptimizer('adam')
  return { network, loss, optimizer, schedule, regularisation, clip, batchSize, epochs: 100, seed: 1 }
}

export async function selfTest(shelf: EngineShelf): Promise<SelfTest> {
  const data = inventData()
  const engines: EngineTest[] = []
  let reference: Float32Array | null = null
  for (const id of (await shelf.atHand()).filter((one) => one !== 'onnx-webgpu')) {
    const result: Tried = await tryEngine(id, () => shelf.open(id), data, reference)
    reference ??= result.parameters
    engines.push(result.test)
  }
  const { test, words } = await proveWebGpu(shelf, data, reference)
  if (test !== null) engines.push(test)
  return { words: '10,000 rows × 20, 64-32, batch 32, Adam', engines, webGpu: words }
}

/** From its result on, WebGPU is offered, or no longer. */
async function proveWebGpu(
  shelf: EngineShelf,
  data: TrainingData,
  reference: Float32Array | null,
): Promise<{ test: EngineTest | null; words: string }> {
  const { webGpu, webGpuProof: proof } = shelf
  if (proof.off) return { test: null, words: 'kept away by EPOCHWISE_WEBGPU=off' }
  const hindrance = await webGpu.hindrance()
  if (hindrance !== null) {
    await proof.drop()
    return { test: null, words: hindrance }
  }
  const { test } = await tryEngine('onnx-webgpu', () => Promise.resolve(shelf.unproved()), data, reference)
  if (!test.passed || reference === null) {
    await proof.drop()
    return { test, words: 'a GPU was found, and what it trains is not what the CPU does, so it is not offered' }
  }
  await proof.keep(test.difference!)
  return { test, words: 'it trains as the CPU does, so it can be chosen and takes part in the automatic choice' }
}

type Tried = { test: EngineTest; parameters: Float32Array | null }

async function tryEngine(
  id: EngineId,
  open: () => Promise<Engine>,
  data: TrainingData,
  reference: Float32Array | null,
): Promise<Tried> {
  const known = { id, name: id as string, device: '' }
  try {
    const engine = await open()
    const { name, device } = await engine.info()
    Object.assign(known, { name, device })
    const session = await engine.startTraining(spec, data)
    const first = await train(session, firstState(), { untilStep: stepsCompared })
    const secondsPerEpoch = await timeEpochs(session, first)
    await session.close()
    const difference = reference === null ? 0 : differenceOf(reference, first.parameters)
    const passed = difference <= mostDifference
    const note = passed ? null : 'Its weights are not those of ONNX Runtime.'
    return { test: { ...known, secondsPerEpoch, difference, passed, note }, parameters: first.parameters }
  } catch (error) {
    console.error(`${id} failed the self-test:`, error)
    const note = error instanceof Error ? error.message.split('\n')[0]! : String(error)
    return { test: { ...known, secondsPerEpoch: null, difference: null, passed: false, note }, parameters: null }
  }
}

function firstState(): TrainingState {
  const parameters = initialParameters(spec.network, spec.seed)
  const names = optimizerSlots(spec.optimizer)
  const slots = Object.fromEntries(names.map((name) => [name, new Float32Array(parameters.length)]))
  const statistics = initialStatistics(spec.network)
  return { parameters, slots, statistics, step: 0, epoch: 0, position: 0, epochLossSum: 0, rateFactor: 1 }
}

async function train(
  session: TrainingSession,
  state: TrainingState,
  until: { untilEpoch?: number; untilStep?: number },
): Promise<TrainingState> {
  const block = await session.run(state, { milliseconds: Infinity, untilEpoch: Infinity, ...until })
  return block.state
}

/** The fastest of a few: others use the machine too. A slow engine's first epoch, from where it was compared on, says enough. */
async function timeEpochs(session: TrainingSession, from: TrainingState): Promise<number> {
  const stepsPerEpoch = Math.ceil(rows / spec.batchSize)
  let { state, seconds: spent } = await timed(session, from)
  let fastest = (spent * stepsPerEpoch) / (stepsPerEpoch - stepsCompared)
  for (let i = 0; i < epochsTimed && spent < mostSeconds; i++) {
    const epoch = await timed(session, state)
    state = epoch.state
    fastest = Math.min(fastest, epoch.seconds)
    spent += epoch.seconds
  }
  return fastest
}

/** To the end of the epoch. */
async function timed(
  session: TrainingSession,
  from: TrainingState,
): Promise<{ state: TrainingState; seconds: number }> {
  const began = performance.now()
  const state = await train(session, from, { untilEpoch: from.epoch + 1 })
  return { state, seconds: (performance.now() - began) / 1000 }
}

function inventData(): TrainingData {
  const next = createRandom(spec.seed, 'slice-direction', 0)
  const features = Float32Array.from({ length: rows * inputs }, () => 2 * next() - 1)
  const targets = Float32Array.from({ length: rows }, (_, row) => {
    const own = features.subarray(row * inputs, (row + 1) * inputs)
    return own[0]! * own[1]! + 0.5 * own[2]!
  })
  const none = new Float32Array()
  return { features, targets, validationFeatures: none, validationTargets: none, weights: null }
}

function differenceOf(reference: Float32Array, parameters: Float32Array): number {
  const largest = reference.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const apart = reference.reduce((most, value, i) => Math.max(most, Math.abs(value - parameters[i]!)), 0)
  return apart / largest
}
