/** The command line as a person runs it: a process, its two streams, its exit status. */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../../../..')
/** A space and an accent, as people's folders have them. */
const folder = join(mkdtempSync(join(tmpdir(), 'epochwise-cli-')), 'my dàta')

type Result = { status: number; out: string; err: string }

function cli(...args: string[]): Promise<Result> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, 'scripts/cli.mjs'), ...args], { cwd: folder }, (error, out, err) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, out, err })
    })
  })
}

const json = (text: string): Record<string, unknown>[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

function write(name: string, text: string | Uint8Array): string {
  writeFileSync(join(folder, name), text)
  return name
}

/** y = 3a − 2b + 10, plus 20 for the red ones. */
function points(rows: number): string {
  const lines = ['a,b,colour,y']
  for (let i = 0; i < rows; i++) {
    const [a, b, colour] = [(i * 37) % 101, (i * 53) % 97, i % 3 === 0 ? 'red' : 'blue']
    lines.push(`${a},${b},${colour},${3 * a - 2 * b + 10 + (colour === 'red' ? 20 : 0)}`)
  }
  return `${lines.join('\n')}\n`
}

beforeAll(() => {
  mkdirSync(folder)
  write('points.csv', points(240))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('train', () => {
  it('prints one object a line: started, every epoch, finished', async () => {
    const { status, out } = await cli(
      'train',
      'points.csv',
      '--target',
      'y',
      '--epochs',
      '25',
      '--lr',
      '0.01',
      '--json',
    )
    const events = json(out)
    expect(status).toBe(0)
    expect(events[0]).toMatchObject({ event: 'started', rows: 240, features: ['a', 'b', 'colour'] })
    const epochs = events.filter((event) => event.event === 'epoch')
    expect(epochs.map((event) => event.epoch)).toEqual(Array.from({ length: 25 }, (_, i) => i + 1))
    expect(epochs.every((event) => typeof event.loss === 'number' && typeof event.validationLoss === 'number')).toBe(
      true,
    )
    expect(events.at(-1)).toMatchObject({ event: 'finished', status: 'completed', epochs: 25 })
    expect((events.at(-1)?.metrics as { r2: number }).r2).toBeGreaterThan(0.95)
  })

  it('gives the same losses for the same seed, others for another', async () => {
    const losses = async (seed: string) => {
      const { out } = await cli('train', 'points.csv', '--target', 'y', '--epochs', '3', '--seed', seed, '--json')
      return json(out).flatMap((event) => (event.event === 'epoch' ? [event.loss] : []))
    }
    const [first, again, other] = [await losses('7'), await losses('7'), await losses('8')]
    expect(again).toEqual(first)
    expect(other).not.toEqual(first)
  })

  it('prints the log in the tutorial’s form, and the metrics', async () => {
    const { out } = await cli('train', 'points.csv', '--target', 'y', '--epochs', '20', '--validation', '0.25')
    const lines = out.trim().split('\n')
    expect(lines[0]).toMatch(/^Epoch 10\/20, Loss: \d+\.\d{4}, Validation: \d+\.\d{4}$/)
    expect(lines[1]).toMatch(/^Epoch 20\/20, Loss: /)
    expect(lines[2]).toMatch(/^Validation \(60 rows\), R²: .*MAE: .*RMSE: /)
    expect(lines).toHaveLength(3)
  })

  it('prints the metrics of the rows that were kept for the end', async () => {
    const kept = ['train', 'points.csv', '--target', 'y', '--epochs', '2', '--test', '0.1'] as const
    const [plain, events] = [await cli(...kept), json((await cli(...kept, '--json')).out)]
    expect(plain.out.trim().split('\n').at(-1)).toMatch(/^Test \(24 rows\), R²: /)
    expect(events.at(-1)).toMatchObject({ event: 'finished', testMetrics: { r2: expect.any(Number) } })
  })

  it('uses only the features that are asked for', async () => {
    const { out } = await cli('train', 'points.csv', '--target', 'y', '--features', 'b', '--epochs', '2', '--json')
    expect(json(out)[0]).toMatchObject({ features: ['b'] })
  })

  it('learns classes and reports their accuracy', async () => {
    const args = ['--target', 'colour', '--features', 'a,b,y', '--epochs', '60', '--lr', '0.01', '--json']
    const { out } = await cli('train', 'points.csv', ...args)
    expect((json(out).at(-1)?.metrics as { accuracy: number }).accuracy).toBeGreaterThan(0.9)
  })

  it('says how many rows have no target, and trains on the others', async () => {
    write('gaps.csv', points(60).replace(/(\n0,0,red,)\d+/, '$1'))
    const { status, err, out } = await cli('train', 'gaps.csv', '--target', 'y', '--epochs', '2', '--json')
    expect(status).toBe(0)
    expect(err).toContain('1 of 60 rows have no y and are left out')
    expect(json(out)[0]).toMatchObject({ rows: 59 })
  })

  it('lists a row that does not fit, with its line', async () => {
    write('ragged.csv', points(30).replace('\n37,53,blue,', '\n37,53,blue,1,2,3,'))
    const { status, err } = await cli('train', 'ragged.csv', '--target', 'y', '--epochs', '1')
    expect(status).toBe(0)
    expect(err).toMatch(/note: line 3: /)
  })

  it('says that the loss is no longer finite, and exits with 2', async () => {
    const args = [
      '--hidden',
      'none',
      '--optimizer',
      'sgd',
      '--lr',
      '100',
      '--standardise',
      'off',
      '--batch',
      'all',
      '--json',
    ]
    const { status, out, err } = await cli('train', 'points.csv', '--target', 'y', ...args)
    expect(json(out).at(-1)).toMatchObject({ event: 'finished', status: 'diverged' })
    expect(err).toMatch(/^error: .*learning rate/m)
    expect(status).toBe(2)
  })
})

describe('a project from the command line', () => {
  const project = 'points.epochwise'
  beforeAll(async () => {
    await cli('train', 'points.csv', '--target', 'y', '--epochs', '40', '--lr', '0.01', '--project', project)
  })

  it('is described by info', async () => {
    const [info] = json((await cli('info', project, '--json')).out)
    expect(info).toMatchObject({ name: 'points', table: { rows: 240 }, runs: [{ status: 'completed', epoch: 40 }] })
  })

  it('predicts a CSV: every column, then the prediction, rows in order, unseen values too', async () => {
    write('new.csv', 'colour,note,b,a\nred,"x, y",10,20\nblue,,0,100\ngreen,z,50,50\n')
    const { out, status } = await cli('predict', project, 'new.csv')
    const lines = out.trim().split('\n')
    expect(status).toBe(0)
    expect(lines[0]).toBe('colour,note,b,a,predicted_y')
    expect(lines[1]).toMatch(/^red,"x, y",10,20,[\d.]+$/)
    expect(Number(lines[1]?.split(',').at(-1))).toBeCloseTo(70, -2)
    expect(lines).toHaveLength(4)
  })

  it('names the feature that a CSV lacks', async () => {
    write('short.csv', 'a,b\n1,2\n')
    const { status, err } = await cli('predict', project, 'short.csv')
    expect(status).toBe(2)
    expect(err).toMatch(/^error: .*colour/)
  })

  it('will not write over a file unasked', async () => {
    write('taken.csv', 'precious\n')
    const { status, err } = await cli('predict', project, 'new.csv', '--out', 'taken.csv')
    expect(status).toBe(2)
    expect(err).toMatch(/taken\.csv is there already/)
    expect(readFileSync(join(folder, 'taken.csv'), 'utf8')).toBe('precious\n')
  })

  it('exports an ONNX file that gives the predictions which the app gives', async () => {
    const { out, status } = await cli('export', project, '--format', 'onnx', '--out', 'points.onnx')
    expect({ status, out }).toMatchObject({ status: 0, out: expect.stringContaining('points.onnx') as string })
    const session = await InferenceSession.create(join(folder, 'points.onnx'))
    expect([...session.inputNames].sort()).toEqual(['a', 'b', 'colour'])
    const type = session.inputMetadata.find((one) => one.name === 'a')
    const numbers = (value: number) =>
      type?.isTensor && type.type === 'float64'
        ? new Tensor('float64', Float64Array.of(value), [1, 1])
        : new Tensor('float32', Float32Array.of(value), [1, 1])
    const answer = await session.run({ a: numbers(20), b: numbers(10), colour: new Tensor('string', ['red'], [1, 1]) })
    const ours = (await cli('predict', project, 'new.csv')).out.split('\n')[1]?.split(',').at(-1)
    expect(Number(answer.predicted_y?.data[0])).toBeCloseTo(Number(ours), 3)
  })

  it('stays as it was when a second training wants its name', async () => {
    const { status, err } = await cli('train', 'points.csv', '--target', 'y', '--project', project)
    expect(status).toBe(2)
    expect(err).toMatch(/is there already/)
  })
})

describe('import and export-data', () => {
  it('brings a table in with its report, and writes it back as it was spelled', async () => {
    write('mixed.csv', 'code;price\n007;1,5\n010;2,25\n023\n')
    const imported = await cli('import', 'mixed.csv', '--project', 'mixed.epochwise', '--json')
    expect(json(imported.out)[0]).toMatchObject({
      rows: 3,
      listed: [],
      repaired: [{ line: 4, what: 'padded' }],
      dialect: { delimiter: ';', header: true, encoding: 'UTF-8' },
      columns: [
        { name: 'code', kind: 'category', missing: 0, unique: 3 },
        { name: 'price', kind: 'number', missing: 1, unique: 2 },
      ],
    })
    const exported = await cli('export-data', 'mixed.epochwise', '--out', 'back.csv')
    expect(exported).toMatchObject({ status: 0, out: 'back.csv: 3 rows\n' })
    expect(readFileSync(join(folder, 'back.csv'), 'utf8')).toBe('code,price\n007,"1,5"\n010,"2,25"\n023,\n')
  })

  it('takes rules, and leaves out what does not fit when told to', async () => {
    const args = ['--project', 'strict.epochwise', '--delimiter', ';', '--faulty', 'reject', '--json']
    const { out } = await cli('import', 'mixed.csv', ...args)
    expect(json(out)[0]).toMatchObject({ rows: 2, listed: [{ line: 4, reason: 'It has 1 cell, the table 2 cells.' }] })
  })

  it('will not write over a project or a file unasked', async () => {
    expect(await cli('import', 'mixed.csv', '--project', 'mixed.epochwise')).toMatchObject({ status: 2 })
    expect(await cli('export-data', 'mixed.epochwise', '--out', 'back.csv')).toMatchObject({ status: 2 })
  })
})

describe('tutorial', () => {
  it('prints what the tutorial prints, and the price that it really predicts', async () => {
    const { out, status } = await cli('tutorial', '--initial-weights', '0.5,0.5')
    const lines = out.trim().split('\n')
    expect(status).toBe(0)
    expect(lines.filter((line) => /^Epoch \d+0\/100, Loss: \d+\.\d{4}$/.test(line))).toHaveLength(10)
    expect(lines.at(-1)).toMatch(/^Predicted price for a 3000 sqft house: \$56\d{4}\.\d{2}$/)
  })

  it('comes to 600 with the switch that standardises', async () => {
    const { out } = await cli('tutorial', '--standardise', 'on', '--lr', '0.1', '--json')
    const answer = json(out).at(-1) as { price: number }
    expect(Math.abs(answer.price - 600)).toBeLessThan(0.01)
  })
})

describe('engines', () => {
  it('names ONNX Runtime with its version and device', async () => {
    const [list] = json((await cli('engines', '--json')).out) as unknown as [Record<string, unknown>[]]
    expect(list[0]).toMatchObject({
      id: 'onnx',
      available: true,
      version: expect.stringMatching(/^\d+\.\d+/) as string,
    })
  })
})

describe('help', () => {
  it.each([[[]], [['train']], [['predict']], [['export']], [['tutorial']], [['info']], [['engines']]])(
    '%j',
    async (command) => {
      const { out, status } = await cli(...command, '--help')
      expect(status).toBe(0)
      expect(out).toContain('Usage: epochwise')
    },
  )
})

describe('what cannot be done', () => {
  const bad: [string, string | Uint8Array, RegExp][] = [
    ['empty.csv', '', /empty/],
    ['header.csv', 'a,b,y\n', /header/],
    ['one-row.csv', 'a,b,y\n1,2,3\n', /row/],
    ['binary.csv', Uint8Array.from({ length: 512 }, (_, i) => (i * 7) % 256), /text|binary/],
    ['constant.csv', 'a,y\n1,5\n2,5\n3,5\n4,5\n', /5 in every training row/],
    ['one-class.csv', 'a,y\n1,yes\n2,yes\n3,yes\n4,yes\n', /class|value/],
    ['no-target.csv', 'a,y\n1,\n2,\n3,\n4,\n', /y/],
  ]
  it.each(bad)('%s is refused in one line, with status 2', async (name, text, message) => {
    write(name, text)
    const { status, err, out } = await cli('train', name, '--target', 'y', '--epochs', '2', '--json')
    expect(status).toBe(2)
    expect(err.trim().split('\n').at(-1)).toMatch(/^error: /)
    expect(err).toMatch(message)
    expect(out).toBe('')
  })

  it.each([
    [['train', 'points.csv'], /--target is missing/],
    [['train', 'points.csv', '--target', 'z'], /no column “z”.*a, b, colour, y/],
    [['train', 'nowhere.csv', '--target', 'y'], /nowhere\.csv/],
    [['train', 'points.csv', '--target', 'y', '--epochs', 'many'], /--epochs must be a number/],
    [['train', 'points.csv', '--target', 'y', '--features', 'y'], /cannot be one of the --features/],
    [['fly'], /no command “fly”/],
    [['info', 'points.csv'], /points\.csv is not a project of Epochwise/],
    [['predict', 'nowhere.epochwise', 'points.csv'], /nowhere\.epochwise/],
  ])('%j', async (args, message) => {
    const { status, err } = await cli(...args)
    expect(status).toBe(2)
    expect(err).toMatch(/^error: /)
    expect(err).toMatch(message)
    expect(err).not.toMatch(/\n\s+at /)
  })

  it('leaves no half-made file behind', () => {
    expect(existsSync(join(folder, 'nowhere.epochwise'))).toBe(false)
  })
})
