import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { holdBack } from '../../../src-shared/recipe'
import type { Prediction } from '../../../src-shared/predict'
import type { RunSummary } from '../../../src-shared/run'
import { RunFixture, wavesCsv } from './run-fixture'

let fixture: RunFixture
afterEach(() => fixture.close())

type Given = Record<string, number | string | null>

async function ask(runId: number, given: Given): Promise<Prediction> {
  const values = Object.entries(given).map(([name, value]) => ({ name, value }))
  return fixture.predict['predict.row']({ runId, values })
}

async function askNumber(runId: number, given: Given): Promise<number> {
  const answer = await ask(runId, given)
  if (answer.kind !== 'regression') throw new Error('A number was expected')
  return answer.answers[0]!.value
}

/** The run's predictions for a CSV, as the text of the file that comes of it. */
async function askFile(runId: number, csv: string | Buffer): Promise<string> {
  const [from, to] = [join(fixture.folder, 'in.csv'), join(fixture.folder, 'out.csv')]
  await writeFile(from, csv)
  const result = await fixture.predict['predict.file']({
    runId,
    from: { kind: 'path', path: from },
    to: { kind: 'path', path: to },
  })
  expect(result!.delivery).toEqual({ kind: 'file', path: to })
  const text = await readFile(to, 'utf8')
  return text
}

/** Shop visits: a number with gaps, a town with gaps, and whether something was bought. */
function visitsCsv(): string {
  const lines = Array.from({ length: 240 }, (_, i) => {
    const minutes = i % 11 === 0 ? '' : String((i % 40) + 0.5)
    const town = i % 13 === 0 ? 'NA' : ['Lyon', 'Paris', '"Aix, en Provence"'][i % 3]!
    return `${i},${minutes},${town},${i % 40 > 20 ? 'yes' : 'no'}`
  })
  return `visit,minutes,town,bought\n${lines.join('\n')}\n`
}

async function trainVisits(): Promise<RunSummary> {
  fixture = await RunFixture.create(visitsCsv(), { epochs: 40, split: holdBack(0.25) })
  const visit = fixture.document.table().columns.find(({ name }) => name === 'visit')!
  await fixture.document.setColumn(visit.id, { role: 'ignored' })
  return fixture.train()
}

