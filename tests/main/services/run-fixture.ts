/** A project with a table in a real file, the services over it, and everything they told. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Document } from '../../../src-main/document/document'
import type { Abilities } from '../../../src-main/services/abilities'
import { ServiceContext } from '../../../src-main/services/context'
import { createPredictService } from '../../../src-main/services/predict-service'
import { createRunService } from '../../../src-main/services/run-service'
import type { TrainerLauncher, TrainerProcess } from '../../../src-main/training/launcher'
import { forkTrainer } from '../../../src-main/training/launcher'
import type { AppEvent, Events, Handlers } from '../../../src-shared/contract'
import type { Recipe } from '../../../src-shared/recipe'
import { defaultRecipe, tutorialRecipe } from '../../../src-shared/recipe'
import type { RunSummary } from '../../../src-shared/run'
import { hasEnded } from '../../../src-shared/run'

export const tutorialCsv = 'size,price\n1.5,300\n2,400\n2.5,500\n'

/** Two numbers and a target that depends on them. */
export function wavesCsv(rows: number): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const [a, b] = [Math.sin(i * 12.9898), Math.cos(i * 78.233)]
    return `${a},${b},${3 * a - 2 * b + a * b}`
  })
  return `a,b,y\n${lines.join('\n')}\n`
}

export class RunFixture {
  readonly events: AppEvent[] = []
  readonly #wake = new Set<() => void>()

  private constructor(
    readonly folder: string,
    readonly context: ServiceContext,
    readonly runs: Handlers<'run'>,
    readonly predict: Handlers<'predict'>,
    /** Every trainer process that was started. */
    readonly processes: TrainerProcess[],
  ) {}

  static async create(csv: string, recipe: Partial<Recipe> = {}): Promise<RunFixture> {
    const folder = await mkdtemp(join(tmpdir(), 'epochwise-runs-'))
    const file = join(folder, 'data.csv')
    await writeFile(file, csv)
    const document = await Document.create(join(folder, 'project.epochwise'))
    await document.importCsv(file)
    await document.resetRecipe({ ...defaultRecipe, ...recipe })
    return RunFixture.open(folder, document)
  }

  static tutorial(recipe: Partial<Recipe> = {}): Promise<RunFixture> {
    return RunFixture.create(tutorialCsv, { ...tutorialRecipe, ...recipe })
  }

  static async open(folder: string, document: Document): Promise<RunFixture> {
    await mkdir(join(folder, 'data'), { recursive: true })
    const context = new ServiceContext(plainAbilities, { data: join(folder, 'data'), resources: folder })
    const processes: TrainerProcess[] = []
    const fork = forkTrainer(resolve('out/main/trainer.js'))
    const launch: TrainerLauncher = () => {
      const process = fork()
      processes.push(process)
      return process
    }
    const runs = createRunService(context, launch)
    const fixture = new RunFixture(folder, context, runs, createPredictService(context), processes)
    context.listen((event) => {
      fixture.events.push(event)
      for (const wake of fixture.#wake) wake()
    })
    context.adopt(document)
    return fixture
  }

  get document(): Document {
    return this.context.document
  }

  start(): Promise<RunSummary> {
    return Promise.resolve(this.runs['run.start']({}))
  }

  pause(runId: number): Promise<RunSummary> {
    return Promise.resolve(this.runs['run.pause']({ runId }))
  }

  resume(runId: number): Promise<RunSummary> {
    return Promise.resolve(this.runs['run.resume']({ runId }))
  }

  stop(runId: number): Promise<RunSummary> {
    return Promise.resolve(this.runs['run.stop']({ runId }))
  }

  /** Everything told under that name, in order. */
  told<N extends AppEvent['name']>(name: N): Events[N][] {
    return this.events.filter((event) => event.name === name).map(({ payload }) => payload as Events[N])
  }

  /** The first event, past or to come, that `wanted` accepts. */
  async when<T>(wanted: (event: AppEvent) => T | undefined | false): Promise<T> {
    for (let read = 0; ;) {
      for (; read < this.events.length; read++) {
        const found = wanted(this.events[read]!)
        if (found !== undefined && found !== false) return found
      }
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.#wake.delete(wake)
          resolve()
        }
        this.#wake.add(wake)
      })
    }
  }

  ended(runId: number): Promise<RunSummary> {
    return this.when(
      ({ name, payload }) =>
        name === 'run.changed' && payload.run.id === runId && hasEnded(payload.run.status) && payload.run,
    )
  }

  /** Trains to the end. */
  async train(): Promise<RunSummary> {
    const { id } = await this.start()
    return this.ended(id)
  }

  epochsOf(runId: number, atLeast = 1): Promise<Events['run.epochs']> {
    return this.when(
      ({ name, payload }) =>
        name === 'run.epochs' && payload.runId === runId && payload.epochs.epoch.at(-1)! >= atLeast && payload,
    )
  }

  leftovers(): Promise<string[]> {
    return readdir(join(this.folder, 'data', 'training')).catch(() => [])
  }

  /** Processes of ours that still run. */
  living(): number[] {
    return this.processes
      .map(({ pid }) => pid!)
      .filter((pid) => {
        try {
          process.kill(pid, 0)
          return true
        } catch {
          return false
        }
      })
  }

  async close(): Promise<void> {
    await this.context.closeDocument()
    await rm(this.folder, { recursive: true, force: true })
  }
}

const plainAbilities: Abilities = {
  host: 'cli',
  dialogs: false,
  chooseFile: () => Promise.resolve(null),
  chooseDestination: () => Promise.resolve(null),
  resolve: (path) => path,
  display: (path) => path,
  prepareDelivery: () => Promise.resolve(null),
  deliver: (path) => Promise.resolve({ kind: 'file', path }),
  listFiles: () => Promise.resolve([]),
}
