/** What the benchmarks share: medians, made-up data, programs that print one JSON object a line. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..')

/** @param {readonly number[]} numbers */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** The power p in y ≈ c · xᵖ, by least squares over the logarithms. @param {{ size: number, seconds: number }[]} points */
export function exponent(points) {
  const [x, y] = [points.map(({ size }) => Math.log(size)), points.map(({ seconds }) => Math.log(seconds))]
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [mx, my] = [mean(x), mean(y)]
  const covariance = x.reduce((sum, value, i) => sum + (value - mx) * (y[i] - my), 0)
  return covariance / x.reduce((sum, value) => sum + (value - mx) ** 2, 0)
}

/** What a program prints; what it says on standard error is part of the error when it fails. */
export function outputOf(command, args) {
  return execFileSync(command, args, { cwd: root, maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] }).toString()
}

/** The same, one JSON object a line. */
export function linesOf(command, args) {
  return outputOf(command, args)
    .trim()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
}

/** Sums of three uniforms: bell-shaped enough, and the same on every machine. Gives rows of `features` numbers and a target. */
export function* makeRows(rows, features) {
  let state = 1
  const uniform = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 4294967296
  const normal = () => 2 * (uniform() + uniform() + uniform() - 1.5)
  const weights = Array.from({ length: features }, normal)
  const row = new Float32Array(features + 1)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < features; j++) row[j] = normal()
    const linear = weights.reduce((sum, weight, j) => sum + weight * row[j], 0)
    row[features] = linear + 0.5 * Math.sin(3 * row[0]) * row[1] + 0.1 * normal()
    yield row
  }
}

export const headerOf = (features) => `${Array.from({ length: features }, (_, j) => `x${j}`).join(',')},y\n`

/** Seconds per epoch of the command line's own run: the first apart, and the median of the others. */
export function trainByCommandLine(csv, options) {
  const fixed = ['--target', 'y', '--validation', '0', '--standardise', 'off', '--json']
  const named = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
  const lines = linesOf(process.execPath, ['scripts/cli.mjs', 'train', csv, ...fixed, ...named])
  const epochs = lines.filter(({ event }) => event === 'epoch').map(({ seconds }) => seconds)
  return { first: epochs[0], median: median(epochs.length > 1 ? epochs.slice(1) : epochs) }
}

/** One of Python's training loops, and what it printed; `skipped` says in words what stands in the way. */
export function peer(who, options = {}) {
  const script = join(root, '..', 'shared', 'bench', 'peers.py')
  const python = process.env.EPOCHWISE_PYTHON
  if (!python) return { skipped: 'EPOCHWISE_PYTHON names no Python' }
  if (!existsSync(script)) return { skipped: 'the script with their training loops is not there' }
  const named = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
  return linesOf(python, [script, ...named, who])[0]
}

/** The last line of what a failed program said. */
export function reasonOf(error) {
  return String(error.stderr ?? error.message)
    .trim()
    .split('\n')
    .at(-1)
}
