/**
 * `npm run bench [-- --json] [-- --rows N] [-- --epochs N]`: seconds per epoch beside what a user would pick instead.
 *
 * The same numbers, network (64-32-1, ReLU), loss (MSE) and optimizer (Adam 0.001) for everyone, one after the other on an
 * otherwise quiet machine. Times are the median of the epochs after the first. Python's contenders run when EPOCHWISE_PYTHON
 * names a Python that has them; the script that they run is looked for in ../shared/bench/peers.py.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildIfStale } from './build-if-stale.mjs'

const root = join(import.meta.dirname, '..')
const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rows: { type: 'string', default: '100000' },
    features: { type: 'string', default: '20' },
    epochs: { type: 'string', default: '4' },
  },
})
const rows = Number(values.rows)
const features = Number(values.features)
const epochs = Number(values.epochs)

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Sums of three uniforms: bell-shaped enough, and the same on every machine. */
function makeData(folder) {
  let state = 1
  const uniform = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 4294967296
  const normal = () => 2 * (uniform() + uniform() + uniform() - 1.5)
  const weights = Array.from({ length: features }, normal)
  const numbers = new Float32Array(rows * (features + 1))
  const lines = [`${weights.map((_, j) => `x${j}`).join(',')},y`]
  for (let i = 0; i < rows; i++) {
    const row = numbers.subarray(i * (features + 1), (i + 1) * (features + 1))
    for (let j = 0; j < features; j++) row[j] = normal()
    const linear = weights.reduce((sum, weight, j) => sum + weight * row[j], 0)
    row[features] = linear + 0.5 * Math.sin(3 * row[0]) * row[1] + 0.1 * normal()
    lines.push(row.join(','))
  }
  const data = { csv: join(folder, 'data.csv'), raw: join(folder, 'data.f32') }
  writeFileSync(data.csv, `${lines.join('\n')}\n`)
  writeFileSync(data.raw, numbers)
  return data
}

function linesOf(command, args, env = {}) {
  const text = execFileSync(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    maxBuffer: 1 << 28,
  }).toString()
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

const perEpoch = (lines) => ({ first: lines[0].seconds, median: median(lines.slice(1).map((line) => line.seconds)) })

function epochwise(data, batch) {
  const args = ['scripts/cli.mjs', 'train', data.csv, '--target', 'y', '--hidden', '64,32', '--batch', String(batch)]
  const lines = linesOf(process.execPath, [
    ...args,
    '--epochs',
    String(epochs),
    '--validation',
    '0',
    '--standardise',
    'off',
    '--json',
  ])
  return perEpoch(lines.filter((line) => line.event === 'epoch'))
}

function tfjs(data, batch) {
  const most = Math.min(epochs, 3)
  return perEpoch(
    linesOf(process.execPath, ['scripts/bench-tfjs.mjs', data.raw, String(features), String(batch), String(most)]),
  )
}

/** What stands in the way of Python's contenders, in words; null when nothing does. */
function pythonMissing(peers) {
  if (!process.env.EPOCHWISE_PYTHON) return 'EPOCHWISE_PYTHON names no Python'
  return existsSync(peers) ? null : 'the script with their training loops is not there'
}

function python(who, batch) {
  const peers = join(root, '..', 'shared', 'bench', 'peers.py')
  const args = [peers, '--rows', String(rows), '--features', String(features), '--hidden', '64,32']
  const command = process.env.EPOCHWISE_PYTHON ?? 'python3'
  const [line] = linesOf(command, [...args, '--batch', String(batch), '--epochs', String(epochs), who])
  return { first: null, median: line.s_per_epoch }
}

function contenders(data, batch) {
  const peers = join(root, '..', 'shared', 'bench', 'peers.py')
  const missing = pythonMissing(peers)
  const skipped = () => ({ skipped: missing })
  return [
    ['Epochwise, ONNX Runtime', () => epochwise(data, batch)],
    ['tfjs wasm, model.fit', () => tfjs(data, batch)],
    ['PyTorch, eager', missing ? skipped : () => python('torch', batch)],
    ['scikit-learn, MLPRegressor', missing ? skipped : () => python('sklearn', batch)],
  ]
}

function measure(data, batch) {
  const results = contenders(data, batch).map(([who, run]) => {
    try {
      return { who, batch, ...run() }
    } catch (error) {
      return {
        who,
        batch,
        skipped: String(error.stderr ?? error.message)
          .trim()
          .split('\n')
          .at(-1),
      }
    }
  })
  const ours = results[0].median
  return results.map((one) => ({ ...one, ratio: one.median === undefined ? undefined : one.median / ours }))
}

function show(results) {
  console.log(`${rows} × ${features}, 64-32-1, Adam; seconds per epoch; ${cpus().length} processors`)
  for (const { who, batch, first, median: typical, ratio, skipped } of results) {
    const figures = skipped
      ? `skipped: ${skipped}`
      : `${typical.toFixed(3)} s (first ${first === null ? 'n/a' : first.toFixed(3)}), ${ratio.toFixed(1)} × Epochwise's time`
    console.log(`batch ${String(batch).padStart(4)}  ${who.padEnd(28)} ${figures}`)
  }
}

buildIfStale()
const folder = mkdtempSync(join(tmpdir(), 'epochwise-bench-'))
try {
  const data = makeData(folder)
  const results = [32, 256].flatMap((batch) => measure(data, batch))
  if (values.json) console.log(JSON.stringify({ rows, features, results }))
  else show(results)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
