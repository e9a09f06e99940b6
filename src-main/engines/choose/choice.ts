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

type Timed = { name: string; secondsPerStep: number }

export function chosenWords(best: Timed, others: readonly Timed[], batchSize: number, why: 'short' | null): string {
  if (others.length === 0) {
    return why === 'short' ? `${best.name}: too short a run to try others` : `${best.name}: the only engine at hand`
  }
  const comparisons = others.map(
    ({ name, secondsPerStep }) => `${times(secondsPerStep / best.secondsPerStep)} ${shortName(name)}`,
  )
  return `${best.name}: ${comparisons.join(', ')} at batch ${batchSize}`
}

const times = (ratio: number): string => `${ratio.toFixed(ratio < 10 ? 1 : 0)}×`
const shortName = (name: string): string => name.replace('ONNX Runtime', 'ONNX')

/** Choices that were made in another way are not asked again. */
const wayOfTiming = 2

/** The same for trainings that should run alike: everything that decides how long a step takes. */
export function shapeKey(
  { network, loss, optimizer, batchSize }: TrainingSpec,
  rows: number,
  engines: readonly string[],
): string {
  const [cpu] = cpus()
  const machine = [wayOfTiming, cpu?.model, cpus().length, ...engines]
  const size = Math.round(Math.log2(rows))
  const shape = JSON.stringify([machine, network, loss, optimizer.kind, batchSize, size])
  return createHash('sha256').update(shape).digest('hex').slice(0, 16)
}

const rememberedSchema = z.object({
  engine: z.enum(engineIds),
  words: z.string(),
  rates: z.partialRecord(z.enum(engineIds), z.number()),
  /** How often the engines were timed. */
  timed: z.int().min(1),
})
const memorySchema = z.record(z.string(), rememberedSchema)

/** The machine may have been busy: a smaller lead is timed again, so often at most. */
const clearLead = 1.3
const mostTimings = 3

type Remembered = z.infer<typeof rememberedSchema>

function isSettled({ rates, timed }: Remembered): boolean {
  const [best, second] = Object.values(rates).sort((a, b) => a - b)
  return timed >= mostTimings || second === undefined || second / best! >= clearLead
}

const mostRemembered = 500

/** Choices made before on this machine: a small file in the person's cache, and no matter when it is lost. */
export class ChoiceMemory {
  readonly #file: string

  constructor(folder = cacheFolder()) {
    this.#file = join(folder, 'engine-choices.json')
  }

  /** null: none, or none to rely on. */
  async recall(key: string): Promise<Choice | null> {
    const known = (await this.#read())[key]
    return known !== undefined && isSettled(known) ? known : null
  }

  async remember(key: string, choice: Choice): Promise<void> {
    try {
      const all = await this.#read()
      const kept = Object.entries(all).slice(-mostRemembered)
      const now: Remembered = { ...choice, timed: (all[key]?.timed ?? 0) + 1 }
      await mkdir(dirname(this.#file), { recursive: true })
      const part = `${this.#file}.${process.pid}`
      await writeFile(part, JSON.stringify({ ...Object.fromEntries(kept), [key]: now }))
      await rename(part, this.#file)
    } catch {
      // Then the next run times its engines again.
    }
  }

  async #read(): Promise<Record<string, Remembered>> {
    try {
      return memorySchema.parse(JSON.parse(await readFile(this.#file, 'utf8')))
    } catch {
      return {}
    }
  }
}