describe('one row', () => {
  test("the tutorial's house of 3,000 square feet is about 566, not 600", async () => {
    fixture = await RunFixture.tutorial({ initialWeights: [0.5, 0.5] })
    const { id } = await fixture.train()
    const value = await askNumber(id, { size: 3 })
    expect(value).toBeGreaterThan(560)
    expect(value).toBeLessThan(572)
    expect(await askNumber(id, { size: ' 3.0 ' })).toBe(value)
    expect(await askNumber(id, { size: '3e0' })).toBe(value)
  })

  test('standardised, it is 600', async () => {
    fixture = await RunFixture.tutorial({ standardise: true, optimizer: { kind: 'sgd', learningRate: 0.1 } })
    const { id } = await fixture.train()
    expect(await askNumber(id, { size: 3 })).toBeCloseTo(600, 1)
  })

  test('the form has ranges, the usual value, decimals and categories', async () => {
    const { id } = await trainVisits()
    const form = await fixture.predict['predict.form']({ runId: id })
    expect(form).toMatchObject({ runId: id, targets: ['bought'] })
    expect(form.fields).toEqual([
      { name: 'minutes', kind: 'number', min: 0.5, max: 39.5, typical: expect.any(Number), decimals: 1, decimal: '.' },
      {
        name: 'town',
        kind: 'category',
        values: expect.arrayContaining(['Lyon', 'Paris', 'Aix, en Provence']),
        typical: expect.any(String),
      },
    ])
  })

  test('a class comes with the probabilities of all', async () => {
    const { id } = await trainVisits()
    const late = await ask(id, { minutes: 38.5, town: 'Paris' })
    if (late.kind !== 'classification') throw new Error('A class was expected')
    expect(late).toMatchObject({ label: 'yes', target: 'bought', flags: [] })
    expect(late.probabilities.map(({ label }) => label)).toEqual(['no', 'yes'])
    expect(late.probabilities.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 6)
    expect(await ask(id, { minutes: 2.5, town: 'Paris' })).toMatchObject({ label: 'no' })
  })

  test('flags what training never saw, and what is missing', async () => {
    const { id } = await trainVisits()
    const { flags } = await ask(id, { minutes: 99, town: 'Oslo' })
    expect(flags).toEqual([
      { field: 'minutes', message: 'Outside what training saw: 0.5 to 39.5.' },
      { field: 'town', message: 'Training never saw “Oslo”, or too rarely.' },
    ])
    const empty = await ask(id, { minutes: '', town: null })
    expect(empty.flags.map(({ field }) => field)).toEqual(['minutes', 'town'])
    expect(empty.flags[0]!.message).toContain('median')
    expect((await ask(id, {})).flags).toEqual(empty.flags)
  })

  test('a text that is not a number is refused with the spelling that would do', async () => {
    const { id } = await trainVisits()
    await expect(ask(id, { minutes: '12,5', town: 'Paris' })).rejects.toMatchObject({
      code: 'predict.value',
      message: '“minutes”: “12,5” is not a number: write digits such as 12.5, or leave it empty.',
      details: { column: 'minutes' },
    })
    await expect(ask(id, { minuets: 3 })).rejects.toMatchObject({ code: 'predict.columns' })
  })

  test('runs without weights, and runs that are not there, are refused', async () => {
    fixture = await RunFixture.tutorial()
    await expect(ask(5, { size: 1 })).rejects.toMatchObject({ code: 'run.none' })
    const { id } = await fixture.train()
    const { summary, encoding, fingerprint } = await fixture.document.runs.get(id)
    const empty = await fixture.document.runs.create({
      summary: { ...summary, hasWeights: false },
      encoding,
      fingerprint,
    })
    await expect(ask(empty.summary.id, { size: 1 })).rejects.toMatchObject({ code: 'run.noWeights' })
  })

  test('questions to several runs at once are each answered by their own', async () => {
    fixture = await RunFixture.tutorial({ initialWeights: [0, 0] })
    const first = await fixture.train()
    await fixture.document.changeRecipe({ epochs: 1 })
    const second = await fixture.train()
    const sizes = [1, 2, 3, 4]
    const alone = [await askNumber(first.id, { size: 2 }), await askNumber(second.id, { size: 2 })]
    const mixed = await Promise.all(
      sizes.flatMap(() => [askNumber(first.id, { size: 2 }), askNumber(second.id, { size: 2 })]),
    )
    expect(mixed).toEqual(sizes.flatMap(() => alone))
    expect(alone[0]).not.toBe(alone[1])
  })

  test('a run that has learned more answers with what it has learned', async () => {
    fixture = await RunFixture.create(wavesCsv(500), { epochs: 100_000 })
    const { id } = await fixture.start()
    await fixture.epochsOf(id)
    await fixture.pause(id)
    const before = await askNumber(id, { a: 0.5, b: 0.5 })
    await fixture.resume(id)
    await fixture.when(({ name, payload }) => name === 'run.epochs' && fixture.told('run.epochs').length > 5 && payload)
    await fixture.stop(id)
    expect(await askNumber(id, { a: 0.5, b: 0.5 })).not.toBe(before)
  })
})

