/** The Compute page: what computes here, TensorFlow's setup with its progress, the self-test and its figures. */
import type { ComputeState, SelfTest, TensorflowVariant } from '../../src-shared/compute'
import type { TaskProgress } from '../../src-shared/project'
import type { AppStore } from './app-state.svelte'
import { EpochwiseError } from '../../src-shared/errors'

export type ComputeWork = 'install' | 'remove' | 'test'

const taskKinds = { install: /^tensorflow-/, remove: /^$/, test: /^self-test-/ } as const satisfies Record<
  ComputeWork,
  RegExp
>

export class ComputeStore {
  readonly #app: AppStore
  #state = $state.raw<ComputeState | null>(null)
  #test = $state.raw<SelfTest | null>(null)
  #work = $state<ComputeWork | null>(null)
  #error = $state<string | null>(null)
  /** What went wrong last, to be done again. */
  #failed: (() => Promise<void>) | null = null

  constructor(app: AppStore) {
    this.#app = app
  }

  /** null: not read yet. */
  get state(): ComputeState | null {
    return this.#state
  }

  get test(): SelfTest | null {
    return this.#test
  }

  get work(): ComputeWork | null {
    return this.#work
  }

  get error(): string | null {
    return this.#error
  }

  /** Of the work under way, as the status bar tells it. */
  get task(): TaskProgress | null {
    const work = this.#work
    return work === null ? null : (this.#app.tasks.tasks.find(({ id }) => taskKinds[work].test(id)) ?? null)
  }

  async load(): Promise<void> {
    await this.#app.attempt(async () => {
      this.#state = await this.#app.client.send('compute.state', {})
    })
  }

  install(variant: TensorflowVariant): Promise<void> {
    return this.#do('install', async () => {
      this.#state = await this.#app.client.send('compute.install', { variant })
      this.#test = null
    })
  }

  remove(): Promise<void> {
    return this.#do('remove', async () => {
      this.#state = await this.#app.client.send('compute.remove', {})
      this.#test = null
    })
  }

  runTest(): Promise<void> {
    return this.#do('test', async () => {
      this.#test = await this.#app.client.send('compute.selfTest', {})
      // It may have proved an engine.
      this.#state = await this.#app.client.send('compute.state', {})
    })
  }

  /** Does again what went wrong. */
  async tryAgain(): Promise<void> {
    await this.#failed?.()
  }

  async cancel(): Promise<void> {
    const { task } = this
    if (task !== null) await this.#app.attempt(() => this.#app.tasks.cancel(task.id))
  }

  /** What goes wrong is said on the page; a cancel is no error. */
  async #do(work: ComputeWork, act: () => Promise<void>): Promise<void> {
    if (this.#work !== null) return
    this.#work = work
    this.#error = null
    try {
      await act()
    } catch (error) {
      if (!(error instanceof EpochwiseError)) this.#app.fail(error)
      else if (error.code !== 'task.cancelled') {
        this.#error = error.message
        this.#failed = () => this.#do(work, act)
      }
    }
    this.#work = null
    await this.#app.readAround()
  }
}
