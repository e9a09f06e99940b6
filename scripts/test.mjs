/**
 * `npm test`: everything. Installs what is missing, builds, checks, runs the unit, integration and host tests, then
 * the end-to-end tests in a real Chromium. The last line is `N passed, N failed`, and `, N skipped` where some were.
 */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildIfStale, root } from './build-if-stale.mjs'
import { check } from './check.mjs'
import { findChromium } from './chromium.mjs'
import { prepare } from './prepare.mjs'
import { asMain, run, say } from './run.mjs'
import { add, fromPlaywright, fromVitest, inWords, nothing } from './test-counts.mjs'

/** @typedef {import('./test-counts.mjs').Counts} Counts */

const reports = join(root, 'test-results')

async function test() {
  /** @type {Counts[]} */
  const counts = []
  for (const part of [install, build, tensorflow, node24, checks, units, endToEnd]) {
    const result = await attempt(part)
    counts.push(result.counts)
    if (result.stop) break
  }
  const total = counts.reduce(add, nothing)
  process.stdout.write(`${inWords(total)}\n`)
  return total.failed === 0 ? 0 : 1
}

/**
 * A part that breaks counts as one failed test; without dependencies or a build, nothing after it can run.
 *
 * @param {() => Promise<Counts>} part
 */
async function attempt(part) {
  try {
    return { counts: await part(), stop: false }
  } catch (error) {
    say(`error: ${error instanceof Error ? error.message : String(error)}`)
    return { counts: { ...nothing, failed: 1 }, stop: part === install }
  }
}

async function install() {
  await prepare()
  return nothing
}

async function build() {
  await buildIfStale()
  return nothing
}

/**
 * TensorFlow for the CPU, once for this person: the suites about it are skipped where it can't be got, and say why here.
 * It never holds the tests up for long.
 */
async function tensorflow() {
  const script = join(root, 'scripts/setup-tensorflow.mjs')
  const options = { cwd: root, timeoutMs: 170_000 }
  const { code, output } = await run(process.execPath, [script, '--cpu', '--if-missing'], options)
  if (code !== 0) say(`The tests of TensorFlow are skipped: ${lastLine(output) ?? 'it could not be set up in time'}`)
  return nothing
}

/** The Node that current Electron has, for what must pass on it too; in the same way. */
async function node24() {
  const options = { cwd: root, timeoutMs: 60_000 }
  const { code, output } = await run(process.execPath, [join(root, 'scripts/node-24.mjs')], options)
  if (code !== 0) say(`The tests on Node 24 are skipped: ${lastLine(output) ?? 'it could not be fetched in time'}`)
  return nothing
}

async function checks() {
  const results = await check()
  const failed = results.filter(({ ok }) => !ok).length
  return { passed: results.length - failed, failed, skipped: 0 }
}

async function units() {
  const report = join(reports, 'vitest.json')
  rmSync(report, { force: true })
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { code } = await run(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), ...args], {
    cwd: root,
    show: true,
  })
  return fromVitest(read(report), code)
}

async function endToEnd() {
  const browser = await findChromium(root)
  const report = join(reports, 'playwright.json')
  rmSync(report, { force: true })
  const env = { ...process.env, CHROMIUM: browser, PLAYWRIGHT_JSON_OUTPUT_FILE: report }
  const cli = join(root, 'node_modules/@playwright/test/cli.js')
  const { code } = await run(process.execPath, [cli, 'test', '--reporter=list,json'], { cwd: root, env, show: true })
  const { counts, reasons } = fromPlaywright(read(report), code)
  for (const [reason, number] of Object.entries(reasons)) say(`${number} skipped: ${reason}`)
  return counts
}

/** @param {string} output */
function lastLine(output) {
  return output.trim().split('\n').at(-1) || null
}

/** @param {string} file */
function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

await asMain(test)
