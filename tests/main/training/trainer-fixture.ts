/** A real trainer process with real data, without the app around it. */
import { join, resolve } from 'node:path'
import { prepareTraining } from '../../../src-main/features/prepare-training'
import { shapeOf } from '../../../src-main/features/write-training-data'
import { initialState, progressFrom } from '../../../src-main/training/checkpoint'
import type { TrainerExit, TrainerLauncher, TrainerProcess } from '../../../src-main/training/launcher'
import { specOf, watchRules } from '../../../src-main/training/job'
import { forkTrainer } from '../../../src-main/training/launcher'
import type { FromTrainer, ToTrainer, TrainingJob } from '../../../src-main/training/messages'
import type { Recipe } from '../../../src-shared/recipe'
import type { EpochColumns } from '../../../src-shared/run'
import { appendEpochs, noEpochs } from '../../../src-shared/run'
import type { TestTable } from '../features/table-source'

/** Built by tests/support/build-once. */
export const launchTrainer: TrainerLauncher = forkTrainer(resolve('out/main/trainer.js'))

let files = 0

export async function createTestJob(table: TestTable, recipe: Recipe): Promise<TrainingJob> {
  const file = join(table.folder, `data-${++files}.f32`)
  const { encoding, network, task, loss } = await prepareTraining(table, recipe, file)
  const shape = shapeOf(encoding)
  const batchSize = recipe.batchSize === 'all' ? shape.training : recipe.batchSize
  const spec = { ...specOf(recipe, loss, encoding), batchSize }
  const start = progressFrom(initialState(network, recipe))
  const watching = watchRules(recipe, shape.validation)
  const engine = { engine: recipe.engine, chosen: null }
  return { file, shape, spec, epochs: recipe.epochs, task, target: encoding.target, watching, ...engine, ...start }
}

type Kind = FromTrainer['kind']
type Of<K extends Kind> = Extract<FromTrainer, { kind: K }>

/** Messages are kept in order; `next` waits for one that has not been waited for yet. */
export class TrainerUnderTest {
  readonly process: TrainerProcess
  readonly messages: FromTrainer[] = []
  readonly epochs: EpochColumns = noEpochs()
  exit: TrainerExit | null = null
  #read = 0
  #wake: (() => void)[] = []

  constructor() {
    this.process = launchTrainer()
    this.process.onMessage((message) => {
      this.messages.push(message)
      if (message.kind === 'epochs') appendEpochs(this.epochs, message.epochs)
      this.#awake()
    })
    this.process.onExit((exit) => {
      this.exit = exit
      this.#awake()
    })
  }

  send(message: ToTrainer): void {
    this.process.send(message)
  }

  async next<K extends Kind>(kind: K): Promise<Of<K>> {
    for (;;) {
      while (this.#read < this.messages.length) {
        const message = this.messages[this.#read++]!
        if (message.kind === kind) return message as Of<K>
        if (message.kind === 'failed') throw new Error(message.error.message)
      }
      if (this.exit !== null) throw new Error(`The trainer ended: ${JSON.stringify(this.exit)}`)
      await this.#news()
    }
  }

  async ended(): Promise<TrainerExit> {
    while (this.exit === null) await this.#news()
    return this.exit
  }

  #news(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve))
  }

  #awake(): void {
    const waiting = this.#wake
    this.#wake = []
    for (const wake of waiting) wake()
  }
}
