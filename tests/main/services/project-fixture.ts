/** The project, table and app services over real files, with dialogs that answer what a test says. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Abilities } from '../../../src-main/services/abilities'
import { createAppService } from '../../../src-main/services/app-service'
import { ServiceContext } from '../../../src-main/services/context'
import { createProjectService } from '../../../src-main/services/project-service'
import { createColumnService } from '../../../src-main/services/column-service'
import { createTableService } from '../../../src-main/services/table-service'
import type { AppEvent, Events } from '../../../src-shared/contract'

type Answers = { file: string | null; destination: string | null }

/** `data` continues what another fixture left, as another start of the app would. */
export function projectFixture(data?: string) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'epochwise-services-')))
  const answers: Answers = { file: null, destination: null }
  const folders = { data: data ?? join(folder, 'data'), resources: resolve('resources') }
  const context = new ServiceContext(abilitiesOf(answers, folder), folders)
  const events: AppEvent[] = []
  context.listen((event) => events.push(event))
  onTestFinished(async () => {
    await context.closeDocument()
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    folder,
    folders,
    context,
    answers,
    events,
    ...{
      ...createAppService(context),
      ...createProjectService(context),
      ...createTableService(context),
      ...createColumnService(context),
    },
    told: <N extends AppEvent['name']>(name: N): Events[N][] =>
      events.filter((event) => event.name === name).map(({ payload }) => payload as Events[N]),
    csv: (content: string | Uint8Array, name = 'data.csv'): { kind: 'path'; path: string } => {
      writeFileSync(join(folder, name), content)
      return { kind: 'path', path: name }
    },
  }
}

function abilitiesOf(answers: Answers, folder: string): Abilities {
  return {
    host: 'electron',
    dialogs: true,
    chooseFile: () => Promise.resolve(answers.file),
    chooseDestination: () => Promise.resolve(answers.destination),
    resolve: (path) => resolve(folder, path),
    display: (path) => `shown:${path}`,
    prepareDelivery: (name) => Promise.resolve(join(folder, name)),
    deliver: (path) => Promise.resolve({ kind: 'file', path }),
    listFiles: (where) =>
      Promise.resolve([{ name: 'a.csv', path: `${where}/a.csv`, kind: 'csv', bytes: 1, modifiedAt: '' }]),
  }
}
