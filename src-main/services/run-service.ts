/** Runs of the open project: one trains at a time, in a process of its own. */
import type { Handlers } from '../../src-shared/contract'
import { EpochwiseError } from '../../src-shared/errors'
import type { TaskProgress } from '../../src-shared/project'
import type { Recipe } from '../../src-shared/recipe'
import type { EpochColumns, RateSearch, RunParent, RunSummary } from '../../src-shared/run'
import { hasEnded } from '../../src-shared/run'
import type { Document } from '../document/document'
import type { StoredRun, StoredSummary } from '../document/run-store'
import type { TrainingState } from '../engines/engine'
import { advanceCheckpoint } from '../training/advance-checkpoint'
import { explain } from '../training/explain'
import { findRate } from '../training/find-rate'
import type { TrainerLauncher } from '../training/launcher'
import { LiveRun } from '../training/live-run'
import { createJob } from '../training/job'
import type { MakeReady } from '../training/make-ready'
import { branchOf, newRun, rateJob, runAgain } from '../training/make-ready'
import { TrainerPool } from '../training/pool'
import { TemporaryFiles } from '../training/temporary-files'
import type { ServiceContext } from './context'
import { requireEngine } from './engines-service'

export function createRunService(context: ServiceContext, launchTrainer: TrainerLauncher): Handlers<'run'> {
  return runHandlers(new RunDesk(context, launchTrainer))
}

export function runHandlers(desk: RunDesk): Handlers<'run'> {
  return {
    'run.start': () => desk.start(),
    'run.findRate': () => desk.findRate(),
    'run.pause': ({ runId }) => desk.pause(runId),
    'run.resume': ({ runId }) => desk.resume(runId),
    'run.stop': ({ runId }) => desk.stop(runId),
    'run.delete': ({ runId }) => desk.delete(runId),
    'run.history': ({ runId, after, limit }) => desk.history(runId, after, limit),
  }
}

/** From this many rows on, getting the data ready takes long enough to be told of. */
const manyRows = 50_000

/** The one place where runs begin, pause and go on; the loop's walks branch off and hand back here. */
export class RunDesk {
  readonly #context: ServiceContext
  readonly #pool: TrainerPool
  readonly #files: TemporaryFiles
  /** The last run that had a process; it may have ended. */
  #live: LiveRun | null = null
  /** The fingerprint of the live run's data. */
  #fingerprint = ''
  #starting: Promise<unknown> | null = null
  /** Ends the search for a learning rate that is under way. */
  #search: AbortController | null = null

