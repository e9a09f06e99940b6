/**
 * The run as the trainer sees it: block after block, and what is asked of it in between and meanwhile.
 *
 * A block under way is never waited for. Pause answers with the state before it and keeps its result for a resume, so
 * that a run that was paused computes exactly what an unpaused one would; stop throws its result away.
 */
import { EpochwiseError, toErrorData } from '../../src-shared/errors'
import type { EpochColumns } from '../../src-shared/run'
import type { TimedBlock } from './desk'
import type { EndReason, Figures, FromTrainer, Progress, ToTrainer, TrainerDiagnosis, TrainingJob } from './messages'
import { concludeSearch, isHopeless, risingRates } from './rate-search'
import type { Computing } from './worker'

type Phase = 'idle' | 'running' | 'paused' | 'ending' | 'over'

const firstBlock = 15
const block = 50
const ratesAtOnce = 8
const secondsBetweenCheckpoints = 5
/** How long an end waits for its metrics once a stop was asked: the answer is due. */
const patience = 100

export class TrainingLoop {
  readonly #computing: Computing
  readonly #send: (message: FromTrainer) => void
  #phase: Phase = 'idle'
  #job: TrainingJob | null = null
  #progress: Progress | null = null
  #savedAt = 0
  /** Between `#drive`'s start and end: it may be waiting for a block while paused. */
  #driving = false
  /** A block that came while paused. */
  #kept: TimedBlock | null = null
  #hurry: (() => void) | null = null

  constructor(computing: Computing, send: (message: FromTrainer) => void) {
    this.#computing = computing
    this.#send = send
  }

  async warm(): Promise<void> {
    try {
      this.#send({ kind: 'ready', engine: await this.#computing.call('warm') })
    } catch (error) {
      this.#fail(error)
    }
  }

  receive(message: ToTrainer): void {
    if (message.kind === 'start') void this.#start(message.job)
    else if (message.kind === 'find-rate') void this.#findRate(message.job)
    else if (message.kind === 'self-test') void this.#selfTest()
    else if (message.kind === 'pause') this.#pause()
    else if (message.kind === 'resume') this.#resume()
    else this.#stop()
  }

