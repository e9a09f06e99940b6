/** TensorFlow: on CUDA where it was set up for a GPU, else on the CPU; operation by operation, or compiled by XLA. */
import type { EngineInfo } from '../../../src-shared/project'
import { openInference } from '../block-inference'
import type { Compile } from '../compiled-program'
import type { Engine } from '../engine'
import { mostThreads, threadsFor } from '../threads'
import { BlockTraining } from '../training-session'
import { useEnvironment } from './environment'
import type { Gpu } from './gpu'
import { findGpu } from './gpu'
import type { Installation } from './home'
import { addonOf } from './home'
import type { TensorflowLibrary } from './library'
import { loadTensorflow } from './library'
import { tensorflowNames } from './names'
import { NativeProgram } from './native-program'
import type { Mode } from './saved-model'

export type TensorflowOptions = {
  installation: Installation
  mode: Mode
  /** Opens single steps up: that needs no speed, and every intermediate. */
  inspector: Pick<Engine, 'startInspection'>
}

export function createTensorflowEngine({ installation, mode, inspector }: TensorflowOptions): Engine {
  const library = (threads: number): TensorflowLibrary => {
    useEnvironment(installation, threads)
    return loadTensorflow(addonOf(installation.folder))
  }
  const compileWith =
    (threads: number, how: Mode): Compile =>
    (program, facts) =>
      NativeProgram.open(library(threads), program, facts, how)
  return {
    info: async () => describe(installation, mode, await findGpu()),
    startTraining: (spec, data) => {
      const compile = compileWith(threadsFor(spec.network, spec.batchSize), mode)
      return Promise.resolve(new BlockTraining(spec, data, { compile, nestEpochs: false }))
    },
    startInspection: (spec, stepsPerEpoch) => inspector.startInspection(spec, stepsPerEpoch),
    // Predictions come in all lengths, and XLA would compile anew for each.
    startInference: (network, learned) => openInference(network, learned, compileWith(mostThreads(), 'graph')),
  }
}

function describe({ variant, version }: Installation, mode: Mode, gpu: Gpu | null): EngineInfo {
  const threads = mostThreads()
  const cpu = `CPU, ${threads} ${threads === 1 ? 'thread' : 'threads'}`
  return {
    id: mode === 'xla' ? 'tensorflow-xla' : 'tensorflow',
    name: tensorflowNames[mode],
    version,
    device: variant === 'cuda' && gpu !== null ? `GPU, ${gpu.name}` : cpu,
    available: true,
    note: null,
  }
}
