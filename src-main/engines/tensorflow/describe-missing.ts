/** TensorFlow where it is not set up: what it is, and how to get it. */
import type { EngineInfo } from '../../../src-shared/project'
import { tensorflowNames } from './names'

export function describeMissing(): EngineInfo[] {
  const common = {
    version: '',
    device: '',
    available: false,
    note: 'Not set up. The Compute page gets it, or npm run setup:tensorflow.',
  }
  return [
    { id: 'tensorflow-xla', name: tensorflowNames.xla, ...common },
    { id: 'tensorflow', name: tensorflowNames.graph, ...common },
  ]
}
