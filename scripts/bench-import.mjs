/**
 * `npm run bench -- import [--json] [--rows N] [--repeat N]`: a CSV of N × 20 into a project, beside DuckDB's own time for
 * the same file in the same run.
 *
 * Two baselines: DuckDB with its types for all rows (`sample_size = -1`), which is what we promise, and with the types
 * that its sample suggests. Both make a typed table in a file. Ours keeps every text besides, judges the columns by all
 * rows, counts the distinct values and accounts for every row. Then once more with less memory than the table needs.
 */
import { execFileSync } from 'node:child_process'
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { DuckDBInstance } from '@duckdb/node-api'
import { buildIfStale } from './build-if-stale.mjs'

const root = join(import.meta.dirname, '..')

/** Numbers, whole numbers, words, dates and yes or no: the same bytes each time. */
async function writeData(path, rows) {
  let state = 1
  const uniform = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 4294967296
  const two = (number) => String(number).padStart(2, '0')
  const out = createWriteStream(path)
  out.write(`${Array.from({ length: 20 }, (_, j) => `column${j}`).join(',')}\n`)
  let lines = []
  for (let i = 0; i < rows; i++) {
    const cells = Array.from({ length: 14 }, () => (uniform() * 1000 - 500).toFixed(4))
    cells.push(i, Math.floor(uniform() * 100), ['north', 'south', 'east', 'west'][Math.floor(uniform() * 4)])
    cells.push(`city${Math.floor(uniform() * 500)}`)
    cells.push(`2021-${two(1 + Math.floor(uniform() * 12))}-${two(1 + Math.floor(uniform() * 28))}`)
    cells.push(uniform() < 0.5 ? 'yes' : 'no')
    lines.push(cells.join(','))
    if (lines.length < 5000 && i < rows - 1) continue
    if (!out.write(`${lines.join('\n')}\n`)) await new Promise((resolve) => out.once('drain', resolve))
    lines = []
  }
  await new Promise((resolve) => out.end(resolve))
}

async function duckdb(csv, folder, options) {
  const file = join(folder, 'baseline.db')
  const instance = await DuckDBInstance.create(file)
  const connection = await instance.connect()
  const started = performance.now()
  await connection.run(`CREATE TABLE t AS FROM read_csv('${csv.replaceAll("'", "''")}'${options})`)
  await connection.run('CHECKPOINT')
  const seconds = (performance.now() - started) / 1000
  connection.closeSync()
  instance.closeSync()
  rmSync(file)
  rmSync(`${file}.wal`, { force: true })
  return seconds
}

function epochwise(csv, folder, env = {}) {
  const project = join(folder, 'project.epochwise')
  const args = [join(root, 'scripts/cli.mjs'), 'import', csv, '--project', project, '--overwrite', '--json']
  const out = execFileSync(process.execPath, args, { env: { ...process.env, ...env }, maxBuffer: 1 << 28 })
  const report = JSON.parse(out.toString())
  return { seconds: report.seconds, rows: report.rows, listed: report.listed.length, bytes: statSync(project).size }
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]

async function measure({ rows, repeat }) {
  const folder = mkdtempSync(join(tmpdir(), 'epochwise-bench-import-'))
  try {
    const csv = join(folder, 'data.csv')
    await writeData(csv, rows)
    const times = { ours: [], allRows: [], sampled: [] }
    let ours
    for (let i = 0; i < repeat; i++) {
      times.allRows.push(await duckdb(csv, folder, ', sample_size = -1'))
      times.sampled.push(await duckdb(csv, folder, ''))
      ours = epochwise(csv, folder)
      times.ours.push(ours.seconds)
    }
    const [seconds, allRows, sampled] = [times.ours, times.allRows, times.sampled].map(median)
    const small = epochwise(csv, folder, { EPOCHWISE_MEMORY: '300MB' })
    return {
      rows,
      columns: 20,
      bytes: statSync(csv).size,
      seconds,
      duckdb: { allRows, sampled },
      ratio: { allRows: seconds / allRows, sampled: seconds / sampled },
      imported: ours.rows,
      listed: ours.listed,
      projectBytes: ours.bytes,
      limitedTo300MB: { seconds: small.seconds, rows: small.rows },
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function show(result) {
  const { rows, bytes, seconds, duckdb: base, ratio, imported, listed, limitedTo300MB } = result
  const mb = (bytes / 1e6).toFixed(0)
  console.log(`Import of ${rows} × 20 (${mb} MB); ${cpus().length} processors; medians`)
  console.log(`Epochwise                        ${seconds.toFixed(2)} s, ${imported} rows, ${listed} listed`)
  console.log(
    `DuckDB, types for all rows       ${base.allRows.toFixed(2)} s; Epochwise takes ${ratio.allRows.toFixed(2)} ×`,
  )
  console.log(
    `DuckDB, types from its sample    ${base.sampled.toFixed(2)} s; Epochwise takes ${ratio.sampled.toFixed(2)} ×`,
  )
  console.log(`Epochwise, DuckDB held to 300 MB ${limitedTo300MB.seconds.toFixed(2)} s, ${limitedTo300MB.rows} rows`)
}

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rows: { type: 'string', default: '1000000' },
    repeat: { type: 'string', default: '3' },
  },
})
await buildIfStale(['main'])
const result = await measure({ rows: Number(values.rows), repeat: Number(values.repeat) })
if (values.json) console.log(JSON.stringify(result))
else show(result)
