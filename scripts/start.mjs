/**
 * `npm start`: installs and builds what is missing or stale, then opens the app: in Electron where its runtime is
 * there or can be fetched, otherwise in the browser through the web host. One line says which and why.
 */
import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { buildIfStale, root } from './build-if-stale.mjs'
import { electronRuntime, electronVersion } from './electron-runtime.mjs'
import { prepare } from './prepare.mjs'
import { asMain, say } from './run.mjs'
import { readStartOptions, usage } from './start-options.mjs'

/** An Electron that ends this soon after its start, and badly, could not open its window. */
const failedStartMs = 10_000

async function start() {
  const options = readStartOptions(process.argv.slice(2))
  if (options.help) {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  await prepare()
  await buildIfStale()
  if (options.web !== null) return startWeb(options.web, options.webArguments)
  const runtime = await electronRuntime(root)
  if (runtime.binary === null) return startWeb(runtime.why, options.webArguments)
  return startElectron(runtime.binary)
}

/** @param {string} binary */
async function startElectron(binary) {
  const started = Date.now()
  say(`Opening Epochwise in Electron ${electronVersion(root)}.`)
  const code = await follow(binary, [root], root)
  if (code === 0 || Date.now() - started > failedStartMs) return code
  return startWeb('Electron could not open its window; its messages above say why', [])
}

/**
 * @param {string} why
 * @param {string[]} args
 */
function startWeb(why, args) {
  say(`Serving Epochwise to your browser: ${why}.`)
  // Relative folders are meant from where the person stands, not from where npm runs the script.
  return follow(process.execPath, [join(root, 'out/main/web.js'), ...args], resolve(process.env['INIT_CWD'] ?? '.'))
}

/**
 * Runs the app until it ends. Ctrl-C reaches it from the terminal; a signal to this process alone is passed on. It
 * ends too when this process is killed: the channel between them breaks.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 * @returns {Promise<number>} 0 when it was asked to end
 */
function follow(command, args, cwd) {
  const env = { ...process.env }
  delete env['ELECTRON_RUN_AS_NODE']
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env, cwd })
    let asked = false
    const end = (/** @type {NodeJS.Signals} */ signal) => {
      asked = true
      child.kill(signal)
    }
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => end(signal))
    whenNpmIsGone(() => end('SIGTERM'))
    child.once('error', reject)
    child.once('exit', (code) => resolve(asked ? 0 : (code ?? 1)))
  })
}

/**
 * npm runs this script through a shell that dies of a signal without passing it on; this process is then somebody
 * else's child.
 *
 * @param {() => void} end
 */
function whenNpmIsGone(end) {
  if (process.env['npm_lifecycle_event'] === undefined) return
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && end(), 500).unref()
}

await asMain(start)
