/** Whether onnxruntime's WebGPU finds a GPU here. It is told of, and not offered, until a training on it was proved. */
import { InferenceSession } from 'onnxruntime-node'

/** An adapter is asked for before the model is looked at: no bytes are needed to learn that there is none. */
export async function webGpuWords(): Promise<string> {
  try {
    const session = await InferenceSession.create(new Uint8Array(), { executionProviders: ['webgpu'] })
    await session.release()
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    if (/adapter/i.test(words)) return 'no adapter found'
    if (/not (found|supported|available)|no available backend/i.test(words)) return 'not in this build of ONNX Runtime'
  }
  return 'an adapter was found; training does not use it'
}
