/** What the benchmarks of the table share: a made-up file, the built web host, and a way to ask it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildIfStale, root } from './build-if-stale.mjs'

/** The categories of the made-up file. */
export const words = ['centre', 'suburb', 'village', 'coast']

/**
 * A benchmark's main: `measure` gets a host that holds the made-up table and how many milliseconds its import took, and
 * gives the figures; they are printed as `inWords` has them, or with `--json` as they are.
 */
export async function benchTable(measure, inWords) {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      rows: { type: 'string', default: '1000000' },
      columns: { type: 'string', default: '20' },
    },
  })
  const size = { rows: Number(values.rows), columns: Number(values.columns) }
  await buildIfStale()
  const folder = await mkdtemp(join(tmpdir(), 'epochwise-bench-'))
  try {
    const figures = await withTable(folder, size, (host, imported) => measure(host, size, imported))
    const result = { ...size, processors: cpus().length, ...figures }
    process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : inWords(result))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return 0
}

async function withTable(folder, size, work) {
  const workspace = join(folder, 'workspace')
  await mkdir(workspace)
  await writeCsv(join(workspace, 'data.csv'), size)
  const host = await startHost(workspace, join(folder, 'data'))
  try {
    const started = performance.now()
    await ask(host, 'table.import', { from: { kind: 'path', path: 'data.csv' } })
    return await work(host, performance.now() - started)
  } finally {
    host.child.kill('SIGINT')
    await once(host.child, 'close')
  }
}

/** Numbers, a category and a text column, the same on every machine. */
async function writeCsv(path, { rows, columns }) {
  let state = 1
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0)
  const cell = (column, row) => {
    if (column === 1) return words[next() % words.length]
    return column === 2 ? `note ${row % 9973}` : String((next() % 1_000_000) / 100)
  }
  const file = await open(path, 'w')
  const names = Array.from({ length: columns }, (_, column) => `column${column + 1}`)
  let text = `${names.join(',')}\n`
  for (let row = 0; row < rows; row++) {
    text += `${names.map((_, column) => cell(column, row)).join(',')}\n`
    if (text.length > 1 << 22) {
      await file.write(text)
      text = ''
    }
  }
  await file.write(text)
  await file.close()
}

/** Gives the process and the address with its token. */
async function startHost(workspace, data) {
  const args = [join(root, 'out/main/web.js'), '--no-open', '--workspace', workspace, '--port', '0']
  const child = spawn(process.execPath, args, {
    env: { ...process.env, EPOCHWISE_DATA: data },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  let output = ''
  const address = await new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      output += String(chunk)
      const found = /http:\/\/127\.0\.0\.1:\d+\/#\S+/.exec(output)
      if (found !== null) resolve(found[0])
    })
    child.once('close', (code) => reject(new Error(`The host ended with ${code}: ${output}`)))
  })
  return { child, address }
}

/** @throws the host's own words */
export async function ask({ address }, command, input) {
  const { origin, hash } = new URL(address)
  const reply = await fetch(`${origin}/api/${command}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${hash.slice(1)}`, 'content-type': 'application/json', origin },
    body: JSON.stringify(input),
  })
  const { ok, value, error } = await reply.json()
  if (!ok) throw new Error(`${command}: ${error.message}`)
  return value
}
