/**
 * A Node 24, as current Electron has it, for the tests that must pass there too. npm's own packages bring one for most
 * platforms; it is kept out of package.json, because npm would put its `node` before the person's in every script.
 */
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from './build-if-stale.mjs'
import { withLock } from './lock.mjs'
import { asMain, npmCommand, run, say } from './run.mjs'

const version = '24.21.0'
const folder = join(root, 'node_modules/.cache/node-24')
const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
const executable = join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

/** Its path where it is here already, else null: for tests, which install nothing themselves. */
export function installedNode24() {
  if (process.versions.node.startsWith('24.')) return process.execPath
  return existsSync(executable) ? executable : null
}

/** Fetches it where it is missing. @returns {Promise<string | null>} null: it cannot be had here */
export async function findNode24() {
  return installedNode24() ?? withLock(`${folder}.lock`, install)
}

async function install() {
  if (existsSync(executable)) return executable
  mkdirSync(folder, { recursive: true })
  const [npm, first, shell] = npmCommand()
  const options = ['install', '--prefix', folder, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund']
  const { code, output } = await run(npm, [...first, ...options, `${name}@${version}`], { cwd: folder, shell })
  if (code === 0 && existsSync(executable)) return executable
  say(`No Node 24 for the tests: ${output.trim().split('\n').at(-1) ?? ''}`)
  return null
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await asMain(async () => {
    const path = await findNode24()
    if (path !== null) process.stdout.write(`${path}\n`)
    return path === null ? 1 : 0
  })
}
