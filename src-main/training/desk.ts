/** What the computing thread can do, call by call: one training at a time. */
import type { EngineInfo } from '../../src-shared/project'
import { tutorialRecipe } from '../../src-shared/recipe'
import type { EpochColumns } from '../../src-shared/run'
import type { SelfTest } from '../../src-shared/compute'
import type { EngineNews } from '../engines/choose/open-training'
import { openTraining } from '../engines/choose/open-training'
import { selfTest } from '../engines/choose/self-test'
import type { EngineShelf } from '../engines/choose/shelf'
import type {
  Block,
  Budget,
  Learned,
  TrainingData,
  TrainingSession,
  TrainingSpec,
  TrainingState,
} from '../engines/engine'
import { initialState } from './checkpoint'
import type { OpenData } from './data-file'
import { readDataFile } from './data-file'
import { findCause } from './doctor'
import { epochsUpTo } from './epochs'
import { measure } from './measure'
import type { Figures, Progress, TrainerDiagnosis, TrainingJob } from './messages'
import { lossOfStep, oneStepFrom } from './one-step'
import { rateThatHolds } from './rate-trial'
import { withRates } from './rates'
import type { Followed } from './watch'
import { follow } from './watch'

/** A block as the training takes it: cut at the first decision, with what is watched and the best weights after it. */
export type TimedBlock = Progress & {
  epochs: EpochColumns
  finite: boolean
  decision: Followed['decision']
  /** Where what computes has changed. */
  engine: EngineNews | null
}

type Open = { job: TrainingJob; data: OpenData; session: TrainingSession; progress: Progress }

export class Desk {
  readonly #shelf: EngineShelf
  #open: Open | null = null
  #news: EngineNews | null = null

  constructor(shelf: EngineShelf) {
    this.#shelf = shelf
  }

  /** Loads the engine and trains a toy, so that the first run doesn't pay for it. */
  async warm(): Promise<EngineInfo> {
    const data = { features: Float32Array.of(1, 2), targets: Float32Array.of(1, 2) }
    const none = { validationFeatures: new Float32Array(), validationTargets: new Float32Array(), weights: null }
    const session = await this.#shelf.onnx.startTraining(toy, { ...data, ...none })
    await session.run(initialState(toy.network, tutorialRecipe), { milliseconds: 5, untilEpoch: 10 })
    await session.close()
    return this.#shelf.onnx.info()
  }

  /** Reads the data; training begins at the job's state. Without `judged` no epoch ends with a validation. */
  async open(job: TrainingJob, { judged = true } = {}): Promise<EngineNews | null> {
    const data = await readDataFile(job.file, job.shape)
    const none = { validationFeatures: new Float32Array(), validationTargets: new Float32Array() }
    const { spec, engine, chosen, epochs } = job
    const session = await openTraining({
      shelf: this.#shelf,
      ...{ spec, engine, chosen, epochs },
      data: judged ? data : { ...data, ...none },
      onNews: (news) => (this.#news = news),
      onTrouble: (id, error) => console.error(`${id} is left out of this run:`, error),
    })
    const { state, seconds, watch, best } = job
    this.#open = { job, data, session, progress: { state, seconds, watch, best } }
    return this.#takeNews()
  }

  /** The next block: from the job's state, then each time from where the last one ended. */
  async advance(budget: Budget): Promise<TimedBlock> {
    const open = this.#job()
    const { job, session, progress } = open
    const started = performance.now()
    const block = await session.run(progress.state, budget)
    const followed = follow(progress.watch, job.watching, block.epochs)
    const { watch, decision } = followed
    const end = await this.#cutAfter(block, followed)
    const best = watch.best === progress.watch.best ? progress.best : await this.#bestIn(end.state, watch.best!.epoch)
    const seconds = progress.seconds + (performance.now() - started) / 1000
    open.progress = { state: { ...end.state, rateFactor: watch.rateScale }, seconds, watch, best }
    return {
      ...open.progress,
      epochs: withRates(end.epochs, job, progress.watch.rateScale),
      finite: end.finite,
      decision,
      engine: this.#takeNews(),
    }
  }

  /** One step at each of these rates, from where the last one ended: the losses before the updates, up to one that is not finite. */
  async tryRates(rates: readonly number[]): Promise<number[]> {
    const open = this.#job()
    const { job, session, data } = open
    const [rows, weight] = [job.shape.training, weightOf(data, job.shape.inputs)]
    const losses: number[] = []
    for (const rate of rates) {
      const before = { ...open.progress.state, rateFactor: rate / job.spec.optimizer.learningRate }
      const { state, epochs, finite } = await session.run(before, oneStepFrom(before))
      losses.push(
        finite ? lossOfStep(before, state, epochs, { rows, batchSize: job.spec.batchSize, weight }) : Infinity,
      )
      if (!finite) break
      open.progress = { ...open.progress, state }
    }
    return losses
  }

  measure(learned: Learned): Promise<Figures> {
    const { job, data } = this.#job()
    return measure(this.#shelf.onnx, job, data, learned)
  }

  selfTest(): Promise<SelfTest> {
    return selfTest(this.#shelf)
  }

  async close(): Promise<void> {
    await this.#open?.session.close()
    this.#open = null
  }

  /** Of a training that has just diverged. */
  async diagnose(): Promise<TrainerDiagnosis> {
    const { job, data, session } = this.#job()
    const cause = await findCause(this.#shelf.onnx, job.spec, data, job.state)
    const { learningRate } = job.spec.optimizer
    const held = await rateThatHolds(session, job.state, { learningRate, weight: weightOf(data, job.shape.inputs) })
    return { cause, learningRate: held ?? Number((learningRate / 10).toPrecision(2)), tried: held !== null }
  }

  /** A decision ends a block: where the steps went on behind it, the way up to it is made again. */
  async #cutAfter(block: Block, { kept, decision }: Followed): Promise<Block> {
    const last = block.epochs.epoch[kept - 1]
    if (decision === null || last === undefined || standsAt(block.state, last)) return block
    return { state: await this.#again(last), epochs: epochsUpTo(block.epochs, last), finite: true }
  }

  /** What was learned by the end of an epoch of the block that led to `end`; null where that is not to be kept. */
  async #bestIn(end: TrainingState, epoch: number): Promise<Learned | null> {
    if (!this.#job().job.watching.keepBest) return null
    const { parameters, statistics } = standsAt(end, epoch) ? end : await this.#again(epoch)
    return { parameters, statistics }
  }

  /** The state at the end of an epoch, from where the block began: the same steps give the same bits. */
  async #again(untilEpoch: number): Promise<TrainingState> {
    const { session, progress } = this.#job()
    return (await session.run(progress.state, { milliseconds: Infinity, untilEpoch })).state
  }

  #takeNews(): EngineNews | null {
    const news = this.#news
    this.#news = null
    return news
  }

  #job(): Open {
    if (this.#open === null) throw new Error('No training is open.')
    return this.#open
  }
}

/** At the end of that epoch, before the first step of the next. */
function standsAt({ epoch, position }: TrainingState, ended: number): boolean {
  return epoch === ended && position === 0
}

/** Σ of what the training rows weigh. */
function weightOf({ weights, features }: TrainingData, inputs: number): number {
  return weights === null ? features.length / inputs : weights.reduce((sum, weight) => sum + weight, 0)
}

const toy: TrainingSpec = {
  ...tutorialRecipe,
  network: {
    inputs: 1,
    layers: [{ kind: 'dense', units: 1, activation: 'linear', initialiser: 'auto' }],
    answer: 'value',
  },
  loss: { kind: 'mse' },
  batchSize: 2,
}
