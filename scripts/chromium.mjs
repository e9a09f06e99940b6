/**
 * A real Chromium for the end-to-end tests: one that is named or on the PATH, else Playwright's own, else one that
 * the distribution's package manager installs.
 */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run, say } from './run.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const usualPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]
const packageManagers = [
  { binary: 'apt-get', steps: [['update'], ['install', '-y', '--no-install-recommends', 'chromium']] },
  { binary: 'dnf', steps: [['install', '-y', 'chromium']] },
  { binary: 'apk', steps: [['add', 'chromium']] },
  { binary: 'pacman', steps: [['-Sy', '--noconfirm', 'chromium']] },
  { binary: 'zypper', steps: [['--non-interactive', 'install', 'chromium']] },
]
const fetchLimitMs = 5 * 60_000
const installLimitMs = 15 * 60_000

/** What a browser under test should leave alone: the network, the GPU, first-run pages; and the sandbox that root lacks. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** @returns {string | null} one that is there already */
export function installedChromium() {
  const named = process.env['CHROMIUM']
  if (named !== undefined && named !== '') return named
  const onPath = names.map(whereIs).find((path) => path !== null)
  return onPath ?? usualPlaces.find((path) => existsSync(path)) ?? null
}

/**
 * @param {string} root
 * @returns {Promise<string>} the executable
 * @throws {Error} saying how to get one
 */
export async function findChromium(root) {
  const browser = installedChromium() ?? (await playwrightsOwn(root)) ?? (await fromDistribution())
  if (browser === null) {
    throw new Error(
      'The end-to-end tests need a Chromium. Install one (chromium, google-chrome), run “npx playwright install --with-deps chromium”, or name one in CHROMIUM.',
    )
  }
  const { code, output } = await run(browser, ['--version'], { timeoutMs: 30_000 })
  if (code !== 0) throw new Error(`The Chromium at ${browser} does not start: ${output.trim().slice(0, 500)}`)
  return browser
}

/** @param {string} root */
async function playwrightsOwn(root) {
  const { chromium } = await import('@playwright/test')
  const there = () => (existsSync(chromium.executablePath()) ? chromium.executablePath() : null)
  if (there() !== null) return there()
  say('No Chromium on the PATH; fetching Playwright’s own …')
  const cli = join(root, 'node_modules/@playwright/test/cli.js')
  const { code, output } = await run(process.execPath, [cli, 'install', 'chromium'], {
    cwd: root,
    timeoutMs: fetchLimitMs,
  })
  if (code !== 0) say(`It could not be fetched: ${output.trim().split('\n').at(-1) ?? ''}`)
  const browser = code === 0 ? there() : null
  // Without the system's libraries that it needs, it does not start.
  return browser !== null && (await run(browser, ['--version'], { timeoutMs: 30_000 })).code === 0 ? browser : null
}

async function fromDistribution() {
  const manager = packageManagers.find(({ binary }) => whereIs(binary) !== null)
  if (manager === undefined || process.getuid?.() !== 0) return null
  say(`Installing Chromium with ${manager.binary} …`)
  for (const step of manager.steps) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const { code, output } = await run(manager.binary, step, { env, timeoutMs: installLimitMs })
    if (code !== 0) say(output.trim().split('\n').slice(-5).join('\n'))
  }
  return installedChromium()
}

/** @param {string} name */
function whereIs(name) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : ['']
  for (const folder of (process.env['PATH'] ?? '').split(delimiter).filter((part) => part !== '')) {
    const found = endings.map((ending) => join(folder, name + ending)).find((path) => existsSync(path))
    if (found !== undefined) return found
  }
  return null
}
