/** Which engine was chosen and why, in words; remembered for the same shape on the same machine. */
import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import type { EngineId } from '../../../src-shared/recipe'
import { engineIds } from '../../../src-shared/recipe'
import type { TrainingSpec } from '../engine'
import { cacheFolder } from '../tensorflow/home'

export type Choice = {
  engine: EngineId
  /** "TensorFlow XLA: 4.1× ONNX at batch 32" */
  words: string
  /** Seconds a step, of those that were timed. */
  rates: Partial<Record<EngineId, number>>
}

type Timed = { name: string; seconds: number; steps: number }

export function chosenWords(best: Timed, others: readonly Timed[], batchSize: number, why: 'short' | null): string {
  if (others.length === 0) {
    return why === 'short' ? `${best.name}: too short a run to try others` : `${best.name}: the only engine at hand`
  }
  const rate = best.seconds / best.steps
  const comparisons = others.map(({ name, seconds, steps }) => `${times(seconds / steps / rate)} ${shortName(name)}`)
  return `${best.name}: ${comparisons.join(', ')} at batch ${batchSize}`
}

const times = (ratio: number): string => `${ratio.toFixed(ratio < 10 ? 1 : 0)}×`
const shortName = (name: string): string => name.replace('ONNX Runtime', 'ONNX')

/** The same for trainings that should run alike: everything that decides how long a step takes. */
export function shapeKey(
  { network, loss, optimizer, batchSize }: TrainingSpec,
  rows: number,
  engines: readonly string[],
): string {
  const [cpu] = cpus()
  const machine = [cpu?.model, cpus().length, ...engines]
  const size = Math.round(Math.log2(rows))
  const shape = JSON.stringify([machine, network, loss, optimizer.kind, batchSize, size])
  return createHash('sha256').update(shape).digest('hex').slice(0, 16)
}

const memorySchema = z.record(
  z.string(),
  z.object({ engine: z.enum(engineIds), words: z.string(), rates: z.partialRecord(z.enum(engineIds), z.number()) }),
)

const mostRemembered = 500

/** Choices made before on this machine: a small file in the person's cache, and no matter when it is lost. */
export class ChoiceMemory {
  readonly #file: string

  constructor(folder = cacheFolder()) {
    this.#file = join(folder, 'engine-choices.json')
  }

  async recall(key: string): Promise<Choice | null> {
    return (await this.#read())[key] ?? null
  }

  async remember(key: string, choice: Choice): Promise<void> {
    try {
      const kept = Object.entries(await this.#read()).slice(-mostRemembered)
      await mkdir(dirname(this.#file), { recursive: true })
      const part = `${this.#file}.${process.pid}`
      await writeFile(part, JSON.stringify({ ...Object.fromEntries(kept), [key]: choice }))
      await rename(part, this.#file)
    } catch {
      // Then the next run times its engines again.
    }
  }

  async #read(): Promise<z.infer<typeof memorySchema>> {
    try {
      return memorySchema.parse(JSON.parse(await readFile(this.#file, 'utf8')))
    } catch {
      return {}
    }
  }
}
