/** The app around the project: what a page needs to draw itself from nothing, recent projects, files, tasks. */
import type { Handlers } from '../../src-shared/contract'
import type { RecentProject, SampleInfo } from '../../src-shared/project'
import type { ServiceContext } from './context'
import { version } from '../../package.json'
import { listEngines } from './engines-service'
import { readSamples } from './project-service'
import { describeProject } from './project-state'

export function createAppService(context: ServiceContext): Handlers<'app'> {
  const { abilities } = context
  return {
    async 'app.state'() {
      const [recent, samples, engines] = await Promise.all([listRecent(context), listSamples(context), listEngines()])
      const project = context.openDocument === null ? null : await describeProject(context)
      return { version, host: abilities.host, dialogs: abilities.dialogs, recent, samples, engines, project }
    },
    'app.files': ({ folder }) => abilities.listFiles(folder),
    async 'app.forgetRecent'({ path }) {
      const found = (await context.recent.list()).find((entry) => abilities.display(entry.path) === path)
      if (found !== undefined) await context.recent.forget(found.path)
      return null
    },
    'app.cancelTask'({ id }) {
      context.tasks.cancel(id)
      return null
    },
  }
}

async function listRecent(context: ServiceContext): Promise<RecentProject[]> {
  const recent = await context.recent.list()
  return recent.map((entry) => ({ ...entry, path: context.abilities.display(entry.path) }))
}

/** Without their samples, the app is still itself. */
async function listSamples(context: ServiceContext): Promise<SampleInfo[]> {
  const samples = await readSamples(context).catch(() => [])
  return samples.map(({ id, title, description, rows, columns }) => ({ id, title, description, rows, columns }))
}
