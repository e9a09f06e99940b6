/**
 * A run that a trainer process is working on: what the process reports becomes the run's summary, its stored epochs
 * and checkpoints, and events. Whatever happens to the process, the run ends in a state that says so.
 */
import type { Diagnosis, EpochColumns, RunStatus } from '../../src-shared/run'
import { appendEpochs, hasEnded, noEpochs } from '../../src-shared/run'
import { EpochwiseError, assertNever } from '../../src-shared/errors'
import type { RunStore, StoredSummary } from '../document/run-store'
import type { EngineNews } from '../engines/choose/open-training'
import type { MadeBy, Origin } from './checkpoint'
import { toCheckpoint } from './checkpoint'
import type { EpochNews } from './epoch-gatherer'
import { EpochGatherer } from './epoch-gatherer'
import { epochsAfter, epochsUpTo } from './epochs'
import type { TrainerExit } from './launcher'
import type { EndReason, Ended, FromTrainer, Progress, TrainerDiagnosis, TrainingJob } from './messages'
import type { Trainer } from './pool'
import { endWords, engineChangeWords, lostWords } from './words'

export type LiveRunListener = {
  onChange(summary: StoredSummary): void
  onEpochs(runId: number, news: EpochNews): void
  /** What the trainer found, in the table's terms. */
  explain(diagnosis: TrainerDiagnosis): Promise<Diagnosis>
  /** The data file has been read, or never will be. */
  onDataRead(): void
}

/** A run on its way, the data that it learns from, and what made the checkpoint that it goes on from (null: a new run). */
export type Launched = { summary: StoredSummary; fingerprint: string; madeBy: MadeBy }

const statusAfter = {
  completed: 'completed',
  converged: 'completed',
  stopped: 'stopped',
  diverged: 'diverged',
} as const satisfies Record<EndReason, RunStatus>

/** A process that leaves a question unanswered for so long is stuck: it is ended, and the run failed. */
const mostPatience = 5000

const mostWaitForFile = 80

/** What a summary says of the last epoch. */
type Standing = Pick<StoredSummary, 'epoch' | 'lastLoss' | 'lastValidationLoss' | 'learningRate' | 'seconds' | 'best'>

export class LiveRun {
  readonly #runs: RunStore
  readonly #trainer: Trainer
  readonly #listener: LiveRunListener
  #origin: Origin
  readonly #gatherer: EpochGatherer
  #summary: StoredSummary
  /** As of the last checkpoint: what a lost process leaves. */
  #safe: Standing
  /** Reported, and not in the file yet. */
  #unsaved = noEpochs()
  #saving: Promise<void> = Promise.resolve()
  /** On its way to the file; a newer one takes its place while the file is busy. */
  #unsavedProgress: Progress | null = null
  #watchers: (() => void)[] = []
  #released = false
  #ending = false
  #closing = false

  constructor(runs: RunStore, trainer: Trainer, { summary, fingerprint, madeBy }: Launched, listener: LiveRunListener) {
    this.#runs = runs
    this.#origin = { fingerprint, madeBy }
    this.#trainer = trainer
    this.#summary = summary
    this.#safe = standingOf(summary)
    this.#listener = listener
    this.#gatherer = new EpochGatherer((news) => listener.onEpochs(summary.id, news))
  }

  get summary(): StoredSummary {
    return this.#summary
  }

  /** It has a process to go on with: it runs, or it is paused. */
  get attached(): boolean {
    return !this.#closing && !hasEnded(this.#summary.status)
  }

