/** The engines at hand, for the status bar, the command line and whoever starts a training. */
import type { EngineInfo } from '../../src-shared/project'
import { createOnnxEngine } from '../engines/onnx/onnx-engine'

export function listEngines(): Promise<EngineInfo[]> {
  return Promise.all([createOnnxEngine()].map((engine) => engine.info()))
}
