/**
 * ONNX Runtime on a GPU, through WebGPU: the same programs, lowered in the same way. What the GPU has no kernel for (double,
 * loops) stays on the CPU. It is offered where a training on it was proved (`web-gpu-proof`).
 */
import { env, InferenceSession } from 'onnxruntime-node'
import { EpochwiseError } from '../../../src-shared/errors'
import type { EngineInfo } from '../../../src-shared/project'
import type { CompiledProgram } from '../compiled-program'
import type { Engine } from '../engine'
import { threadsFor } from '../threads'
import { BlockTraining } from '../training-session'
import { lowerProgram } from './lower'
import type { SessionOptions } from './native-session'
import { NativeSession } from './native-session'

/** The native parts. */
export type WebGpu = {
  /** Why there is no GPU for it, in words; null: there is one. */
  hindrance(): Promise<string | null>
  open(model: Uint8Array, options: SessionOptions): Promise<CompiledProgram>
}

export const nativeWebGpu: WebGpu = {
  hindrance,
  open: (model, options) => NativeSession.open(model, { ...options, webGpu: true }),
}

/** An adapter is asked for before the model is looked at: no bytes are needed to learn that there is none. */
async function hindrance(): Promise<string | null> {
  try {
    const session = await InferenceSession.create(new Uint8Array(), { executionProviders: ['webgpu'] })
    await session.release()
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    if (/adapter/i.test(words)) return 'no adapter found'
    if (/not (found|supported|available)|no available backend/i.test(words)) return 'not in this build of ONNX Runtime'
  }
  return null
}

/** `cpu`: for what needs no speed (single steps) or comes in all sizes (predictions). */
export function createWebGpuEngine(webGpu: WebGpu, cpu: Engine): Engine {
  return {
    info: () => Promise.resolve(describeWebGpu({ available: true, note: null })),
    async startTraining(spec, data) {
      const why = await webGpu.hindrance()
      if (why !== null) throw new EpochwiseError('engine.unavailable', `WebGPU can’t be used now: ${why}.`)
      const threads = threadsFor(spec.network, spec.batchSize)
      const compile = (program: Parameters<typeof lowerProgram>[0]): Promise<CompiledProgram> =>
        webGpu.open(lowerProgram(program), { threads })
      return new BlockTraining(spec, data, { compile, nestEpochs: true })
    },
    startInspection: (spec, stepsPerEpoch) => cpu.startInspection(spec, stepsPerEpoch),
    startInference: (network, learned) => cpu.startInference(network, learned),
  }
}

export function describeWebGpu({ available, note }: Pick<EngineInfo, 'available' | 'note'>): EngineInfo {
  const version = available ? onnxruntimeVersion() : ''
  return {
    id: 'onnx-webgpu',
    name: 'ONNX Runtime WebGPU',
    version,
    device: available ? 'GPU, WebGPU' : '',
    available,
    note,
  }
}

export const onnxruntimeVersion = (): string => env.versions.node ?? env.versions.common