describe('a whole file', () => {
  test('comes back with every column as it was spelled, and the predictions behind', async () => {
    const { id } = await trainVisits()
    const text = await askFile(
      id,
      'minutes,note,town\n07.50,"a ""quoted"", thing",Paris\n,x,\n39.5,007,Oslo\nn/a,y,NA\nhuh,z,Lyon\n',
    )
    const lines = text.split('\n')
    expect(lines[0]).toBe('minutes,note,town,predicted_bought,probability_no,probability_yes')
    expect(lines[1]).toMatch(/^07\.50,"a ""quoted"", thing",Paris,no,0\.\d+,[\d.e-]+$/)
    expect(lines[3]).toMatch(/^39\.5,007,Oslo,yes,/)
    expect(lines).toHaveLength(7)
    const alone = await ask(id, { minutes: 7.5, town: 'Paris' })
    if (alone.kind !== 'classification') throw new Error('A class was expected')
    expect(Number(lines[1]!.split(',').at(-1))).toBeCloseTo(alone.probabilities[1]!.probability, 6)
    const missing = await ask(id, {})
    if (missing.kind !== 'classification') throw new Error('A class was expected')
    for (const line of [lines[2]!, lines[4]!]) {
      expect(Number(line.split(',').at(-1))).toBeCloseTo(missing.probabilities[1]!.probability, 6)
    }
  })

  test('keeps its own way of writing: semicolons, Windows-1252, a mark at its start', async () => {
    const { id } = await trainVisits()
    const semicolons = await askFile(id, 'minutes;town;bought\n3.5;Paris;a\n4.5;Lyon;b\n')
    expect(semicolons).toMatch(/^minutes;town;bought;predicted_bought;probability_no;probability_yes\n3\.5;Paris;a;no;/)
    const latin = await askFile(id, Buffer.from('minutes,town,caf\u00e9\n3.5,Paris,1\n', 'latin1'))
    expect(latin).toMatch(/^minutes,town,café,predicted_bought/)
    const marked = await askFile(id, '\ufeffminutes,town\r\n3.5,Paris\r\n')
    expect(marked).toMatch(/^minutes,town,predicted_bought.*\n3\.5,Paris,no,/)
  })

  test('one column is enough where the run has one feature', async () => {
    fixture = await RunFixture.tutorial({ initialWeights: [0.5, 0.5] })
    const { id } = await fixture.train()
    const text = await askFile(id, 'size\n3\n2\n')
    const [header, first] = text.split('\n')
    expect(header).toBe('size,predicted_price')
    expect(Number(first!.split(',')[1])).toBeCloseTo(await askNumber(id, { size: 3 }), 5)
  })

  test('a column that is called like the prediction keeps its name, and the prediction takes another', async () => {
    fixture = await RunFixture.tutorial()
    const { id } = await fixture.train()
    const text = await askFile(id, 'size,predicted_price\n3,1\n')
    expect(text.split('\n')[0]).toBe('size,predicted_price,predicted_price (2)')
  })

  test('a missing column is named, and nothing is written', async () => {
    const { id } = await trainVisits()
    const asked = askFile(id, 'minutes,village\n3,Paris\n')
    await expect(asked).rejects.toMatchObject({ code: 'predict.columns', details: { column: 'town' } })
    await expect(asked).rejects.toThrow('in.csv lacks the column “town”')
    expect((await readdir(fixture.folder)).filter((name) => name.startsWith('out.csv'))).toEqual([])
  })

  test('ragged lines and stray quotes are mended as an import mends them, and the answer names them', async () => {
    const { id } = await trainVisits()
    const csv = 'minutes,town,note\n3.5,Paris,"a ""b"""\n4.5\n3.5,Paris,x,more,\n3.5,Paris,"x" y\n'
    const [from, to] = [join(fixture.folder, 'in.csv'), join(fixture.folder, 'out.csv')]
    await writeFile(from, csv)
    const place = (path: string) => ({ kind: 'path', path }) as const
    const done = await fixture.predict['predict.file']({ runId: id, from: place(from), to: place(to) })
    expect(done).toMatchObject({ rows: 4, mended: { count: 3 } })
    expect(done!.mended.first.map(({ line }) => line)).toEqual([3, 4, 5])
    expect(done!.mended.first[0]!.reason).toBe('It has 1 cell, the table 3 cells: the rest was left empty.')
    expect(done!.mended.first[1]!.reason).toContain('the rest was cut off')
    const lines = (await readFile(to, 'utf8')).trimEnd().split('\n')
    const answers = lines.map((line) => line.split(',').slice(3))
    expect(answers[0]).toEqual(['predicted_bought', 'probability_no', 'probability_yes'])
    for (const line of answers) expect(line).toHaveLength(3)
    // What is spelled well stays as it is; a mended row has a cell for each column.
    expect(lines[1]).toMatch(/^3\.5,Paris,"a ""b""",/)
    expect(lines[2]).toMatch(/^4\.5,,,(yes|no),/)
    expect(lines[3]).toMatch(/^3\.5,Paris,x,(yes|no),/)
    expect(answers[3]).toEqual(answers[1])
    expect(lines[4]).toMatch(/^3\.5,Paris,"""x"" y",/)
  })

  test('of many mended rows the first are named, and all are counted', async () => {
    const { id } = await trainVisits()
    const [from, to] = [join(fixture.folder, 'in.csv'), join(fixture.folder, 'out.csv')]
    await writeFile(from, `minutes,town\n${'3.5\n'.repeat(500)}`)
    const place = (path: string) => ({ kind: 'path', path }) as const
    const done = await fixture.predict['predict.file']({ runId: id, from: place(from), to: place(to) })
    expect(done).toMatchObject({ rows: 500, mended: { count: 500, first: { length: 20 } } })
  })

  test('empty, header-only and missing files are refused', async () => {
    const { id } = await trainVisits()
    await expect(askFile(id, '')).rejects.toMatchObject({ code: 'import.empty' })
    await expect(askFile(id, 'minutes,town\n')).rejects.toMatchObject({ code: 'import.headerOnly' })
    const gone = { kind: 'path', path: join(fixture.folder, 'gone.csv') } as const
    const asked = fixture.predict['predict.file']({
      runId: id,
      from: gone,
      to: { kind: 'path', path: join(fixture.folder, 'o.csv') },
    })
    await expect(asked).rejects.toMatchObject({ code: 'file.missing' })
  })

  test('a folder that is not there is said', async () => {
    const { id } = await trainVisits()
    const from = join(fixture.folder, 'in.csv')
    await writeFile(from, 'minutes,town\n3.5,Paris\n')
    const to = join(fixture.folder, 'nowhere', 'out.csv')
    const asked = fixture.predict['predict.file']({
      runId: id,
      from: { kind: 'path', path: from },
      to: { kind: 'path', path: to },
    })
    await expect(asked).rejects.toMatchObject({ code: 'file.missing' })
  })

  test('a file of many chunks keeps its rows, in order, and tells how far it is', async () => {
    fixture = await RunFixture.tutorial()
    const { id } = await fixture.train()
    const rows = Array.from({ length: 300_000 }, (_, i) => `${i},${(i % 100) / 10},${'x'.repeat(20)}`)
    const text = await askFile(id, `row,size,filler\n${rows.join('\n')}\n`)
    const lines = text.trimEnd().split('\n')
    expect(lines).toHaveLength(300_001)
    lines.slice(1).forEach((line, i) => {
      if (!line.startsWith(`${rows[i]!},`)) throw new Error(`Row ${i} is out of place: ${line}`)
    })
    const shares = fixture.told('task.progress').map(({ share }) => share!)
    expect(shares.length).toBeGreaterThan(2)
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    expect(fixture.told('task.progress').at(-1)!.done).toBe(true)
  })

  test('can be cancelled, and then leaves nothing', async () => {
    fixture = await RunFixture.tutorial()
    const { id } = await fixture.train()
    const cancel = fixture.context.listen(({ name, payload }) => {
      if (name === 'task.progress' && payload.share !== null && payload.share > 0)
        fixture.context.tasks.cancel(payload.id)
    })
    const rows = 'x\n'.repeat(10).replaceAll('x', `2,${'y'.repeat(900_000)}`)
    await expect(askFile(id, `size,filler\n${rows}`)).rejects.toMatchObject({ code: 'task.cancelled' })
    cancel()
    expect((await readdir(fixture.folder)).filter((name) => /out\.csv|\.epochwise-/.test(name))).toEqual([])
  })
})
