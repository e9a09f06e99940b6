/** The engines at hand on this machine, each made when first asked for. */
import { EpochwiseError } from '../../../src-shared/errors'
import type { EngineId } from '../../../src-shared/recipe'
import type { Engine } from '../engine'
import { createOnnxEngine } from '../onnx/onnx-engine'
import type { Installation } from '../tensorflow/home'
import { findInstallation } from '../tensorflow/home'

export class EngineShelf {
  readonly #onnx = createOnnxEngine()
  #installation: Promise<Installation | null> | null = null

  /** Onnxruntime: it ships with the app. */
  get onnx(): Engine {
    return this.#onnx
  }

  /** By their likely speed for what most people train, the sure one first. */
  async atHand(): Promise<EngineId[]> {
    return (await this.installation()) === null ? ['onnx'] : ['onnx', 'tensorflow-xla', 'tensorflow']
  }

  /** @throws EpochwiseError engine.unavailable */
  async open(id: EngineId): Promise<Engine> {
    if (id === 'onnx') return this.#onnx
    const installation = await this.installation()
    if (installation === null) throw tensorflowMissing()
    const { createTensorflowEngine } = await import('../tensorflow/tensorflow-engine')
    const mode = id === 'tensorflow-xla' ? 'xla' : 'graph'
    return createTensorflowEngine({ installation, mode, inspector: this.#onnx })
  }

  installation(): Promise<Installation | null> {
    this.#installation ??= findInstallation()
    return this.#installation
  }
}

export function tensorflowMissing(): EpochwiseError {
  return new EpochwiseError(
    'engine.unavailable',
    'TensorFlow is not set up on this machine. Set it up on the Compute page (or with npm run setup:tensorflow), or choose another engine.',
    { remedy: { label: 'Choose the engine automatically', action: { kind: 'recipe', change: { engine: 'auto' } } } },
  )
}
