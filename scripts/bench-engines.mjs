/**
 * `npm run bench [-- --json] [-- --rows N] [-- --epochs N] [-- --engines onnx,tensorflow]`: seconds per epoch beside what a
 * person would pick instead.
 *
 * The same numbers, network (ReLU), loss (MSE) and optimizer (Adam 0.001) for everyone, one after the other on an otherwise
 * quiet machine. Times are the median of the epochs after the first, which is told apart. Python's contenders run when
 * EPOCHWISE_PYTHON names a Python that has them; the script that they run is looked for in ../shared/bench/peers.py.
 */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { matmulRate } from './bench-matmul.mjs'
import { headerOf, linesOf, makeRows, median, outputOf, peer, reasonOf, trainByCommandLine } from './bench-tools.mjs'
import { buildIfStale } from './build-if-stale.mjs'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rows: { type: 'string', default: '100000' },
    'wide-rows': { type: 'string', default: '20000' },
    epochs: { type: 'string', default: '4' },
    engines: { type: 'string' },
  },
})
const epochs = Number(values.epochs)
const small = { rows: Number(values.rows), features: 20, hidden: '64,32' }
const wide = { rows: Number(values['wide-rows']), features: 100, hidden: '1024,1024' }
const works = [
  { ...small, batch: 32 },
  { ...small, batch: 256 },
  { ...wide, batch: 1024, onlyFast: true },
]

/** As text for us, as floats for tfjs. */
function makeData(folder, { rows, features }) {
  const data = { csv: join(folder, `${rows}x${features}.csv`), raw: join(folder, `${rows}x${features}.f32`) }
  const [csv, raw] = [openSync(data.csv, 'w'), openSync(data.raw, 'w')]
  let lines = [headerOf(features)]
  for (const row of makeRows(rows, features)) {
    lines.push(`${row.join(',')}\n`)
    writeSync(raw, new Uint8Array(row.buffer))
    if (lines.length > 1000) {
      writeSync(csv, lines.join(''))
      lines = []
    }
  }
  writeSync(csv, lines.join(''))
  closeSync(csv)
  closeSync(raw)
  return data
}

/** Those that are there, as `epochwise engines --json` tells; `--engines` names some of them. */
function enginesHere() {
  if (values.engines) return values.engines.split(',').map((id) => ({ id, name: id }))
  return JSON.parse(outputOf(process.execPath, ['scripts/cli.mjs', 'engines', '--json'])).filter(
    ({ available }) => available,
  )
}

function python(who, { rows, features, hidden, batch }) {
  const found = peer(who, { rows, features, hidden, batch, epochs })
  return found.skipped ? found : { first: null, median: found.s_per_epoch }
}

function tfjs(data, { features, batch }, ...addon) {
  const args = ['scripts/bench-tfjs.mjs', data.raw, features, batch, Math.min(epochs, 2), ...addon]
  const lines = linesOf(process.execPath, args.map(String))
  return { first: lines[0].seconds, median: median(lines.slice(1).map(({ seconds }) => seconds)) }
}

/** The one that was set up for this person. */
function tfjsNode(data, work) {
  return tfjs(data, work, outputOf(process.execPath, ['out/main/setup-tensorflow.js', '--where']).trim())
}

function contenders(data, work) {
  const { batch, hidden, onlyFast } = work
  const ours = enginesHere().map(({ id, name }) => [
    `Epochwise, ${name}`,
    () => trainByCommandLine(data.csv, { hidden, batch, epochs, engine: id }),
  ])
  const others = [
    ['PyTorch, eager', () => python('torch', work)],
    ['JAX, one jitted epoch', () => python('jax', work)],
  ]
  const slow = [
    ['scikit-learn, MLPRegressor', () => python('sklearn', work)],
    ['Keras', () => python('keras', work)],
    ['tfjs wasm, model.fit', () => tfjs(data, work)],
    ['tfjs-node, model.fit', () => tfjsNode(data, work)],
  ]
  return [...ours, ...others, ...(onlyFast ? [] : slow)]
}

function attempt(run) {
  try {
    return run()
  } catch (error) {
    return { skipped: reasonOf(error) }
  }
}

/** Multiplications and additions of an epoch's matrix products: forward, and twice as many backward. */
function operations({ rows, features, hidden }) {
  const widths = [features, ...hidden.split(',').map(Number), 1]
  const weights = widths.slice(1).reduce((sum, width, i) => sum + width * widths[i], 0)
  return 6 * rows * weights - 2 * rows * features * widths[1]
}

function measure(data, work) {
  const results = contenders(data, work).map(([who, run]) => ({ who, ...attempt(run) }))
  const ours = results.filter(({ who, skipped }) => who.startsWith('Epochwise') && !skipped)
  const best = Math.min(...ours.map(({ median: typical }) => typical))
  return results.map((one) => {
    if (one.skipped) return one
    const gigaflops = operations(work) / one.median / 1e9
    return { ...one, ratio: one.median / best, gigaflops }
  })
}

function show({ work, results }, rate) {
  const { rows, features, hidden, batch } = work
  console.log(
    `\n${rows} × ${features}, ${hidden}, batch ${batch}, Adam; seconds per epoch; ${cpus().length} processors`,
  )
  for (const { who, first, median: typical, ratio, gigaflops, skipped } of results) {
    if (skipped) {
      console.log(`  ${who.padEnd(30)} skipped: ${skipped}`)
      continue
    }
    const share = work.onlyFast
      ? `, ${gigaflops.toFixed(0)} GFLOP/s, ${((100 * gigaflops) / rate).toFixed(0)} % of the machine's`
      : ''
    const opening = first === null ? 'n/a' : first.toFixed(3)
    console.log(
      `  ${who.padEnd(30)} ${typical.toFixed(3)} (first ${opening}), ${ratio.toFixed(1)} × the best of ours${share}`,
    )
  }
}

await buildIfStale(['main'])
const folder = mkdtempSync(join(tmpdir(), 'epochwise-bench-'))
try {
  const made = new Map()
  const measured = []
  for (const work of works) {
    const key = `${work.rows}×${work.features}`
    if (!made.has(key)) made.set(key, makeData(folder, work))
    measured.push({ work, results: measure(made.get(key), work) })
  }
  const rate = await matmulRate()
  if (values.json) {
    console.log(JSON.stringify({ processors: cpus().length, matrixProductGigaflops: rate, measured }))
  } else {
    for (const one of measured) show(one, rate)
    console.log(`\nA plain product of two 2048 × 2048 matrices on ONNX Runtime: ${rate.toFixed(0)} GFLOP/s`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
