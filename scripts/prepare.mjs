/** Installs the dependencies when they are missing or not those of package-lock.json. No dependency's script runs. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from './build-if-stale.mjs'
import { asMain, npmCommand, run, say } from './run.mjs'

const leastNode = [20, 19]

/** @typedef {Record<string, { version?: string, optional?: boolean, link?: boolean }>} Packages */

/** @throws {Error} in words for the person at the terminal */
export async function prepare() {
  checkNode()
  if (dependenciesAreFresh()) return
  say('Installing the dependencies; this takes a few minutes the first time …')
  const [npm, first, shell] = npmCommand()
  const options = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=warn', '--progress']
  const { code } = await run(npm, [...first, ...options], { cwd: root, show: true, shell })
  if (code !== 0 || !dependenciesAreFresh()) {
    throw new Error(
      'The dependencies could not be installed; npm’s messages above say why. Without a network connection, connect and try again.',
    )
  }
  say('The dependencies are installed.')
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1])) return
  throw new Error(`Epochwise needs Node.js ${leastNode.join('.')} or newer; this is ${process.versions.node}.`)
}

/** npm keeps a copy of what it installed; it is written last, so half an installation never looks whole. */
export function dependenciesAreFresh() {
  const wanted = readPackages(join(root, 'package-lock.json'))
  const installed = readPackages(join(root, 'node_modules/.package-lock.json'))
  return Object.entries(wanted).every(([path, { version, optional, link }]) => {
    if (path === '' || link === true) return true
    const there = installed[path]
    return there === undefined ? optional === true && Object.keys(installed).length > 0 : there.version === version
  })
}

/**
 * @param {string} file
 * @returns {Packages}
 */
function readPackages(file) {
  if (!existsSync(file)) return {}
  return /** @type {{ packages?: Packages }} */ (JSON.parse(readFileSync(file, 'utf8'))).packages ?? {}
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await asMain(async () => {
    await prepare()
    return 0
  })
}
