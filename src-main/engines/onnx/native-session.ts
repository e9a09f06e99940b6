/** One compiled model in onnxruntime: typed arrays in by name, typed arrays out. */
import type { InferenceSession as OrtSession } from 'onnxruntime-node'
import { InferenceSession, Tensor } from 'onnxruntime-node'

export type Feed = { data: Float32Array | Float64Array | Int32Array | string[]; shape: readonly number[] }

export type SessionOptions = { threads: number }

/**
 * `run` computes on the calling thread and the feeds are read where they stand, without a copy: the event loop is free
 * between calls, not during one. Calls are therefore kept short by whoever makes them.
 */
export class NativeSession {
  readonly #session: InferenceSession

  private constructor(session: InferenceSession) {
    this.#session = session
  }

  static async open(model: Uint8Array, { threads }: SessionOptions): Promise<NativeSession> {
    const options: OrtSession.SessionOptions = {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
    }
    return new NativeSession(await InferenceSession.create(model, options))
  }

  async run(feeds: Record<string, Feed>): Promise<Record<string, Float32Array>> {
    const outputs = await this.#session.run(Object.fromEntries(Object.entries(feeds).map(([name, feed]) => [name, tensor(feed)])))
    return Object.fromEntries(Object.entries(outputs).map(([name, output]) => [name, output.data as Float32Array]))
  }

  async close(): Promise<void> {
    await this.#session.release()
  }
}

function tensor({ data, shape }: Feed): Tensor {
  if (data instanceof Float32Array) return new Tensor('float32', data, shape)
  if (data instanceof Float64Array) return new Tensor('float64', data, shape)
  if (data instanceof Int32Array) return new Tensor('int32', data, shape)
  return new Tensor('string', data, shape)
}
