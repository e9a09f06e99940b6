/** Engines that may not be at hand: what they are, and how to get them. */
import type { EngineInfo } from '../../../src-shared/project'
import { describeWebGpu } from '../onnx/web-gpu'
import { tensorflowNames } from '../tensorflow/names'
import type { EngineShelf } from './shelf'

export function describeMissing({ webGpuProof }: EngineShelf): EngineInfo[] {
  const common = {
    version: '',
    device: '',
    available: false,
    note: 'Not set up. The Compute page gets it, or npm run setup:tensorflow.',
  }
  const unproved = webGpuProof.off
    ? 'Kept away by EPOCHWISE_WEBGPU=off.'
    : 'Not proved on this machine. The self-test looks for a GPU and proves it.'
  return [
    { id: 'tensorflow-xla', name: tensorflowNames.xla, ...common },
    { id: 'tensorflow', name: tensorflowNames.graph, ...common },
    describeWebGpu({ available: false, note: unproved }),
  ]
}
