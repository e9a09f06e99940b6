import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Transport } from '../../../src-shared/client'
import type { ErrorData, Reply } from '../../../src-shared/errors'
import type { Neighbours, PredictForm, Prediction } from '../../../src-shared/predict'
import { createClient } from '../../../src-shared/client'
import { PredictState, plainNumber, typicalText } from '../../../src-renderer/state/predict-state.svelte'

const form: PredictForm = {
  runId: 1,
  targets: ['price'],
  fields: [
    { name: 'size', kind: 'number', min: 1.5, max: 2.5, typical: 2.0499, decimals: 1, decimal: '.' },
    { name: '__proto__', kind: 'category', values: ['a', 'b'], typical: 'a' },
  ],
}
const answer = (value: number, flags: Prediction['flags'] = []): Prediction => ({
  kind: 'regression',
  answers: [{ target: 'price', value, interval: null }],
  flags,
})

const none: Neighbours = { features: ['size'], targets: ['price'], rows: [], dataChanged: false }
let nearest: Reply<unknown> = { ok: true, value: none }

type Question = { values: { name: string; value: unknown }[]; reply: (reply: Reply<unknown>) => Promise<void> }

/** Answers the form at once and every question when the test says so, in any order. */
function desk() {
  const questions: Question[] = []
  const looked: unknown[] = []
  const transport: Transport = {
    send(command, input) {
      if (command === 'predict.form') return Promise.resolve({ ok: true, value: form })
      if (command === 'predict.neighbours') {
        looked.push(input)
        return Promise.resolve(nearest)
      }
      const { values } = input as { values: Question['values'] }
      return new Promise((resolve) => {
        questions.push({
          values,
          reply: async (reply) => {
            resolve(reply)
            await settled()
          },
        })
      })
    },
    listen: () => () => undefined,
  }
  return { questions, looked, predict: new PredictState(createClient(transport), 1) }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
}

const good = (value: Prediction): Reply<unknown> => ({ ok: true, value })
const bad = (error: ErrorData): Reply<unknown> => ({ ok: false, error })

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('asking a run', () => {
  it('waits on while something was typed since the question that is answered now', async () => {
    const { questions, predict } = desk()
    void predict.load()
    await settled()
    predict.set(0, '2')
    await questions[0]!.reply(good(answer(400)))
    expect(predict.waiting).toBe(true)
    await vi.advanceTimersByTimeAsync(200)
    await questions[1]!.reply(good(answer(401)))
    expect(predict.waiting).toBe(false)
  })

  it('begins with a typical row and its answer', async () => {
    const { questions, predict } = desk()
    void predict.load()
    await settled()
    expect(predict.texts).toEqual(['2', 'a'])
    await questions[0]!.reply(good(answer(410)))
    expect(questions[0]!.values).toEqual([
      { name: 'size', value: '2' },
      { name: '__proto__', value: 'a' },
    ])
    expect(predict.answer).toEqual(answer(410))
    expect(predict.waiting).toBe(false)
  })

  it('asks once after the typing has paused for 80 ms', async () => {
    const { questions, predict } = desk()
    void predict.load()
    await settled()
    for (const text of ['1', '1.', '1.7']) {
      predict.set(0, text)
      vi.advanceTimersByTime(50)
    }
    expect(questions).toHaveLength(1)
    vi.advanceTimersByTime(80)
    expect(questions).toHaveLength(2)
    expect(questions[1]!.values[0]).toEqual({ name: 'size', value: '1.7' })
  })

  it('keeps the answer to the last question, whichever comes last', async () => {
    const { questions, predict } = desk()
    void predict.load()
    await settled()
    predict.set(0, '1.6')
    vi.advanceTimersByTime(80)
    predict.set(0, '1.8')
    vi.advanceTimersByTime(80)
    await questions[2]!.reply(good(answer(360)))
    await questions[1]!.reply(good(answer(320)))
    await questions[0]!.reply(bad({ code: 'internal', message: 'Too late to matter.' }))
    expect(predict.answer).toEqual(answer(360))
    expect(predict.error).toBeNull()
    expect(predict.waiting).toBe(false)
  })

  it('puts a flag beside its field as a warning', async () => {
    const { questions, predict } = desk()
    void predict.load()
    await settled()
    await questions[0]!.reply(good(answer(700, [{ field: '__proto__', message: 'Training never saw “z”.' }])))
    expect(predict.noteAt(0)).toBeNull()
    expect(predict.noteAt(1)).toEqual({ tone: 'warn', message: 'Training never saw “z”.' })
  })

  it('puts a refusal beside the field that it names, and keeps the last answer', async () => {
    const { questions, predict } = desk()
    void predict.load()
    await settled()
    await questions[0]!.reply(good(answer(410)))
    predict.set(0, 'abc')
    vi.advanceTimersByTime(80)
    await questions[1]!.reply(
      bad({ code: 'predict.value', message: '“abc” is not a number.', details: { field: 'size' } }),
    )
    expect(predict.noteAt(0)).toEqual({ tone: 'bad', message: '“abc” is not a number.' })
    expect(predict.error).toBeNull()
    expect(predict.answer).toEqual(answer(410))
  })

  it('says an error that no field is to blame for', async () => {
    const { questions, predict } = desk()
    void predict.load()
    await settled()
    await questions[0]!.reply(bad({ code: 'run.noWeights', message: 'This run has no weights.' }))
    expect(predict.error).toBe('This run has no weights.')
  })

  it('goes back to the typical row', async () => {
    const { questions, predict } = desk()
    void predict.load()
    await settled()
    predict.set(1, 'b')
    predict.reset()
    expect(questions.at(-1)!.values[1]!.value).toBe('a')
    vi.advanceTimersByTime(500)
    expect(questions).toHaveLength(2)
  })

  it('looks for the nearest rows of the row that was answered, once a question', async () => {
    const { questions, looked, predict } = desk()
    void predict.load()
    await settled()
    expect(looked).toHaveLength(0)
    await questions[0]!.reply(good(answer(410)))
    expect(looked).toEqual([{ runId: 1, values: questions[0]!.values }])
    expect(predict.neighbours).toEqual(none)
  })

  it('says why there are no nearest rows, and keeps the answer', async () => {
    nearest = bad({ code: 'run.state', message: 'The table has changed since this run began.' })
    const { questions, predict } = desk()
    void predict.load()
    await settled()
    await questions[0]!.reply(good(answer(410)))
    nearest = { ok: true, value: none }
    expect(predict.neighboursError).toBe('The table has changed since this run began.')
    expect(predict.answer).toEqual(answer(410))
  })

  it('spells a number as its column does', () => {
    const field = { ...form.fields[0]!, kind: 'number', decimal: ',' } as Parameters<typeof plainNumber>[0]
    expect(typicalText({ ...field, typical: 2.25, decimals: 2 })).toBe('2,25')
    expect([plainNumber(field, '1,5'), plainNumber(field, 'x'), plainNumber(field, ' ')]).toEqual([1.5, null, null])
  })

  it('asks no more once it is ended, and drops what is under way', async () => {
    const { questions, predict } = desk()
    void predict.load()
    await settled()
    predict.set(0, '1.9')
    predict.end()
    vi.advanceTimersByTime(500)
    await questions[0]!.reply(good(answer(1)))
    expect(questions).toHaveLength(1)
    expect(predict.answer).toBeNull()
  })
})
