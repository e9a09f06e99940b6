/**
 * `npm run bench -- training [--json] [--rows N] [--features N] [--scaling off]`: what a person waits for, and what it takes.
 *
 * Measured as the page does it, over HTTP and the WebSocket of the built web host: from the click on Train to the finished
 * curve of the tutorial with a warm trainer; from the click to the first epoch of a large table, and the trainer's peak
 * memory on it; and how the time of an epoch grows as rows, width and depth double.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { DuckDBInstance } from '@duckdb/node-api'
import { WebSocket } from 'ws'
import { exponent, median, peer, reasonOf, root, trainByCommandLine } from './bench-tools.mjs'
import { buildIfStale } from './build-if-stale.mjs'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rows: { type: 'string', default: '1000000' },
    features: { type: 'string', default: '50' },
    scaling: { type: 'string', default: 'on' },
  },
})
const rows = Number(values.rows)
const features = Number(values.features)
const megabytes = 2 ** 20

/** The built web host, and the page's two ways to it. */
async function openHost(folder) {
  const child = spawn(
    process.execPath,
    [join(root, 'out/main/web.js'), '--no-open', '--port', '0', '--workspace', folder],
    { env: { ...process.env, EPOCHWISE_DATA: join(folder, 'data') }, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const address = await new Promise((resolve, reject) => {
    let said = ''
    child.once('close', () => reject(new Error(`The host ended: ${said}`)))
    child.stdout.on('data', (text) => {
      const found = /http:\/\/127\.0\.0\.1:\d+\/#\S+/.exec((said += text))
      if (found) resolve(new URL(found[0]))
    })
  })
  const token = address.hash.slice(1)
  const socket = new WebSocket(`ws://${address.host}/events`, ['epochwise', token], { origin: address.origin })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  const send = async (command, input = {}) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', origin: address.origin }
    const answer = await fetch(`${address.origin}/api/${command}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(input),
    })
    const reply = await answer.json()
    if (!reply.ok) throw new Error(`${command}: ${reply.error.message}`)
    return reply.value
  }
  /** The first event that `wanted` accepts from now on, and when it came. */
  const next = (wanted) =>
    new Promise((resolve) => {
      const listen = (data) => {
        const { name, payload } = JSON.parse(String(data))
        if (!wanted(name, payload)) return
        socket.off('message', listen)
        resolve({ payload, at: performance.now() })
      }
      socket.on('message', listen)
    })
  const closed = new Promise((resolve) => child.once('close', resolve))
  const close = () => {
    child.kill('SIGINT')
    return closed
  }
  return { pid: child.pid, send, next, close }
}

const ended = (name, { run }) => name === 'run.changed' && ['completed', 'failed', 'diverged'].includes(run.status)

/** A trainer that has loaded its engine: it is started a moment after the last run. */
const warmUp = () => new Promise((resolve) => setTimeout(resolve, 2500))

/** Click to the finished curve, and the 100 epochs alone, in milliseconds: medians of several; and PyTorch's loop. */
async function tutorial({ send, next }) {
  await send('project.openSample', { id: 'tutorial' })
  const taken = []
  const loops = []
  for (let i = 0; i < 5; i++) {
    await warmUp()
    const over = next(ended)
    const clicked = performance.now()
    await send('run.start')
    const { at, payload } = await over
    taken.push(at - clicked)
    const { seconds } = await send('run.history', { runId: payload.run.id, after: 0, limit: 1000 })
    loops.push(1000 * seconds.reduce((sum, own) => sum + own, 0))
  }
  return { milliseconds: median(taken), loop: median(loops), pytorch: pytorchLoop() }
}

/** Milliseconds; or why there is none. */
function pytorchLoop() {
  try {
    const found = peer('seed')
    return found.skipped ?? found.ms
  } catch (error) {
    return reasonOf(error)
  }
}

/** The most memory that the trainers of a host have had, sampled while `work` runs; null where the system doesn't tell. */
async function peakOf(pid, work) {
  let peak = 0
  const look = setInterval(() => {
    for (const child of childrenOf(pid)) {
      const found = /VmHWM:\s+(\d+) kB/.exec(statusOf(child))
      if (found) peak = Math.max(peak, Number(found[1]) * 1024)
    }
  }, 20)
  try {
    return { value: await work(), peak: peak || null }
  } finally {
    clearInterval(look)
  }
}

function statusOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return ''
  }
}

function childrenOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
  } catch {
    return []
  }
}

/** Two decimals, as measured numbers have: the file of a million rows stays below 300 MB. */
async function writeTable(file) {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const columns = Array.from({ length: features }, (_, j) => `round(sin(i * ${j + 1}.7 + ${j}) * 3, 2) AS x${j}`)
  const target = 'round(sin(i * 1.7) * 2 + cos(i * 3.7) + sin(i * 12.9) / 5, 3) AS y'
  await connection.run(`COPY (SELECT ${columns.join(', ')}, ${target} FROM range(${rows}) t(i)) TO '${file}' (HEADER)`)
  connection.closeSync()
  instance.closeSync()
}

async function large(host, folder) {
  const { send, next, pid } = host
  await writeTable(join(folder, 'large.csv'))
  await send('table.import', { from: { kind: 'path', path: 'large.csv' } })
  const { project } = await send('app.state')
  const target = project.table.columns.at(-1)
  await send('column.set', { columnId: target.id, role: 'target' })
  await send('recipe.change', { change: { batchSize: 1024, epochs: 3 } })
  await warmUp()
  return peakOf(pid, async () => {
    const first = next((name) => name === 'run.epochs')
    const over = next(ended)
    const clicked = performance.now()
    await send('run.start')
    const { at, payload } = await first
    const { payload: end } = await over
    const { training, validation } = end.run.rows
    const data = (training + validation) * (end.run.inputs + 1) * 4
    return { firstEpochSeconds: (at - clicked) / 1000, epochSeconds: payload.epochs.seconds[0], data }
  })
}

/** Seconds per epoch as one size doubles and the others stay. */
function scaling(folder) {
  const file = (count) => {
    const path = join(folder, `scaling-${count}.csv`)
    const lines = Array.from({ length: count }, (_, i) =>
      Array.from({ length: 21 }, (_, j) => Math.sin(i * (j + 1) * 1.7).toFixed(4)).join(','),
    )
    writeFileSync(path, `${Array.from({ length: 20 }, (_, j) => `x${j}`).join(',')},y\n${lines.join('\n')}\n`)
    return path
  }
  const fixed = { batch: 256, epochs: 5 }
  const timed = (size, csv, hidden) => ({ size, seconds: trainByCommandLine(csv, { ...fixed, hidden }).median })
  const some = file(20_000)
  const ways = {
    rows: [25_000, 50_000, 100_000, 200_000].map((size) => timed(size, file(size), '64,32')),
    width: [64, 128, 256, 512].map((size) => timed(size, some, `${size},${size}`)),
    depth: [2, 4, 8, 16].map((size) => timed(size, some, Array(size).fill(64).join(','))),
  }
  return Object.entries(ways).map(([what, points]) => ({ what, points, exponent: exponent(points) }))
}

function show({ tutorial: click, large: big, scaling: ways }) {
  console.log(`${cpus().length} processors\n`)
  const { milliseconds, loop, pytorch } = click
  const beside =
    typeof pytorch === 'number'
      ? `${pytorch.toFixed(1)} ms in PyTorch, ${(pytorch / loop).toFixed(0)} × as long`
      : `PyTorch skipped: ${pytorch}`
  console.log(`the tutorial, trainer warm: ${milliseconds.toFixed(0)} ms from the click to the finished curve`)
  console.log(`its 100 epochs alone: ${loop.toFixed(2)} ms; ${beside}`)
  if (big.skipped) console.log(`the large table: ${big.skipped}`)
  else {
    const beyond = big.peak === null ? 'unknown here' : `data + ${((big.peak - big.data) / megabytes).toFixed(0)} MB`
    console.log(
      `${rows} × ${features}, 64-32, batch 1024: first epoch ${big.firstEpochSeconds.toFixed(2)} s after the click ` +
        `(the epoch itself ${big.epochSeconds.toFixed(2)} s); the trainer's peak memory: ${beyond}`,
    )
  }
  for (const { what, points, exponent: power } of ways) {
    const steps = points.map(({ size, seconds }) => `${size}: ${(seconds * 1000).toFixed(1)} ms`).join(', ')
    console.log(`an epoch as ${what} doubles: ${steps}; time ∝ ${what}^${power.toFixed(2)}`)
  }
}

await buildIfStale(['main'])
const folder = mkdtempSync(join(tmpdir(), 'epochwise-bench-'))
mkdirSync(join(folder, 'data'))
const host = await openHost(folder)
try {
  const click = await tutorial(host)
  const big = await large(host, folder).then(
    ({ value, peak }) => ({ rows, features, ...value, peak }),
    (error) => ({ skipped: reasonOf(error) }),
  )
  await host.close()
  const results = { tutorial: click, large: big, scaling: values.scaling === 'off' ? [] : scaling(folder) }
  if (values.json) console.log(JSON.stringify({ processors: cpus().length, ...results }))
  else show(results)
} finally {
  await host.close()
  rmSync(folder, { recursive: true, force: true })
}
