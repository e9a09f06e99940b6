/** The Compute page's state: what is done, how far it is, what went wrong, and doing it again. */
import { beforeEach, expect, it } from 'vitest'
import { AppStore } from '../../../src-renderer/state/app-state.svelte'
import type { ComputeState, SelfTest } from '../../../src-shared/compute'
import { EpochwiseError } from '../../../src-shared/errors'
import { appState, ScriptedBackend, settled } from '../support/scripted-backend'

beforeEach(() => localStorage.clear())

const nothing: ComputeState = {
  engines: [],
  tensorflow: { installed: null, gpu: null, gpuHindrance: 'No NVIDIA GPU was found.', source: 'wheels', off: false },
}
const installed: ComputeState = {
  ...nothing,
  tensorflow: { ...nothing.tensorflow, installed: { variant: 'cpu', version: '2.21.0', megabytes: 854 } },
}
const tested: SelfTest = { words: '10,000 rows', engines: [], webGpu: 'no adapter found' }

type Answers = ConstructorParameters<typeof ScriptedBackend>[0]

async function started(answers: Answers): Promise<{ app: AppStore; backend: ScriptedBackend }> {
  const backend = new ScriptedBackend({ 'app.state': () => appState(), 'compute.state': () => nothing, ...answers })
  const app = new AppStore(backend)
  app.start()
  await settled()
  await app.compute.load()
  return { app, backend }
}

it('a setup under way has its progress, can be cancelled, and a cancel is no error', async () => {
  let refuse = (_: Error): void => undefined
  const { app, backend } = await started({
    'compute.install': () => new Promise((_, reject) => (refuse = reject)),
    'app.cancelTask': () => {
      refuse(new EpochwiseError('task.cancelled', 'Setting up TensorFlow was cancelled.'))
      return null
    },
  })
  const { compute } = app
  const setup = compute.install('cpu')
  expect([compute.work, compute.task]).toEqual(['install', null])
  const task = { id: 'tensorflow-1', label: 'Setting up TensorFlow', share: 0.4, detail: 'Fetching', done: false }
  backend.emit('task.progress', { ...task, id: 'import-1' })
  backend.emit('task.progress', task)
  expect(compute.task).toMatchObject({ share: 0.4, detail: 'Fetching' })
  void compute.runTest()
  expect(backend.inputsOf('compute.selfTest')).toEqual([])
  await compute.cancel()
  await setup
  expect(backend.inputsOf('app.cancelTask')).toEqual([{ id: 'tensorflow-1' }])
  expect([compute.work, compute.error]).toEqual([null, null])
  expect(compute.state).toEqual(nothing)
})

it('what went wrong is said until the same thing goes well', async () => {
  const refusals = [new EpochwiseError('disk.full', 'The disk is full.')]
  const { app, backend } = await started({
    'compute.install': () => {
      const refusal = refusals.pop()
      if (refusal !== undefined) throw refusal
      return installed
    },
  })
  const { compute } = app
  await compute.install('cpu')
  expect(compute.error).toBe('The disk is full.')
  await compute.tryAgain()
  expect(backend.inputsOf('compute.install')).toEqual([{ variant: 'cpu' }, { variant: 'cpu' }])
  expect([compute.error, compute.state]).toEqual([null, installed])
})

it('figures of engines that have come or gone since are not shown', async () => {
  const { app } = await started({
    'compute.selfTest': () => tested,
    'compute.remove': () => nothing,
  })
  const { compute } = app
  await compute.runTest()
  expect(compute.test).toEqual(tested)
  await compute.remove()
  expect(compute.test).toBeNull()
})
