/**
 * The app under test, on either host: `import { expect, test } from '../support/app-fixture'`, then `({ app }) => …`.
 *
 * Each test gets an app of its own, with an empty workspace and data folder. `app.page` is the page in front;
 * after `app.restart()` it shows the host's new start, with the same files beneath.
 */
import type { Page, TestInfo } from '@playwright/test'
import type { AppFolders, RunningApp } from './running-app'
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from '@playwright/test'
import { buildIfStale } from '../../scripts/build-if-stale.mjs'
import { startElectronApp, whyNoElectron } from './electron-app'
import { startWebHostProcess } from './web-host-process'

export { expect } from '@playwright/test'

export type HostOptions = { hostKind: 'web' | 'electron' }

export class AppUnderTest {
  #running: RunningApp | null = null
  #log = ''

  constructor(
    readonly hostKind: HostOptions['hostKind'],
    readonly folders: AppFolders,
    readonly launch: () => Promise<RunningApp>,
  ) {}

  get page(): Page {
    return this.#now.page
  }

  /** The host's process, for tests that kill it. */
  get pid(): number {
    return this.#now.pid
  }

  get workspace(): string {
    return this.folders.workspace
  }

  /** @returns the absolute path of a new file in the workspace */
  async writeFile(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(this.workspace, name)
    await writeFile(path, content)
    return path
  }

  /** Answers the question for a file, which `ask` brings up, with that file. */
  async choose(path: string, ask: () => Promise<void>): Promise<void> {
    await this.#now.choose(path, ask)
  }

  async start(): Promise<void> {
    this.#running = await this.launch()
  }

  /** Ends the host as Ctrl-C or closing the window would. In a browser the page stays, without its host. */
  async stop(): Promise<void> {
    await this.#running?.stop()
  }

  async restart(): Promise<void> {
    await this.stop()
    this.#log += await this.#now.log()
    await this.start()
  }

  async log(): Promise<string> {
    return this.#log + ((await this.#running?.log()) ?? '')
  }

  get #now(): RunningApp {
    if (this.#running === null) throw new Error('The app is not started')
    return this.#running
  }
}

type Fixtures = HostOptions & {
  /** What the host finds in its environment besides the tests' own; its TensorFlow is kept away unless it says otherwise. */
  environment: Record<string, string>
  ready: undefined
  app: AppUnderTest
}

export const test = base.extend<Fixtures>({
  hostKind: ['web', { option: true }],
  environment: [{}, { option: true }],
  // Before a browser is opened: where Electron cannot run, its tests are skipped and say why.
  ready: [
    async ({ hostKind }, use, testInfo) => {
      const why = hostKind === 'electron' ? whyNoElectron() : null
      testInfo.skip(why !== null, why ?? '')
      await buildIfStale()
      await use(undefined)
    },
    { auto: true },
  ],
  app: async ({ hostKind, context, environment }, use, testInfo) => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'epochwise e2e ')))
    const folders = { workspace: join(folder, 'work space'), data: join(folder, 'data') }
    await mkdir(folders.workspace)
    const pageInBrowser = hostKind === 'web' ? await context.newPage() : null
    const launch = (): Promise<RunningApp> =>
      pageInBrowser === null ? startElectronApp(folders, environment) : startWebApp(pageInBrowser, folders, environment)
    const app = new AppUnderTest(hostKind, folders, launch)
    try {
      await app.start()
      await use(app)
    } finally {
      await attachLogOnFailure(app, testInfo)
      await app.stop()
      await rm(folder, { recursive: true, force: true })
    }
  },
})

async function startWebApp(page: Page, folders: AppFolders, environment: Record<string, string>): Promise<RunningApp> {
  const host = await startWebHostProcess(folders, ['--port', '0'], environment)
  await page.goto(host.address)
  return {
    page,
    pid: host.child.pid!,
    choose: async (path, ask) => {
      await ask()
      await page.getByLabel('A file from this computer').setInputFiles(path)
    },
    log: async () => host.output() + (await readFile(join(folders.data, 'logs/epochwise.log'), 'utf8').catch(() => '')),
    stop: async () => {
      await host.stop()
    },
  }
}

async function attachLogOnFailure(app: AppUnderTest, testInfo: TestInfo): Promise<void> {
  if (testInfo.status === testInfo.expectedStatus) return
  await testInfo.attach('host log', { body: await app.log(), contentType: 'text/plain' })
}
