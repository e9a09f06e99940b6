/** Opens a training on the engine that was asked for, or on whichever proves fastest. */
import { EpochwiseError } from '../../../src-shared/errors'
import type { EngineInfo } from '../../../src-shared/project'
import type { EngineChoice, EngineId } from '../../../src-shared/recipe'
import type { TrainingData, TrainingSession, TrainingSpec } from '../engine'
import { AutoTraining } from './auto-training'
import type { Choice } from './choice'
import { ChoiceMemory, shapeKey } from './choice'
import type { EngineShelf } from './shelf'

/** What computes, and why; told when it is settled. */
export type EngineNews = { info: EngineInfo; reason: string | null; settled: boolean }

export type OpenOptions = {
  shelf: EngineShelf
  spec: TrainingSpec
  data: TrainingData
  engine: EngineChoice
  /** What an automatic choice came to before. */
  chosen: EngineId | null
  epochs: number
  memory?: ChoiceMemory
  onNews: (news: EngineNews) => void
  onTrouble: (id: EngineId, error: unknown) => void
}

/** Seconds of training from which on loading another library than onnxruntime pays. */
const worthLoading = 3

/** @throws EpochwiseError engine.unavailable */
export async function openTraining(options: OpenOptions): Promise<TrainingSession> {
  const { shelf, engine, chosen } = options
  const atHand = await shelf.atHand()
  if (engine !== 'auto') return openOne(options, engine, null)
  if (chosen !== null && atHand.includes(chosen)) return openOne(options, chosen, 'As before')
  if (atHand.length === 1) return openOne(options, atHand[0]!, 'ONNX Runtime: the only engine at hand')
  return openAuto(options, atHand)
}

async function openOne(options: OpenOptions, id: EngineId, reason: string | null): Promise<TrainingSession> {
  const { shelf, spec, data, onNews, onTrouble } = options
  try {
    const engine = await shelf.open(id)
    const session = await engine.startTraining(spec, data)
    onNews({ info: await engine.info(), reason, settled: true })
    return session
  } catch (error) {
    // A GPU may be gone, or its driver another one, since it was proved; what it would compute, onnxruntime does too.
    if (id !== 'onnx-webgpu') throw error
    onTrouble(id, error)
    return openOne(options, 'onnx', `${wordsOf(error)} ONNX Runtime computes on the CPU instead.`)
  }
}

const wordsOf = (error: unknown): string =>
  error instanceof EpochwiseError ? error.message : 'WebGPU can’t be used now; the log has its words.'

async function openAuto(options: OpenOptions, atHand: readonly EngineId[]): Promise<TrainingSession> {
  const { shelf, spec, data, epochs, memory = new ChoiceMemory(), onNews, onTrouble } = options
  const rows = data.features.length / spec.network.inputs
  const steps = Math.ceil(rows / spec.batchSize)
  const engines = await Promise.all(atHand.map(async (id) => ({ id, engine: await shelf.open(id) })))
  const infos = new Map(await Promise.all(engines.map(async ({ id, engine }) => [id, await engine.info()] as const)))
  const key = shapeKey(
    spec,
    rows,
    [...infos.values()].map(({ id, version, device }) => `${id} ${version} ${device}`),
  )
  const known = await memory.recall(key)
  if (known !== null && infos.has(known.engine)) {
    const short = (known.rates.onnx ?? Infinity) * steps * epochs < worthLoading
    const onnx = 'ONNX Runtime: too short a run to load another engine'
    return short && known.engine !== 'onnx'
      ? openOne(options, 'onnx', onnx)
      : openOne(options, known.engine, known.words)
  }
  onNews({ info: infos.get('onnx')!, reason: null, settled: false })
  return new AutoTraining({
    candidates: engines.map(({ id, engine }) => ({
      id,
      name: infos.get(id)!.name,
      open: () => engine.startTraining(spec, data),
    })),
    steps,
    batchSize: spec.batchSize,
    onTrouble,
    onChoice: (choice: Choice) => {
      onNews({ info: infos.get(choice.engine)!, reason: choice.words, settled: true })
      if (Object.keys(choice.rates).length > 1) void memory.remember(key, choice)
    },
  })
}
