import { describe, expect, it } from 'vitest'
import {
  differenceWords,
  secondsWords,
  tensorflowWords,
  timesWords,
  variantsOffered,
} from '../../../../src-renderer/components/compute/words'
import type { ComputeState, EngineTest } from '../../../../src-shared/compute'

type Tensorflow = ComputeState['tensorflow']

const none: Tensorflow = {
  installed: null,
  gpu: null,
  gpuHindrance: 'No NVIDIA GPU was found.',
  source: 'wheels',
  off: false,
}
const gpu = { name: 'NVIDIA L4', driver: '550.54' }
const forCpu = { variant: 'cpu', version: '2.21.0', megabytes: 854 } as const
const forGpu = { variant: 'cuda', version: '2.21.0', megabytes: 6120 } as const

describe('what TensorFlow is here', () => {
  it.each<[string, Partial<Tensorflow>, string]>([
    ['nothing', {}, 'Not set up. ONNX Runtime trains everything meanwhile.'],
    ['kept away', { off: true }, 'Kept away by EPOCHWISE_TENSORFLOW=off.'],
    ['for the CPU', { installed: forCpu }, 'TensorFlow 2.21.0 for the CPU, 0.9 GB on the disk.'],
    ['for the GPU', { installed: forGpu, gpu }, 'TensorFlow 2.21.0 for the GPU (NVIDIA L4), 6.1 GB on the disk.'],
    [
      'for a GPU that is gone',
      { installed: forGpu },
      'TensorFlow 2.21.0 for the GPU, which is not seen now, 6.1 GB on the disk.',
    ],
  ])('%s', (_, change, words) => expect(tensorflowWords({ ...none, ...change })).toBe(words))
})

it('what can be got: the CPU variant without a GPU; with one, its own first; and nothing twice', () => {
  const withGpu = { gpu, gpuHindrance: null }
  expect(variantsOffered(none)).toEqual(['cpu'])
  expect(variantsOffered({ ...none, installed: forCpu })).toEqual([])
  expect(variantsOffered({ ...none, ...withGpu })).toEqual(['cuda', 'cpu'])
  expect(variantsOffered({ ...none, ...withGpu, installed: forCpu })).toEqual(['cuda'])
  expect(variantsOffered({ ...none, ...withGpu, installed: forGpu })).toEqual([])
})

describe('the figures of the self-test', () => {
  const test = (change: Partial<EngineTest>): EngineTest => ({
    id: 'onnx',
    name: 'ONNX Runtime',
    device: 'CPU',
    secondsPerEpoch: 0.02,
    difference: 0,
    passed: true,
    note: null,
    ...change,
  })

  it('are in units that a person can compare', () => {
    const [onnx, xla] = [test({}), test({ id: 'tensorflow-xla', secondsPerEpoch: 0.008, difference: 3.21e-7 })]
    expect([secondsWords(0.02), secondsWords(1.234)]).toEqual(['20.0 ms', '1.23 s'])
    expect([differenceWords(onnx), differenceWords(xla)]).toEqual(['the measure', '3.2e-7'])
    expect(timesWords(xla, [onnx, xla])).toBe('2.5×')
  })

  it('of an engine that failed are dashes', () => {
    const failed = test({ id: 'tensorflow', secondsPerEpoch: null, difference: null, passed: false, note: 'No.' })
    expect([secondsWords(null), differenceWords(failed), timesWords(failed, [test({})])]).toEqual(['–', '–', '–'])
  })
})
