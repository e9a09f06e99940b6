/**
 * Electron's runtime: its npm package brings types and an installer, the 100 MB of browser are fetched apart.
 *
 * Fetched once, with progress, given up after 15 s without a byte. A failure that took time is remembered for a
 * day, so that not every start waits for it; one that came at once (no network) is simply tried again.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { run, say } from './run.mjs'

const dayMs = 24 * 60 * 60 * 1000

/** Without a byte for so long it is given up; a failure that came sooner than `quickMs` is not remembered. */
const usualPatience = { silenceMs: 15_000, quickMs: 3_000 }

/** @typedef {{ binary: string, why?: undefined } | { binary: null, why: string }} Runtime why not, to follow a colon */

/**
 * @param {string} root
 * @returns {string | null} the executable
 */
export function installedElectron(root) {
  const folder = join(root, 'node_modules/electron')
  try {
    const name = readFileSync(join(folder, 'path.txt'), 'utf8')
    const binary = join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist'), name)
    return existsSync(binary) ? binary : null
  } catch {
    return null
  }
}

/** @typedef {{ platform: NodeJS.Platform, env: NodeJS.ProcessEnv, uid: number }} Machine */

/** @returns {Machine} */
export function thisMachine() {
  return { platform: process.platform, env: process.env, uid: process.getuid?.() ?? -1 }
}

/**
 * Why a window of Electron's cannot appear here, whatever is installed.
 *
 * @param {Machine} machine
 * @returns {string | null}
 */
export function obstacle({ platform, env, uid }) {
  if (platform !== 'linux') return null
  if (!env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return 'there is no display'
  return uid === 0 ? 'Electron does not run as root with its sandbox' : null
}

/**
 * The runtime, fetched if it must be.
 *
 * @param {string} root
 * @param {Machine} machine
 * @param {typeof usualPatience} patience
 * @returns {Promise<Runtime>}
 */
export async function electronRuntime(root, machine = thisMachine(), patience = usualPatience) {
  const why = obstacle(machine)
  if (why !== null) return { binary: null, why }
  const binary = installedElectron(root)
  if (binary !== null) return { binary }
  const earlier = rememberedFailure(root)
  return earlier === null ? fetchRuntime(root, patience) : { binary: null, why: earlier }
}

/**
 * @param {string} root
 * @param {typeof usualPatience} patience
 * @returns {Promise<Runtime>}
 */
async function fetchRuntime(root, patience) {
  const started = Date.now()
  try {
    await download(root, patience.silenceMs)
    const { code } = await run(process.execPath, [join(root, 'node_modules/electron/install.js')], { cwd: root })
    const binary = installedElectron(root)
    if (code !== 0 || binary === null) throw new Error('its archive could not be unpacked')
    rmSync(memory(root), { force: true })
    return { binary }
  } catch (error) {
    const why = `Electron’s runtime could not be fetched (${reasonOf(error)})`
    if (Date.now() - started > patience.quickMs) remember(root, why)
    return { binary: null, why }
  }
}

/**
 * Brings the archive into Electron's own cache, where its installer finds it.
 *
 * @param {string} root
 * @param {number} silenceMs
 */
async function download(root, silenceMs) {
  // Electron's own downloader, as its own installer finds it.
  const fromElectron = createRequire(join(root, 'node_modules/electron/package.json'))
  const { downloadArtifact } = fromElectron('@electron/get')
  const version = electronVersion(root)
  const checksums = JSON.parse(readFileSync(join(root, 'node_modules/electron/checksums.json'), 'utf8'))
  const watch = watchdog(silenceMs)
  say(`Fetching Electron ${version}, once …`)
  try {
    await downloadArtifact({
      version,
      artifactName: 'electron',
      platform: process.platform,
      arch: process.arch,
      checksums,
      downloadOptions: { quiet: true, signal: watch.signal, getProgressCallback: watch.progress },
    })
  } finally {
    watch.end()
  }
}

/**
 * Aborts after that long without a byte; says how far it is at every tenth.
 *
 * @param {number} silenceMs
 */
function watchdog(silenceMs) {
  const abort = new AbortController()
  const give = () => abort.abort(new Error(`no answer for ${silenceMs / 1000} s`))
  let timer = setTimeout(give, silenceMs)
  let told = 0
  return {
    signal: abort.signal,
    /** @param {{ percent: number }} progress a share from 0 to 1 */
    progress: async ({ percent }) => {
      clearTimeout(timer)
      timer = setTimeout(give, silenceMs)
      const tenth = Math.floor(percent * 10)
      if (tenth > told) say(`  ${tenth * 10} %`)
      told = Math.max(told, tenth)
    },
    end: () => clearTimeout(timer),
  }
}

/** @param {unknown} error */
function reasonOf(error) {
  if (!(error instanceof Error)) return String(error)
  const cause = /** @type {NodeJS.ErrnoException | undefined} */ (error.cause)
  return error.message === 'fetch failed'
    ? `no connection${cause?.code === undefined ? '' : `, ${cause.code}`}`
    : error.message
}

/** @param {string} root */
export function electronVersion(root) {
  const file = join(root, 'node_modules/electron/package.json')
  return /** @type {{ version: string }} */ (JSON.parse(readFileSync(file, 'utf8'))).version
}

/** @param {string} root */
function memory(root) {
  return join(root, '.cache/electron-failure.json')
}

/**
 * @param {string} root
 * @param {string} why
 */
function remember(root, why) {
  mkdirSync(dirname(memory(root)), { recursive: true })
  writeFileSync(memory(root), JSON.stringify({ version: electronVersion(root), at: Date.now(), why }))
}

/** @param {string} root */
function rememberedFailure(root) {
  try {
    const { version, at, why } = JSON.parse(readFileSync(memory(root), 'utf8'))
    const fresh = version === electronVersion(root) && Date.now() - at < dayMs
    return fresh ? `${why}; it is tried again a day later, or at once after deleting .cache` : null
  } catch {
    return null
  }
}