  constructor(context: ServiceContext, launchTrainer: TrainerLauncher) {
    this.#context = context
    this.#pool = new TrainerPool(launchTrainer)
    this.#files = new TemporaryFiles(context.folders)
    context.onBeforeClose(() => this.#close())
    context.listen(({ name }) => {
      const document = context.openDocument
      if ((name === 'table.changed' || name === 'project.changed') && document && this.#canTrain(document)) {
        this.#pool.warmSoon()
      }
    })
  }

  start(): Promise<RunSummary> {
    return this.#alone(async () => {
      const document = this.#writable()
      const recipe = document.recipe()
      await requireEngine(recipe.engine)
      const fingerprint = document.dataFingerprint()
      return this.#launch(document, fingerprint, newRun(document, recipe, fingerprint))
    })
  }

  /** A task that can be cancelled; nothing of it is kept. @throws EpochwiseError run.busy, train.*, task.cancelled */
  findRate(): Promise<RateSearch> {
    const { tasks, document } = this.#context
    const tell = (progress: TaskProgress): void => this.#context.emit('task.progress', progress)
    const closing = new AbortController()
    return this.#alone(() => {
      this.#search = closing
      return tasks.run('find-rate', 'Looking for a learning rate', tell, async (tools) => {
        const trainer = this.#pool.take()
        const file = await this.#files.claim()
        const release = (): Promise<void> => this.#files.release(file)
        try {
          const job = await rateJob(document, trainer, file)
          const onProgress = (share: number): void => tools.progress(share, '')
          const signal = AbortSignal.any([tools.signal, closing.signal])
          return await findRate(trainer, job, { signal, onProgress, onDataRead: () => void release() })
        } finally {
          trainer.kill()
          await release()
          this.#pool.warmSoon()
        }
      })
    })
  }

  async pause(id: number): Promise<RunSummary> {
    const live = this.#attached(id)
    if (live === null) throw await this.#wrongState(id, "is not training, so it can't be paused")
    return this.#publicOf(await live.pause())
  }

  async resume(id: number): Promise<RunSummary> {
    const live = this.#attached(id)
    if (live?.summary.status === 'paused') return this.#publicOf(await live.resume())
    if (live !== null) throw await this.#wrongState(id, 'is training already')
    return this.#alone(() => this.#resumeStored(id))
  }

  /** A run that has ended meanwhile is given as it ended. */
  async stop(id: number): Promise<RunSummary> {
    const live = this.#attached(id)
    if (live !== null) return this.#publicOf(await live.stop())
    const document = this.#context.document
    const stored = await document.runs.get(id)
    if (hasEnded(stored.summary.status)) return this.#publicOf(this.#lastKnown(stored.summary), stored.fingerprint)
    const { summary, fingerprint } = await document.runs.update(id, { status: 'stopped' })
    this.#context.emit('run.changed', { run: this.#publicOf(summary, fingerprint) })
    return this.#publicOf(summary, fingerprint)
  }

  async delete(id: number): Promise<null> {
    const document = this.#writable()
    const live = this.#attached(id)
    if (live !== null) await live.stop()
    if (this.#live?.summary.id === id) {
      await this.#live.release()
      this.#live = null
    }
    await document.runs.get(id)
    await document.runs.delete(id)
    this.#context.emit('run.deleted', { runId: id })
    return null
  }

  async history(id: number, after: number, limit: number): ReturnType<LiveRun['history']> {
    if (this.#live?.summary.id === id) return this.#live.history(after, limit)
    const { runs } = this.#context.document
    await runs.get(id)
    return runs.history(id, after, limit)
  }

  /** A run as the file has it, all of it saved. @throws EpochwiseError run.none, run.state while it trains */
  async atRest(id: number): Promise<StoredRun> {
    const live = this.#attached(id)
    if (live !== null && live.summary.status !== 'paused') {
      throw await this.#wrongState(id, 'is training. Pause it to open it here')
    }
    if (this.#live?.summary.id === id) await this.#live.saved()
    return this.#context.document.runs.get(id)
  }

  /** A sibling of a run, from a state on, with the parent's rows and encoding. @throws EpochwiseError run.state, run.busy */
  branch(parent: RunParent, recipe: Recipe, state: TrainingState): Promise<RunSummary> {
    return this.#alone(async () => {
      const document = this.#writable()
      const stored = await document.runs.get(parent.runId)
      await this.#requireSameData(parent.runId, stored.fingerprint, 'nothing can branch off it')
      return this.#launch(document, stored.fingerprint, branchOf(document, stored, { parent, recipe, state }))
    })
  }

  /** A paused or failed run goes on from `state`, or from where it is if that is further on; `epochs` led there. */
  goOnFrom(id: number, state: TrainingState, epochs: EpochColumns): Promise<RunSummary> {
    return this.#alone(async () => {
      const { runs } = this.#writable()
      await this.#requireSameData(id, (await runs.get(id)).fingerprint, "it can't go on")
      await advanceCheckpoint(runs, id, state, epochs)
      return this.#resumeStored(id)
    })
  }

  async #resumeStored(id: number): Promise<RunSummary> {
    const document = this.#writable()
    const stored = await document.runs.get(id)
    const { status } = stored.summary
    if (status !== 'paused' && status !== 'failed') throw await this.#wrongState(id, "has ended, so it can't go on")
    await this.#requireSameData(id, stored.fingerprint, "it can't go on")
    const checkpoint = await document.runs.checkpoint(id)
    if (checkpoint === null) throw await this.#wrongState(id, 'has no checkpoint to go on from. Start a new run')
    return this.#launch(document, stored.fingerprint, runAgain(document, stored, checkpoint))
  }

  /** Gets a process and a data file, and puts the run that is made ready there on its way. */
  async #launch(document: Document, fingerprint: string, makeReady: MakeReady): Promise<RunSummary> {
    const trainer = this.#pool.take()
    const file = await this.#files.claim()
    const progress = this.#announce(document)
    try {
      const { stored, encoding, ids, start, madeBy } = await makeReady(trainer, file)
      this.#fingerprint = fingerprint
      this.#live = new LiveRun(
        document.runs,
        trainer,
        { summary: stored, fingerprint, madeBy },
        {
          onChange: (summary) => this.#changed(summary),
          onEpochs: (runId, news) => this.#context.emit('run.epochs', { runId, ...news }),
          explain: (found) => explain(found, document, encoding, ids),
          onDataRead: () => void this.#files.release(file),
        },
      )
      this.#changed(stored)
      this.#live.begin(createJob(file, encoding, stored, start))
      return this.#publicOf(stored)
    } catch (error) {
      trainer.kill()
      await this.#files.release(file)
      throw error
    } finally {
      progress()
    }
  }

  /** One start at a time, and none while a run trains; a paused one is set aside, whole in the file. */
  async #alone<T>(work: () => Promise<T>): Promise<T> {
    const live = this.#live
    if (this.#starting !== null || (live?.attached && live.summary.status !== 'paused')) {
      const which = live?.attached ? `Run ${live.summary.id}` : 'Another run'
      throw new EpochwiseError('run.busy', `${which} is training. Stop it, or wait for its end.`)
    }
    const starting = (async () => {
      if (live !== null) await live.release()
      return work()
    })()
    this.#starting = starting.catch(() => undefined)
    return starting.finally(() => (this.#starting = null))
  }

  #announce(document: Document): () => void {
    const { rows } = document.table()
    if (rows < manyRows) return () => undefined
    const task = {
      id: 'training-data',
      label: 'Preparing the data',
      share: null,
      detail: `${rows.toLocaleString('en-US')} rows`,
    }
    this.#context.emit('task.progress', { ...task, done: false })
    return () => this.#context.emit('task.progress', { ...task, done: true })
  }

  #changed(summary: StoredSummary): void {
    this.#context.emit('run.changed', { run: this.#publicOf(summary) })
    const document = this.#context.openDocument
    if (hasEnded(summary.status) && document !== null && this.#canTrain(document)) this.#pool.warmSoon()
  }

  #publicOf(summary: StoredSummary, fingerprint = this.#fingerprint): RunSummary {
    return { ...summary, dataChanged: fingerprint !== this.#context.openDocument?.dataFingerprint() }
  }

  /** The live run's own summary is newer than the stored one until it is saved. */
  #lastKnown(summary: StoredSummary): StoredSummary {
    return this.#live?.summary.id === summary.id ? this.#live.summary : summary
  }

  #attached(id: number): LiveRun | null {
    return this.#live?.summary.id === id && this.#live.attached ? this.#live : null
  }

  #canTrain(document: Document): boolean {
    return !document.readOnly && document.table().rows > 0
  }

  /** @throws EpochwiseError project.none, project.readonly */
  #writable(): Document {
    const { document } = this.#context
    if (!document.readOnly) return document
    throw new EpochwiseError(
      'project.readonly',
      'The project is open for reading only. Save it under another name to train.',
    )
  }

  /** @throws EpochwiseError run.none where there is no such run */
  async #wrongState(id: number, words: string): Promise<EpochwiseError> {
    await this.#context.document.runs.get(id)
    return new EpochwiseError('run.state', `Run ${id} ${words}.`)
  }

  /** @throws EpochwiseError run.state */
  async #requireSameData(id: number, fingerprint: string, so: string): Promise<void> {
    if (fingerprint === this.#context.document.dataFingerprint()) return
    const words = `learned from data that have changed since, so ${so}. Undo the changes, or start a new run`
    throw await this.#wrongState(id, words)
  }

  /** Before the project closes: a training run stops and keeps what it has; no process is left. */
  async #close(): Promise<void> {
    this.#search?.abort(new EpochwiseError('task.cancelled', 'The project was closed.'))
    await this.#starting
    const live = this.#live
    if (live?.attached && live.summary.status !== 'paused') await live.stop()
    await live?.release()
    this.#live = null
    this.#pool.close()
  }
}
