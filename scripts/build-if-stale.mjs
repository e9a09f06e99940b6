/**
 * Builds what is stale, and nothing else: `node scripts/build-if-stale.mjs [main] [preload] [renderer]`.
 *
 * A part is stale when the content of its sources or configuration differs from what it was built from. It is
 * built beside the old one and swapped in when done: a failed build leaves the old one, and a process that
 * starts meanwhile never finds half. Builders wait for one another. Nothing is written to standard output.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withLock } from './lock.mjs'

/** @typedef {'main' | 'preload' | 'renderer'} Part */

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
/** @type {Part[]} */
export const allParts = ['main', 'preload', 'renderer']

const configuration = [
  'package.json',
  'package-lock.json',
  'electron.vite.config.ts',
  'svelte.config.js',
  'tsconfig.json',
]
/** @type {Record<Part, string[]>} */
const sources = {
  main: ['src-shared', 'src-main'],
  preload: ['src-shared', 'src-main/preload'],
  renderer: ['src-shared', 'src-renderer'],
}

/**
 * @param {Part[]} parts
 * @returns {Promise<Part[]>} what was built
 */
export async function buildIfStale(parts = allParts) {
  if (staleParts(parts).length === 0) return []
  return withLock(join(root, '.cache/build.lock'), async () => {
    const stale = staleParts(parts)
    if (stale.length > 0) await build(stale)
    return stale
  })
}

/** @param {Part[]} parts */
function staleParts(parts) {
  return parts.filter((part) => !existsSync(join(root, 'out', part)) || readStamp(part) !== fingerprint(part))
}

/** @param {Part} part */
function stampFile(part) {
  return join(root, 'out', `${part}.stamp`)
}

/** @param {Part} part */
function readStamp(part) {
  return existsSync(stampFile(part)) ? readFileSync(stampFile(part), 'utf8') : null
}

/** @param {Part} part */
function fingerprint(part) {
  const hash = createHash('sha256')
  for (const file of [...configuration, ...sources[part].flatMap(filesBelow)].sort()) {
    if (existsSync(join(root, file)))
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(root, file)))
        .update('\0')
  }
  return hash.digest('hex')
}

/**
 * @param {string} folder relative to the root
 * @returns {string[]}
 */
function filesBelow(folder) {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
}

/** @param {Part[]} parts */
async function build(parts) {
  const started = Date.now()
  process.stderr.write(`Building ${parts.join(', ')} …\n`)
  const prints = parts.map(fingerprint)
  const next = join(root, 'out/.next')
  rmSync(next, { recursive: true, force: true })
  await runBuilder(parts, next)
  parts.forEach((part, i) => swapIn(part, join(next, part), prints[i] ?? ''))
  rmSync(next, { recursive: true, force: true })
  process.stderr.write(`Built in ${((Date.now() - started) / 1000).toFixed(1)} s\n`)
}

/**
 * @param {Part} part
 * @param {string} built
 * @param {string} print of the sources as they were when the build began
 */
function swapIn(part, built, print) {
  const target = join(root, 'out', part)
  const old = join(root, 'out', `.old-${part}`)
  mkdirSync(dirname(target), { recursive: true })
  rmSync(old, { recursive: true, force: true })
  rmSync(stampFile(part), { force: true })
  if (existsSync(target)) renameSync(target, old)
  renameSync(built, target)
  writeFileSync(stampFile(part), print)
  rmSync(old, { recursive: true, force: true })
}

/**
 * @param {Part[]} parts
 * @param {string} out
 * @returns {Promise<void>}
 */
function runBuilder(parts, out) {
  const builder = join(root, 'node_modules/electron-vite/bin/electron-vite.js')
  const env = {
    ...process.env,
    EPOCHWISE_BUILD_PARTS: parts.join(','),
    EPOCHWISE_BUILD_OUT: out,
    NODE_ENV: 'production',
  }
  const child = spawn(process.execPath, [builder, 'build', '--logLevel', 'warn'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => (output += String(chunk)))
  child.stderr.on('data', (chunk) => (output += String(chunk)))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) return resolve()
      process.stderr.write(output)
      reject(new Error('The build failed; the messages above say where.'))
    })
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const named = /** @type {Part[]} */ (process.argv.slice(2))
  try {
    await buildIfStale(named.length === 0 ? allParts : named)
  } catch (error) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
