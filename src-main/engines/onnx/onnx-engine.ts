/** ONNX Runtime: the engine that ships inside the app. CPU, every platform, nothing to install. */
import { env } from 'onnxruntime-node'
import type { EngineInfo } from '../../../src-shared/project'
import type { Task } from '../../../src-shared/recipe'
import { inferenceProgram } from '../../program/inference-program'
import type { Network } from '../../program/network'
import { outputsOf, parameterLayout } from '../../program/network'
import type { Engine, InferenceSession, TrainingSpec } from '../engine'
import { OnnxInspection } from './inspection'
import type { Compile } from '../compiled-program'
import { floats } from '../compiled-program'
import { BlockTraining } from '../training-session'
import { lowerProgram } from './lower'
import { NativeSession } from './native-session'
import { mostThreads, threadsFor } from './threads'

export function createOnnxEngine(): Engine {
  return {
    info: () => Promise.resolve(describe()),
    startTraining: (spec, data) =>
      Promise.resolve(new BlockTraining(spec, data, { compile: compileFor(spec), nestEpochs: true })),
    startInspection: (spec) => new OnnxInspection(spec),
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
    version: env.versions.node ?? env.versions.common,
    device: `CPU, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    available: true,
    note: null,
  }
}

/** Rows of a native call in which no hidden layer's numbers pass 16 million: 64 MB. */
const mostNumbers = 16_000_000

async function startInference(network: Network, task: Task, parameters: Float32Array): Promise<InferenceSession> {
  const model = lowerProgram(inferenceProgram(network, task))
  const widest = Math.max(network.inputs, ...network.layers.map((layer) => layer.units))
  const most = Math.max(1, Math.floor(mostNumbers / widest))
  const session = await NativeSession.open(model, { threads: threadsFor(network, most) })
  const weights = { data: parameters, shape: [parameterLayout(network).total] }
  const outputs = outputsOf(network)
  return {
    async run(features, rows) {
      const predictions = new Float32Array(rows * outputs)
      for (let row = 0; row < rows; row += most) {
        const count = Math.min(most, rows - row)
        const part = features.subarray(row * network.inputs, (row + count) * network.inputs)
        const found = await session.run({
          features: { data: part, shape: [count, network.inputs] },
          parameters: weights,
        })
        predictions.set(floats(found, 'prediction'), row * outputs)
      }
      return predictions
    },
    close: () => session.close(),
  }
}
