/**
 * `npm run bench [-- SUITE] [-- --json]`: how fast it is. Each suite is a script of its own and explains its options.
 *
 *   engines    seconds per epoch beside what a person would pick instead; the usual one
 *   grid       the table in Chromium: frames, an edit, sort, filter, replace
 *   import     a large CSV into a project beside DuckDB's own time
 *   table      the document behind the table: a page, an edit, sort, filter, replace, undo
 *   training   from the click to the curve, memory, and how the cost grows
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const suites = {
  engines: 'bench-engines.mjs',
  grid: 'bench-grid.mjs',
  import: 'bench-import.mjs',
  table: 'bench-table.mjs',
  training: 'bench-training.mjs',
}

const [named = '', ...others] = process.argv.slice(2)
const known = Object.hasOwn(suites, named)
const script = join(import.meta.dirname, suites[known ? named : 'engines'])
const { status } = spawnSync(process.execPath, [script, ...(known ? others : process.argv.slice(2))], {
  stdio: 'inherit',
})
process.exitCode = status ?? 1
