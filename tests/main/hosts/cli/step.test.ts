/** `step` as a person runs it: real numbers of single steps, the project only read. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { LoopNumbers } from '../../../../src-shared/loop'

const root = join(import.meta.dirname, '../../../..')
const folder = mkdtempSync(join(tmpdir(), 'epochwise-step-'))

type Result = { status: number; out: string; err: string }

function cli(...args: string[]): Promise<Result> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, 'scripts/cli.mjs'), ...args], { cwd: folder }, (error, out, err) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, out, err })
    })
  })
}

const steps = (out: string): LoopNumbers[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as LoopNumbers)

beforeAll(async () => {
  writeFileSync(join(folder, 'houses.csv'), 'size,price\n1.5,300\n2,400\n2.5,500\n')
  const model = ['--hidden', 'none', '--optimizer', 'sgd', '--lr', '0.01', '--batch', 'all', '--standardise', 'off']
  const { status } = await cli(
    ...['train', 'houses.csv', '--target', 'price', ...model, '--validation', '0', '--initial-weights', '0.5,0.25'],
    ...['--project', 'houses.epochwise'],
  )
  expect(status).toBe(0)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('prints each step with its rows, forward, loss, backward and update, as the hand works them out', async () => {
  const before = readFileSync(join(folder, 'houses.epochwise'))
  const { status, out } = await cli('step', 'houses.epochwise', '--steps', '3', '--json')
  expect(status).toBe(0)
  expect(readFileSync(join(folder, 'houses.epochwise')).equals(before)).toBe(true)
  let [w, b] = [0.5, 0.25]
  const x = [1.5, 2, 2.5]
  const y = [300, 400, 500]
  const found = steps(out)
  expect(found.map(({ step }) => step)).toEqual([0, 1, 2])
  for (const { rows, forward, loss, backward, update } of found) {
    const errors = x.map((one, i) => w * one + b - y[i]!)
    const mean = (values: number[]): number => values.reduce((sum, one) => sum + one, 0) / 3
    const gradient = [2 * mean(errors.map((one, i) => one * x[i]!)), 2 * mean(errors)]
    expect(rows).toHaveLength(3)
    forward[0]!.preactivation.forEach(([z], i) => expect(z! / (w * x[i]! + b)).toBeCloseTo(1, 5))
    expect(loss.value! / mean(errors.map((one) => one * one))).toBeCloseTo(1, 5)
    expect(backward.map(({ parameter }) => parameter)).toEqual(['layers.0.weights', 'layers.0.biases'])
    backward.forEach((one, i) => expect((one.gradient.flat()[0] as number) / gradient[i]!).toBeCloseTo(1, 5))
    ;[w, b] = [w - 0.01 * gradient[0]!, b - 0.01 * gradient[1]!]
    expect((update[0]!.after.flat()[0] as number) / w).toBeCloseTo(1, 5)
    expect((update[1]!.after.flat()[0] as number) / b).toBeCloseTo(1, 5)
  }
})

it('prints a table without --json, from any step, also beyond the end', async () => {
  const { status, out } = await cli('step', 'houses.epochwise', '--from', 'latest')
  expect(status).toBe(0)
  expect(out).toContain('Step 100: epoch 101/100, step 1/1, 3 rows')
  expect(out).toMatch(/row \d+: 1.5 → \d+\.\d+, true 300/)
  expect(out).toContain('layers.0.weights')
})

it('says what is wrong: no such run, a negative step', async () => {
  expect(await cli('step', 'houses.epochwise', '--run', '9')).toMatchObject({
    status: 2,
    err: expect.stringContaining('no run 9'),
  })
  expect(await cli('step', 'houses.epochwise', '--from', '-1')).toMatchObject({ status: 2 })
})
