/** One compiled model in onnxruntime: typed arrays in by name, typed arrays out. */
import type { InferenceSession as OrtSession } from 'onnxruntime-node'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { CompiledProgram, Elements, Feed } from '../compiled-program'

export type SessionOptions = {
  threads: number
  /** Computes in double, for which onnxruntime lacks some of the operations that it would fuse others into. */
  double?: boolean
  /** Computes on a GPU what it can there, and the rest on the CPU. */
  webGpu?: boolean
}

/**
 * `run` computes on the calling thread and the feeds are read where they stand, without a copy: the event loop is free
 * between calls, not during one. Calls are therefore kept short by whoever makes them.
 */
export class NativeSession implements CompiledProgram {
  readonly #session: InferenceSession

  private constructor(session: InferenceSession) {
    this.#session = session
  }

  static async open(
    model: Uint8Array,
    { threads, double = false, webGpu = false }: SessionOptions,
  ): Promise<NativeSession> {
    const options: OrtSession.SessionOptions = {
      executionProviders: webGpu ? ['webgpu', 'cpu'] : ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: double ? 'basic' : 'all',
      logSeverityLevel: 3,
      // Several threads are there for products so large that waking one up for each costs more than its waiting.
      extra: { session: { intra_op: { allow_spinning: threads > 1 ? '1' : '0' } } },
    }
    return new NativeSession(await InferenceSession.create(model, options))
  }

  async run(feeds: Record<string, Feed>): Promise<Record<string, Elements>> {
    const outputs = await this.#session.run(mapValues(feeds, tensor))
    return mapValues(outputs, (output) => output.data as Elements)
  }

  async close(): Promise<void> {
    await this.#session.release()
  }
}

/** Object.fromEntries rather than assignment: a column may be called `__proto__`. */
function mapValues<T, U>(values: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]))
}

function tensor({ data, shape }: Feed): Tensor {
  if (data instanceof Float32Array) return new Tensor('float32', data, shape)
  if (data instanceof Float64Array) return new Tensor('float64', data, shape)
  if (data instanceof Int32Array) return new Tensor('int32', data, shape)
  return new Tensor('string', data, shape)
}
