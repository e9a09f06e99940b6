/** The services over a project in a real file, as a host has them, and everything they told. */
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'
import { commandLineAbilities } from '../../../src-main/hosts/cli/abilities'
import type { Services } from '../../../src-main/services'
import { createServices } from '../../../src-main/services'
import { forkTrainer } from '../../../src-main/training/launcher'
import type { Client } from '../../../src-shared/client'
import { createClient } from '../../../src-shared/client'
import type { AppEvent } from '../../../src-shared/contract'
import type { RecipeChange } from '../../../src-shared/recipe'
import { defaultRecipe, tutorialRecipe } from '../../../src-shared/recipe'
import type { EpochColumns, RunSummary } from '../../../src-shared/run'
import { hasEnded } from '../../../src-shared/run'
import { Document } from '../../../src-main/document/document'
import type { Checkpoint } from '../../../src-main/document/run-store'
import { temporaryFolder } from '../../support/temporary-folder'

export type LoopFixture = {
  client: Client
  services: Services
  folder: string
  project: string
  events: AppEvent[]
  train(): Promise<RunSummary>
  ended(runId: number): Promise<RunSummary>
  when(wanted: (event: AppEvent) => boolean): Promise<AppEvent>
  /** What the file keeps of a run once the project is closed: nothing answers after this. */
  kept(runId: number): Promise<{ checkpoint: Checkpoint; history: EpochColumns }>
}

export const tutorialCsv = 'size,price\n1.5,300\n2,400\n2.5,500\n'
/** From weight 0.5 and bias 0.25, so that a hand can follow. */
export const tutorial: RecipeChange = { ...withoutVersion(tutorialRecipe), initialWeights: [0.5, 0.25] }

export async function openLoop(csv: string, change: RecipeChange = {}): Promise<LoopFixture> {
  const folder = temporaryFolder()
  const project = join(folder, 'project.epochwise')
  await writeFile(join(folder, 'data.csv'), csv)
  const services = createServices({
    abilities: commandLineAbilities(),
    folders: { data: join(folder, 'app'), resources: resolve('resources') },
    launchTrainer: forkTrainer(resolve('out/main/trainer.js')),
    log: { error: (words, error) => console.error(words, error), warn: () => undefined, info: () => undefined },
  })
  onTestFinished(() => services.close())
  const events: AppEvent[] = []
  const client = createClient({ send: services.dispatch, listen: services.listen })
  services.listen((event) => events.push(event))
  await client.send('table.import', { from: { kind: 'path', path: join(folder, 'data.csv') } })
  await client.send('recipe.change', { change: { ...withoutVersion(defaultRecipe), ...change } })
  await client.send('project.saveAs', { to: { kind: 'path', path: project } })
  const when = async (wanted: (event: AppEvent) => boolean): Promise<AppEvent> => {
    const past = events.find(wanted)
    if (past !== undefined) return past
    return new Promise((found) => {
      const stop = services.listen((event) => {
        if (!wanted(event)) return
        stop()
        found(event)
      })
    })
  }
  const ended = async (runId: number): Promise<RunSummary> => {
    const event = await when(
      ({ name, payload }) => name === 'run.changed' && payload.run.id === runId && hasEnded(payload.run.status),
    )
    return (event.payload as { run: RunSummary }).run
  }
  return {
    ...{ client, services, folder, project, events, ended, when },
    train: async () => ended((await client.send('run.start', {})).id),
    async kept(runId) {
      await services.close()
      const document = await Document.open(project)
      try {
        const checkpoint = (await document.runs.checkpoint(runId))!
        return { checkpoint, history: await document.runs.history(runId, 0, 100_000) }
      } finally {
        await document.close()
      }
    },
  }
}

/** Two numbers and a target that depends on them. */
export function wavesCsv(rows: number): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const [a, b] = [Math.sin(i * 12.9898), Math.cos(i * 78.233)]
    return `${a},${b},${3 * a - 2 * b + a * b}`
  })
  return `a,b,y\n${lines.join('\n')}\n`
}

function withoutVersion<T extends { version: unknown }>({ version: _, ...rest }: T): Omit<T, 'version'> {
  return rest
}
