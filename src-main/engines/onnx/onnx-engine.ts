/** ONNX Runtime: the engine that ships inside the app. CPU, every platform, nothing to install. */
import type { EngineInfo } from '../../../src-shared/project'
import type { Network } from '../../program/network'
import type { Engine, InferenceSession, Learned, TrainingSpec } from '../engine'
import { OnnxInspection } from './inspection'
import { mostRowsOf, openInference } from '../block-inference'
import type { Compile } from '../compiled-program'
import { BlockTraining } from '../training-session'
import { lowerProgram } from './lower'
import { NativeSession } from './native-session'
import { mostThreads, threadsFor } from '../threads'
import { onnxruntimeVersion } from './web-gpu'

export function createOnnxEngine(): Engine {
  return {
    info: () => Promise.resolve(describe()),
    startTraining: (spec, data) =>
      Promise.resolve(new BlockTraining(spec, data, { compile: compileFor(spec), nestEpochs: true })),
    startInspection: (spec, stepsPerEpoch) => new OnnxInspection(spec, stepsPerEpoch),
    startInference,
  }
}

function compileFor({ network, batchSize }: TrainingSpec): Compile {
  const threads = threadsFor(network, batchSize)
  return (program) => NativeSession.open(lowerProgram(program), { threads })
}

function describe(): EngineInfo {
  const threads = mostThreads()
  return {
    id: 'onnx',
    name: 'ONNX Runtime',
    version: onnxruntimeVersion(),
    device: `CPU, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    available: true,
    note: null,
  }
}

function startInference(network: Network, learned: Learned): Promise<InferenceSession> {
  const threads = threadsFor(network, mostRowsOf(network))
  return openInference(network, learned, (program) => NativeSession.open(lowerProgram(program), { threads }))
}
