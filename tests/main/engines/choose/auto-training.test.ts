/** The automatic choice: every step that an engine made on trial counts, the fastest goes on, and it is said why. */
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Candidate } from '../../../../src-main/engines/choose/auto-training'
import { AutoTraining } from '../../../../src-main/engines/choose/auto-training'
import type { Choice } from '../../../../src-main/engines/choose/choice'
import { ChoiceMemory } from '../../../../src-main/engines/choose/choice'
import type { TrainingSession, TrainingState } from '../../../../src-main/engines/engine'
import { createOnnxEngine } from '../../../../src-main/engines/onnx/onnx-engine'
import { temporaryFolder } from '../../../support/temporary-folder'
import { adam, firstState, madeUpData, network, specOf, train } from '../onnx/session-fixture'

const net = network(3, [6], 1)
const spec = specOf(net, 'mse', { optimizer: adam, batchSize: 4, epochs: 40 })
const data = madeUpData(net, 'mse', 40, 8)
const many = 1e9

const open = (): Promise<TrainingSession> => createOnnxEngine().startTraining(spec, data)

const failing: Candidate = { id: 'tensorflow', name: 'TensorFlow', open: () => Promise.reject(new Error('no library')) }

type Told = { choices: Choice[]; troubles: string[] }

function auto(candidates: Candidate[]): { session: AutoTraining; told: Told } {
  const told: Told = { choices: [], troubles: [] }
  const session = new AutoTraining({
    candidates,
    ...{ steps: 10, batchSize: 4 },
    onChoice: (choice) => told.choices.push(choice),
    onTrouble: (id) => told.troubles.push(id),
  })
  return { session, told }
}

/** One epoch a call, as if many were to come. */
async function epochs(session: AutoTraining, count: number): Promise<TrainingState> {
  let state = firstState(spec)
  for (let i = 0; i < count; i++) {
    const untilStep = state.step + 10
    do state = (await session.run(state, { milliseconds: 5, untilEpoch: many, untilStep })).state
    while (state.step < untilStep || state.position > 0)
  }
  return state
}

/** Takes so many milliseconds more in its nth call. */
const delayed = (delay: (call: number) => number) => async (): Promise<TrainingSession> => {
  const session = await open()
  let calls = 0
  return {
    async run(state, budget) {
      await new Promise((resolve) => setTimeout(resolve, delay(++calls)))
      return session.run(state, budget)
    },
    close: () => session.close(),
  }
}

it('takes the fastest, says how much faster it is, and keeps the steps of all', async () => {
  const { session, told } = auto([
    { id: 'onnx', name: 'ONNX Runtime', open: delayed(() => 100) },
    { id: 'tensorflow-xla', name: 'TensorFlow XLA', open },
    failing,
  ])
  const state = await epochs(session, 40)
  await session.close()
  expect(told.troubles).toEqual(['tensorflow'])
  expect(told.choices).toHaveLength(1)
  expect(told.choices[0]!.engine).toBe('tensorflow-xla')
  expect(told.choices[0]!.words).toMatch(/^TensorFlow XLA: \d+(\.\d)?× ONNX at batch 4$/)
  expect(state).toEqual((await train(spec, data, 40)).state)
})

it('does not count what an engine compiles, however often, nor a busy moment of one of them', async () => {
  const { session, told } = auto([
    { id: 'onnx', name: 'ONNX Runtime', open: delayed(() => 20) },
    { id: 'tensorflow', name: 'TensorFlow', open: delayed((call) => (call <= 2 ? 200 : 5)) },
    { id: 'tensorflow-xla', name: 'TensorFlow XLA', open: delayed((call) => (call <= 3 ? 60 : 1)) },
  ])
  await epochs(session, 30)
  await session.close()
  expect(told.choices.map(({ engine }) => engine)).toEqual(['tensorflow-xla'])
})

it('goes on where an engine breaks in its turn', async () => {
  const { session, told } = auto([
    { id: 'onnx', name: 'ONNX Runtime', open: delayed(() => 20) },
    {
      id: 'tensorflow-xla',
      name: 'TensorFlow XLA',
      open: delayed((call) => {
        if (call === 4) throw new Error('the device is gone')
        return 1
      }),
    },
  ])
  const state = await epochs(session, 30)
  await session.close()
  expect(told.troubles).toEqual(['tensorflow-xla'])
  expect(told.choices.map(({ engine }) => engine)).toEqual(['onnx'])
  expect(state).toEqual((await train(spec, data, 30)).state)
})

it('tries no other engine for a run that is over soon', async () => {
  const { session, told } = auto([
    { id: 'onnx', name: 'ONNX Runtime', open },
    { id: 'tensorflow-xla', name: 'TensorFlow XLA', open: () => Promise.reject(new Error('asked for')) },
  ])
  let state = firstState(spec)
  while (state.epoch < 40) state = (await session.run(state, { milliseconds: 1, untilEpoch: 40 })).state
  await session.close()
  expect(told.troubles).toEqual([])
  expect(told.choices.map(({ words }) => words)).toEqual(['ONNX Runtime: too short a run to try others'])
})

it('makes a way again with the engine that made it', async () => {
  const { session } = auto([
    { id: 'onnx', name: 'ONNX Runtime', open },
    { id: 'tensorflow-xla', name: 'TensorFlow XLA', open: delayed(() => 100) },
  ])
  const first = firstState(spec)
  const budget = { milliseconds: Infinity, untilEpoch: 2 }
  const there = await session.run(first, budget)
  expect((await session.run(first, budget)).state).toEqual(there.state)
  await session.close()
})

it('a choice is remembered, and a broken memory is none', async () => {
  const folder = join(temporaryFolder(), 'cache')
  const words = 'TensorFlow XLA: 2.1× ONNX at batch 4'
  const choice: Choice = { engine: 'tensorflow-xla', words, rates: { 'tensorflow-xla': 1, onnx: 2.1 } }
  expect(await new ChoiceMemory(folder).recall('shape')).toBeNull()
  await new ChoiceMemory(folder).remember('shape', choice)
  expect(await new ChoiceMemory(folder).recall('shape')).toMatchObject(choice)
  expect(await new ChoiceMemory(folder).recall('another')).toBeNull()
})

it('a small lead is timed again, three times at most', async () => {
  const memory = new ChoiceMemory(join(temporaryFolder(), 'cache'))
  const close: Choice = { engine: 'onnx', words: 'close', rates: { onnx: 1, 'tensorflow-xla': 1.1 } }
  for (const expected of [null, null, close]) {
    await memory.remember('shape', close)
    const known = await memory.recall('shape')
    if (expected === null) expect(known).toBeNull()
    else expect(known).toMatchObject(expected)
  }
})