  begin(job: TrainingJob): void {
    this.#trainer.attach({
      onMessage: (message) => this.#receive(message),
      onExit: (exit) => this.#lose(exit),
    })
    this.#trainer.send({ kind: 'start', job })
    this.#save(async () => {
      await this.#runs.saveCheckpoint(this.#summary.id, toCheckpoint(job, this.#origin))
      this.#summary = { ...this.#summary, hasWeights: true }
    })
  }

  /** Resolves with whatever the run came to: it may have ended meanwhile. */
  async pause(): Promise<StoredSummary> {
    this.#trainer.send({ kind: 'pause' })
    return this.#until((status) => status === 'paused' || hasEnded(status))
  }

  async resume(): Promise<StoredSummary> {
    this.#trainer.send({ kind: 'resume' })
    return this.#until((status) => status !== 'paused')
  }

  async stop(): Promise<StoredSummary> {
    this.#trainer.send({ kind: 'stop' })
    return this.#until(hasEnded)
  }

  /** Stored epochs and those that are not in the file yet. */
  async history(after: number, limit: number): Promise<EpochColumns> {
    const unsaved = epochsAfter(this.#unsaved, after)
    const stored = await this.#runs.history(this.#summary.id, after, limit)
    appendEpochs(stored, epochsAfter(unsaved, stored.epoch.at(-1) ?? after, limit - stored.epoch.length))
    return stored
  }

  /** Everything reported so far is in the file. */
  async saved(): Promise<void> {
    await this.#saving
  }

  /** Lets the process go; a paused run stays paused, to be resumed from its checkpoint. */
  async release(): Promise<void> {
    this.#closing = true
    await this.#saving
    this.#letGo()
  }

  #receive(message: FromTrainer): void {
    if (this.#closing || this.#released) return
    switch (message.kind) {
      case 'ready':
      case 'rates-tried':
      case 'rates-found':
      case 'self-tested':
        break
      case 'started':
        this.#listener.onDataRead()
        if (this.#summary.status === 'preparing') this.#become('running', this.#engineIn(message.engine))
        break
      case 'engine':
        this.#change(this.#engineIn(message.engine))
        break
      case 'epochs':
        this.#note(message)
        break
      case 'checkpoint':
        this.#checkpoint(message)
        this.#change({})
        break
      case 'paused':
        void this.#pause(message)
        break
      case 'resumed':
        this.#become('running')
        break
      case 'ended':
        void this.#end(message)
        break
      case 'measured':
        this.#change(message.figures)
        this.#letGo()
        break
      case 'failed':
        this.#fail(message.error.message)
        break
      default:
        assertNever(message)
    }
  }

  /** A run that goes on keeps the words of its first choice, and says where its engine changed. */
  #engineIn(news: EngineNews | null): Partial<StoredSummary> {
    if (news === null) return {}
    const { info, reason, settled } = news
    const changed = engineChangeWords(this.#origin.madeBy, info, this.#safe.epoch)
    const { id, name, version } = info
    const timing = this.#summary.engineId === null && this.#summary.status !== 'preparing'
    this.#origin = { ...this.#origin, madeBy: { id, name, version } }
    const engineId = settled ? id : null
    const known = engineId !== null && engineId === this.#summary.engineId
    const why = known ? this.#summary.engineReason : reason
    const engineReason = changed === null || timing ? why : why === null ? changed : `${why}. ${changed}`
    return { engine: name, device: info.device, engineId, engineReason }
  }

  #note({ epochs, seconds, rowsPerSecond }: EpochNews): void {
    appendEpochs(this.#unsaved, epochs)
    this.#summary = { ...this.#summary, ...lastOf(epochs, this.#summary), seconds, rowsPerSecond }
    this.#gatherer.push({ epochs, seconds, rowsPerSecond })
  }

  async #pause(progress: Progress): Promise<void> {
    this.#checkpoint(progress)
    await this.#savedSoon()
    if (!this.#ending && !hasEnded(this.#summary.status)) this.#become('paused')
  }

  /** Whoever hears of the end may ask for a prediction at once: the weights are in the file by then. */
  async #end(message: Ended): Promise<void> {
    this.#ending = true
    const { reason, figures } = message
    this.#checkpoint(message)
    this.#listener.onDataRead()
    const [diagnosis] = await Promise.all([
      this.#explain(message.diagnosis),
      reason === 'stopped' ? this.#savedSoon() : this.#saving,
    ])
    if (hasEnded(this.#summary.status)) return
    const words = endWords(reason, this.#summary, message.state.epoch, diagnosis)
    this.#become(statusAfter[reason], { message: words, diagnosis, ...figures })
    if (figures !== null) this.#letGo()
  }

  /** A run is not lost for want of an explanation. */
  async #explain(found: TrainerDiagnosis | null): Promise<Diagnosis | null> {
    if (found === null) return null
    return this.#listener.explain(found).catch(() => null)
  }

  /** A person who asked is answered even while the file is busy. */
  #savedSoon(): Promise<unknown> {
    return Promise.race([this.#saving, new Promise((resolve) => setTimeout(resolve, mostWaitForFile))])
  }

  /** Keeps state and epochs together, in one transaction. */
  #checkpoint({ state, seconds, watch, best }: Progress): void {
    const weights = this.#summary.recipe.earlyStopping?.restoreBest && best !== null ? 'best' : 'last'
    this.#summary = { ...this.#summary, seconds, best: watch.best, weights, hasWeights: true }
    const waits = this.#unsavedProgress !== null
    this.#unsavedProgress = { state, seconds, watch, best }
    if (!waits) this.#save(() => this.#saveProgress())
  }

  async #saveProgress(): Promise<void> {
    const progress = this.#unsavedProgress!
    this.#unsavedProgress = null
    // What was saved with an earlier checkpoint meanwhile is not to be saved twice.
    const epochs = epochsAfter(epochsUpTo(this.#unsaved, progress.state.epoch), this.#safe.epoch)
    const { seconds, watch } = progress
    const standing = { ...lastOf(epochs, this.#safe), seconds, best: watch.best }
    await this.#runs.saveCheckpoint(this.#summary.id, toCheckpoint(progress, this.#origin), epochs)
    this.#safe = standing
    this.#unsaved = epochsAfter(this.#unsaved, standing.epoch)
  }

  #become(status: RunStatus, more: Partial<StoredSummary> = {}): void {
    this.#gatherer.flush()
    this.#change({ status, ...more })
  }

  #change(patch: Partial<StoredSummary>): void {
    this.#summary = { ...this.#summary, ...patch }
    const { id, ...stored } = this.#summary
    this.#save(() => this.#runs.update(id, stored))
    this.#listener.onChange(this.#summary)
    const watchers = this.#watchers
    this.#watchers = []
    for (const watch of watchers) watch()
  }

  #lose(exit: TrainerExit): void {
    if (this.#released || this.#closing || this.#ending || hasEnded(this.#summary.status)) return
    // Checkpoints on their way to the file count as safe only once they are there.
    void this.#saving.then(() => this.#fail(lostWords(exit, this.#safe.epoch)))
  }

  #fail(words: string): void {
    if (hasEnded(this.#summary.status)) return
    this.#unsaved = noEpochs()
    this.#listener.onDataRead()
    this.#become('failed', { ...this.#safe, rowsPerSecond: null, message: words })
    this.#letGo()
  }

  #save(work: () => Promise<unknown>): void {
    this.#saving = this.#saving.then(work).then(
      () => undefined,
      (error: unknown) => this.#saveFailed(error),
    )
  }

  /** A project that can't be written (a full disk) ends the run: what it learns would be lost. */
  #saveFailed(error: unknown): void {
    const words =
      error instanceof EpochwiseError ? error.message : 'The run could not be saved; the log has the particulars.'
    this.#fail(`${words} The last checkpoint is of epoch ${this.#safe.epoch}; resume continues from there.`)
  }

  #letGo(): void {
    if (this.#released) return
    this.#released = true
    this.#trainer.kill()
  }

  async #until(reached: (status: RunStatus) => boolean): Promise<StoredSummary> {
    const impatient = setTimeout(() => this.#trainer.kill(), mostPatience)
    while (!reached(this.#summary.status)) {
      await new Promise<void>((resolve) => this.#watchers.push(resolve))
    }
    clearTimeout(impatient)
    return this.#summary
  }
}

function standingOf(summary: StoredSummary): Standing {
  const { epoch, lastLoss, lastValidationLoss, learningRate, seconds, best } = summary
  return { epoch, lastLoss, lastValidationLoss, learningRate, seconds, best }
}

function lastOf(epochs: EpochColumns, before: Standing): Omit<Standing, 'seconds' | 'best'> {
  const last = epochs.epoch.length - 1
  const { epoch, lastLoss, lastValidationLoss, learningRate } = before
  if (last < 0) return { epoch, lastLoss, lastValidationLoss, learningRate }
  return {
    epoch: epochs.epoch[last]!,
    lastLoss: epochs.loss[last] ?? null,
    lastValidationLoss: epochs.validationLoss[last] ?? null,
    learningRate: epochs.learningRate[last] ?? null,
  }
}