  async #start(job: TrainingJob): Promise<void> {
    this.#job = job
    const { state, seconds, watch, best } = job
    this.#progress = { state, seconds, watch, best }
    this.#savedAt = seconds
    this.#phase = 'running'
    this.#driving = true
    try {
      this.#send({ kind: 'started', engine: await this.#computing.call('open', job) })
    } catch (error) {
      this.#fail(error)
      return
    }
    await this.#drive(firstBlock)
  }

  /**
   * A few steps a call: who follows it wants to see it move, and a cancel ends the process. Onnxruntime makes them whatever
   * the recipe says: another engine would take longer to load than the search takes, and a rate does the same on all.
   */
  async #findRate(job: TrainingJob): Promise<void> {
    const rates = risingRates()
    const losses: number[] = []
    try {
      await this.#computing.call('open', { ...job, engine: 'onnx' }, { judged: false })
      this.#send({ kind: 'started', engine: null })
      while (losses.length < rates.length && !isHopeless(losses)) {
        losses.push(
          ...(await this.#computing.call('tryRates', rates.slice(losses.length, losses.length + ratesAtOnce))),
        )
        this.#send({ kind: 'rates-tried', share: losses.length / rates.length })
      }
      this.#send({ kind: 'rates-found', search: concludeSearch(rates, losses) })
    } catch (error) {
      this.#fail(error)
    }
  }

  async #selfTest(): Promise<void> {
    try {
      this.#send({ kind: 'self-tested', result: await this.#computing.call('selfTest') })
    } catch (error) {
      this.#fail(error)
    }
  }

  #pause(): void {
    if (this.#phase !== 'running') return
    this.#phase = 'paused'
    this.#send({ kind: 'paused', ...this.#progress! })
  }

  #resume(): void {
    if (this.#phase !== 'paused') return
    this.#phase = 'running'
    this.#send({ kind: 'resumed' })
    if (!this.#driving) void this.#drive(block)
  }

  #stop(): void {
    if (this.#phase === 'running' || this.#phase === 'paused') void this.#end('stopped')
    this.#hurry?.()
  }

  async #drive(milliseconds: number): Promise<void> {
    this.#driving = true
    try {
      let next = milliseconds
      while (this.#phase === 'running') {
        const done = this.#kept ?? (await this.#advance(next))
        this.#kept = null
        next = block
        // TypeScript can't see that the phase changes while we wait.
        const phase = this.#phase as Phase
        if (phase === 'paused') this.#kept = done
        else if (phase === 'running') this.#take(done)
      }
    } catch (error) {
      this.#fail(error)
    }
    this.#driving = false
  }

  #advance(milliseconds: number): Promise<TimedBlock | null> {
    const untilEpoch = this.#job!.epochs
    if (this.#progress!.state.epoch >= untilEpoch) return Promise.resolve(null)
    return this.#computing.call('advance', { milliseconds, untilEpoch })
  }

  /** null: there was nothing left to do. */
  #take(done: TimedBlock | null): void {
    if (done !== null) {
      const { epochs, finite, decision, engine, ...progress } = done
      if (engine !== null) this.#send({ kind: 'engine', engine })
      this.#progress = progress
      this.#tell(epochs)
      if (!finite) return void this.#end('diverged')
      if (decision === 'stop' && progress.state.epoch < this.#job!.epochs) return void this.#end('converged')
    }
    const { state, seconds } = this.#progress!
    if (state.epoch >= this.#job!.epochs) return void this.#end('completed')
    if (seconds - this.#savedAt < secondsBetweenCheckpoints) return
    this.#savedAt = seconds
    this.#send({ kind: 'checkpoint', ...this.#progress! })
  }

  #tell(epochs: EpochColumns): void {
    if (epochs.epoch.length === 0) return
    const taken = epochs.seconds.reduce((sum, own) => sum + own, 0)
    const rows = this.#job!.shape.training * epochs.epoch.length
    const rowsPerSecond = taken > 0 ? rows / taken : null
    this.#send({ kind: 'epochs', epochs, seconds: this.#progress!.seconds, rowsPerSecond })
  }

  async #end(reason: EndReason): Promise<void> {
    this.#phase = 'ending'
    const hurried = new Promise<void>((resolve) => (this.#hurry = () => void setTimeout(resolve, patience)))
    const measuring = this.#measure()
    const measured = await Promise.race([measuring.then(() => true), hurried.then(() => false)])
    const figures = measured ? await measuring : null
    const diagnosis = reason === 'diverged' ? await this.#diagnose() : null
    this.#send({ kind: 'ended', reason, figures, diagnosis, ...this.#progress! })
    if (figures === null) this.#send({ kind: 'measured', figures: await measuring })
    this.#phase = 'over'
  }

  /** A run is not lost for want of its figures. */
  #measure(): Promise<Figures> {
    const { state, best } = this.#progress!
    const { parameters, statistics } = this.#job!.watching.restoreBest && best !== null ? best : state
    return this.#computing
      .call('measure', { parameters, statistics })
      .catch(() => ({ metrics: null, testMetrics: null }))
  }

  /** Nor for want of a cause. */
  #diagnose(): Promise<TrainerDiagnosis | null> {
    return this.#computing.call('diagnose').catch(() => null)
  }

  #fail(error: unknown): void {
    this.#phase = 'over'
    const known = error instanceof EpochwiseError && error.code !== 'internal'
    const words = 'The training process could not go on; the log has the particulars. Your data are safe.'
    this.#send({ kind: 'failed', error: toErrorData(known ? error : new EpochwiseError('run.trainerLost', words)) })
  }
}
