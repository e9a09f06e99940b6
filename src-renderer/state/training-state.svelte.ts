/** The project's runs as the page knows them: which trains, which one the views speak of, and the keys that move it. */
import type { Client } from '../../src-shared/client'
import type { Events } from '../../src-shared/contract'
import type { ProjectState } from '../../src-shared/project'
import type { RunSummary } from '../../src-shared/run'
import type { NotesState } from './notes-state.svelte'
import type { View } from './view'
import { hasEnded } from '../../src-shared/run'

/** Where the live run is, between two `run.changed`. */
export type RunProgress = { runId: number; epoch: number; seconds: number; rowsPerSecond: number | null }

/** What the runs need of the app around them. */
export type TrainingHost = {
  client: Client
  notes: NotesState
  readonly project: ProjectState | null
  changeRuns(change: (runs: RunSummary[]) => RunSummary[]): void
  sendUnsent(): Promise<void>
  attempt(work: () => Promise<unknown>): Promise<boolean>
  go(view: View): void
}

export class TrainingState {
  readonly #host: TrainingHost
  #chosenRunId = $state<number | null>(null)
  #progress = $state.raw<RunProgress | null>(null)
  /** Counts `run.changed`, to see whether one came while a reply was on its way. */
  #runEvents = 0

  readonly runs = $derived.by<RunSummary[]>(() => this.#host.project?.runs ?? [])
  /** The run that is under way or paused. */
  readonly activeRun = $derived(this.runs.findLast((run) => !hasEnded(run.status)) ?? null)
  /** The run that the views speak of: the chosen one, else the newest. */
  readonly selectedRun = $derived(this.runs.find((run) => run.id === this.#chosenRunId) ?? this.runs.at(-1) ?? null)
  readonly selectedRunId = $derived(this.selectedRun?.id ?? null)

  constructor(host: TrainingHost) {
    this.#host = host
  }

  get progress(): RunProgress | null {
    return this.#progress
  }

  /** Follows the runs' events; gives back the ends of that. */
  follow(): (() => void)[] {
    const { client } = this.#host
    return [
      client.on('run.changed', ({ run }) => {
        this.#runEvents++
        this.#takeRun(run)
      }),
      client.on('run.epochs', (epochs) => this.#takeEpochs(epochs)),
      client.on('run.deleted', ({ runId }) => {
        this.#host.changeRuns((runs) => runs.filter((run) => run.id !== runId))
      }),
    ]
  }

  select(id: number): void {
    this.#chosenRunId = id
  }

  /** Another project: its newest run is the one. */
  forget(): void {
    this.#chosenRunId = null
  }

  async start(): Promise<void> {
    const { client, notes } = this.#host
    notes.clear()
    await this.#host.attempt(async () => {
      await this.#host.sendUnsent()
      const run = await this.#takeReply(client.send('run.start', {}))
      this.select(run.id)
      this.#host.go('train')
    })
  }

  /** The one key for the loop: starts it, pauses it, lets it go on. */
  async startOrPause(): Promise<void> {
    const run = this.activeRun
    if (run === null) return this.start()
    if (run.status === 'running') return this.pause()
    if (run.status === 'paused') return this.resume(run.id)
  }

  async pause(): Promise<void> {
    const run = this.activeRun
    if (run !== null) await this.#ask('run.pause', run.id)
  }

  resume(runId: number): Promise<void> {
    return this.#ask('run.resume', runId)
  }

  async stop(): Promise<void> {
    const run = this.activeRun
    if (run !== null) await this.#ask('run.stop', run.id)
  }

  async #ask(command: 'run.pause' | 'run.resume' | 'run.stop', runId: number): Promise<void> {
    await this.#host.attempt(() => this.#takeReply(this.#host.client.send(command, { runId })))
  }

  /** In a browser replies and events come by two ways: an event that overtook the reply is newer than it. */
  async #takeReply(reply: Promise<RunSummary>): Promise<RunSummary> {
    const eventsBefore = this.#runEvents
    const run = await reply
    if (eventsBefore === this.#runEvents) this.#takeRun(run)
    return run
  }

  #takeRun(run: RunSummary): void {
    const known = this.runs.some((other) => other.id === run.id)
    this.#host.changeRuns((runs) => {
      return known ? runs.map((other) => (other.id === run.id ? run : other)) : [...runs, run]
    })
    if (!known) this.select(run.id)
    if (this.#progress?.runId === run.id && hasEnded(run.status)) this.#progress = null
  }

  #takeEpochs({ runId, epochs, seconds, rowsPerSecond }: Events['run.epochs']): void {
    const epoch = epochs.epoch.at(-1)
    if (epoch !== undefined) this.#progress = { runId, epoch, seconds, rowsPerSecond }
  }
}
