/**
 * `npm run torture`: every point of what `npm test` tries some of. Processes killed, disks full, file calls failing,
 * hostile projects, files that no table should come in, connections cut. Prints the counts; takes about five minutes on a quiet machine.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildIfStale, root } from './build-if-stale.mjs'
import { findChromium } from './chromium.mjs'
import { prepare } from './prepare.mjs'
import { asMain, run } from './run.mjs'

const suites = ['tests/main/document/durability', 'tests/main/document/import/torture']

async function torture() {
  await prepare()
  await buildIfStale()
  const folder = mkdtempSync(join(tmpdir(), 'epochwise-torture-'))
  const report = join(folder, 'report')
  writeFileSync(report, '')
  const env = { ...process.env, EPOCHWISE_TORTURE: report, CHROMIUM: await findChromium(root) }
  const options = { cwd: root, env, show: true }
  const bin = (/** @type {string} */ path) => join(root, 'node_modules', path)
  try {
    const units = await run(
      process.execPath,
      [bin('vitest/vitest.mjs'), 'run', '--project', 'node', ...suites],
      options,
    )
    const browser = [bin('@playwright/test/cli.js'), 'test', 'connection', '--project', 'web']
    const pages = await run(process.execPath, browser, options)
    process.stdout.write(`\n${readFileSync(report, 'utf8')}`)
    return units.code === 0 && pages.code === 0 ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

await asMain(torture)
