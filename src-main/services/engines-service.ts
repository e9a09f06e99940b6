/** The engines at hand, for the status bar, the command line and whoever starts a training. */
import type { EngineInfo } from '../../src-shared/project'

export async function listEngines(): Promise<EngineInfo[]> {
  // Loaded when first asked for: the native library takes a while.
  const { createOnnxEngine } = await import('../engines/onnx/onnx-engine')
  return Promise.all([createOnnxEngine()].map((engine) => engine.info()))
}
