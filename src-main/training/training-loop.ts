/**
 * The run as the trainer sees it: block after block, and what is asked of it in between and meanwhile.
 *
 * A block under way is never waited for. Pause answers with the state before it and keeps its result for a resume, so
 * that a run that was paused computes exactly what an unpaused one would; stop throws its result away.
 */
import { EpochwiseError, toErrorData } from '../../src-shared/errors'
import type { EpochColumns, Metrics } from '../../src-shared/run'
import type { TrainingState } from '../engines/engine'
import type { EndReason, FromTrainer, ToTrainer, TrainingJob } from './messages'
import type { Computing, TimedBlock } from './worker'

type Phase = 'idle' | 'running' | 'paused' | 'ending' | 'over'

const firstBlock = 15
const block = 50
const secondsBetweenCheckpoints = 5
/** How long an end waits for its metrics once a stop was asked: the answer is due. */
const patience = 100

export class TrainingLoop {
  readonly #computing: Computing
  readonly #send: (message: FromTrainer) => void
  #phase: Phase = 'idle'
  #job: TrainingJob | null = null
  #state: TrainingState | null = null
  #seconds = 0
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
    else if (message.kind === 'pause') this.#pause()
    else if (message.kind === 'resume') this.#resume()
    else this.#stop()
  }

  async #start(job: TrainingJob): Promise<void> {
    this.#job = job
    this.#state = job.state
    this.#seconds = this.#savedAt = job.seconds
    this.#phase = 'running'
    this.#driving = true
    try {
      await this.#computing.call('open', job)
      this.#send({ kind: 'started' })
    } catch (error) {
      this.#fail(error)
      return
    }
    await this.#drive(firstBlock)
  }

  #pause(): void {
    if (this.#phase !== 'running') return
    this.#phase = 'paused'
    this.#send({ kind: 'paused', ...this.#progress() })
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
    if (this.#state!.epoch >= untilEpoch) return Promise.resolve(null)
    return this.#computing.call('advance', { milliseconds, untilEpoch })
  }

  /** null: there was nothing left to do. */
  #take(done: TimedBlock | null): void {
    if (done !== null) {
      this.#state = done.state
      this.#seconds += done.seconds
      this.#tell(done.epochs)
      if (!done.finite) return void this.#end('diverged')
    }
    if (this.#state!.epoch >= this.#job!.epochs) return void this.#end('completed')
    if (this.#seconds - this.#savedAt < secondsBetweenCheckpoints) return
    this.#savedAt = this.#seconds
    this.#send({ kind: 'checkpoint', ...this.#progress() })
  }

  #tell(epochs: EpochColumns): void {
    if (epochs.epoch.length === 0) return
    const seconds = epochs.seconds.reduce((sum, own) => sum + own, 0)
    const rows = this.#job!.shape.training * epochs.epoch.length
    const rowsPerSecond = seconds > 0 ? rows / seconds : null
    this.#send({ kind: 'epochs', epochs, seconds: this.#seconds, rowsPerSecond })
  }

  #progress(): { state: TrainingState; seconds: number } {
    return { state: this.#state!, seconds: this.#seconds }
  }

  async #end(reason: EndReason): Promise<void> {
    this.#phase = 'ending'
    const hurried = new Promise<void>((resolve) => (this.#hurry = () => void setTimeout(resolve, patience)))
    const measuring = this.#measure()
    const measured = await Promise.race([measuring.then(() => true), hurried.then(() => false)])
    const metrics = measured ? await measuring : null
    this.#send({ kind: 'ended', reason, metrics, measured, ...this.#progress() })
    if (!measured) this.#send({ kind: 'measured', metrics: await measuring })
    this.#phase = 'over'
  }

  /** A run is not lost for want of its figures. */
  #measure(): Promise<Metrics | null> {
    return this.#computing.call('measure', this.#state!.parameters).catch(() => null)
  }

  #fail(error: unknown): void {
    this.#phase = 'over'
    const known = error instanceof EpochwiseError && error.code !== 'internal'
    const words = 'The training process could not go on; the log has the particulars. Your data are safe.'
    this.#send({ kind: 'failed', error: toErrorData(known ? error : new EpochwiseError('run.trainerLost', words)) })
  }
}
