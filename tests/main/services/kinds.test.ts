/** Every kind of column through a whole run: trained on, judged, asked, and asked for a file. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { ColumnKind, ColumnRole } from '../../../src-shared/table'
import { holdBack } from '../../../src-shared/recipe'
import { createSplitService } from '../../../src-main/services/split-service'
import { RunFixture } from './run-fixture'

let fixture: RunFixture
afterEach(() => fixture.close())

function housesCsv(rows: number): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const day = new Date(Date.UTC(2022, 0, 1 + i * 3)).toISOString().slice(0, 10)
    const size = 50 + ((i * 37) % 90)
    const garden = i % 3 === 0
    const state = ['poor', 'fair', 'good'][i % 3]!
    const price = 1000 * size + (garden ? 20_000 : 0) + i * 50
    return `${day},${size},${garden ? 'yes' : 'no'},${state},${1 + (i % 2)},${price},${price / 200}`
  })
  return `sold,size,garden,state,counts,price,rent\n${lines.join('\n')}\n`
}

async function become(
  name: string,
  change: { kind?: ColumnKind; role?: ColumnRole; order?: string[]; also?: boolean },
): Promise<void> {
  const { id } = fixture.document.table().columns.find((column) => column.name === name)!
  await fixture.document.setColumn(id, change)
}

test('dates, truths, orders, weights and two targets are trained on, tested by time, and asked', async () => {
  fixture = await RunFixture.create(housesCsv(200), { epochs: 30, split: { ...holdBack(0.2, 0.1), kind: 'time' } })
  await become('sold', { kind: 'date' })
  await become('garden', { kind: 'boolean' })
  await become('state', { kind: 'ordered', order: ['poor', 'fair', 'good'] })
  await become('counts', { role: 'weight' })
  await become('price', { role: 'target' })
  await become('rent', { role: 'target', also: true })
  const ids = [1, 100, 150, 190, 200]
  const split = await createSplitService(fixture.context)['split.parts']({ rowIds: ids })
  expect(split.parts).toEqual(['training', 'training', 'validation', 'test', 'test'])
  expect(split.words).toBe('20 % for validation, 10 % for test, the last rows')

  const run = await fixture.train()
  expect(run).toMatchObject({
    status: 'completed',
    target: 'price, rent',
    rows: { training: 140, validation: 40, test: 20 },
  })
  expect(run.testMetrics).toMatchObject({ rows: 'test', count: 20, targets: [{ target: 'price' }, { target: 'rent' }] })

  expect(run.baseline!.testMetrics).toMatchObject({ rows: 'test', count: 20, targets: [{}, {}] })

  const form = await fixture.predict['predict.form']({ runId: run.id })
  expect(form.targets).toEqual(['price', 'rent'])
  expect(form.fields.map(({ kind }) => kind)).toEqual(['date', 'number', 'boolean', 'ordered'])
  const values = [
    { name: 'sold', value: '2022-02-03' },
    { name: 'size', value: '80' },
    { name: 'garden', value: 'yes' },
    { name: 'state', value: 'good' },
  ]
  const answer = await fixture.predict['predict.row']({ runId: run.id, values })
  if (answer.kind !== 'regression') throw new Error('Numbers were expected')
  expect(answer.answers.map(({ target }) => target)).toEqual(['price', 'rent'])
  for (const { interval } of answer.answers) expect(interval!.low).toBeLessThan(interval!.high)
  const near = await fixture.predict['predict.neighbours']({ runId: run.id, values, count: 3 })
  expect(near).toMatchObject({ targets: ['price', 'rent'], dataChanged: false })
  expect(near.rows).toHaveLength(3)
  expect(near.rows.every(({ index }) => index < 140)).toBe(true)
  const wrong = values.map((one) => (one.name === 'state' ? { ...one, value: 'new' } : one))
  await expect(fixture.predict['predict.row']({ runId: run.id, values: wrong })).rejects.toThrow(
    'is none of poor, fair, good',
  )

  const [from, to] = [join(fixture.folder, 'in.csv'), join(fixture.folder, 'out.csv')]
  await writeFile(from, 'state,sold,garden,size\ngood,2022-02-03,yes,80\n')
  await fixture.predict['predict.file']({
    runId: run.id,
    from: { kind: 'path', path: from },
    to: { kind: 'path', path: to },
  })
  const [header, line] = (await readFile(to, 'utf8')).split('\n')
  expect(header).toBe('state,sold,garden,size,predicted_price,predicted_rent')
  const spelled = line!.split(',').slice(-2).map(Number)
  answer.answers.forEach(({ value }, k) => expect(spelled[k]! / value).toBeCloseTo(1, 5))
})

test('balanced classes weigh the rare one up, and a weight below zero is named by its row', async () => {
  const rows = Array.from(
    { length: 100 },
    (_, i) => `${i % 10},${i % 10 === 0 ? 'rare' : 'usual'},${i === 41 ? -1 : 1}`,
  )
  fixture = await RunFixture.create(`x,kind,w\n${rows.join('\n')}\n`, {
    epochs: 3,
    classWeights: 'balanced',
    split: holdBack(0),
  })
  await become('w', { role: 'weight', kind: 'number' })
  await become('kind', { role: 'target' })
  await expect(fixture.start()).rejects.toThrow('Row 42 has the weight -1 in “w”')
  await become('w', { role: 'ignored' })
  const { id } = await fixture.train()
  const encoding = JSON.parse((await fixture.document.runs.get(id)).encoding) as { classWeights: number[] }
  expect(encoding.classWeights).toEqual([5, expect.closeTo(0.5556, 3)])
})
