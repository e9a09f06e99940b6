/** The engines at hand on this machine, each made when first asked for. */
import { EpochwiseError } from '../../../src-shared/errors'
import type { EngineId } from '../../../src-shared/recipe'
import type { Engine } from '../engine'
import { createOnnxEngine } from '../onnx/onnx-engine'
import type { WebGpu } from '../onnx/web-gpu'
import { createWebGpuEngine, nativeWebGpu } from '../onnx/web-gpu'
import { WebGpuProof } from '../onnx/web-gpu-proof'
import type { Installation } from '../tensorflow/home'
import { findInstallation } from '../tensorflow/home'

export type ShelfOptions = { webGpu?: WebGpu; proof?: WebGpuProof }

export class EngineShelf {
  readonly #onnx = createOnnxEngine()
  readonly #webGpu: WebGpu
  readonly #proof: WebGpuProof
  #installation: Promise<Installation | null> | null = null

  constructor({ webGpu = nativeWebGpu, proof = new WebGpuProof() }: ShelfOptions = {}) {
    this.#webGpu = webGpu
    this.#proof = proof
  }

  /** Onnxruntime: it ships with the app. */
  get onnx(): Engine {
    return this.#onnx
  }

  get webGpu(): WebGpu {
    return this.#webGpu
  }

  get webGpuProof(): WebGpuProof {
    return this.#proof
  }

  /** By their likely speed for what most people train, the sure one first. */
  async atHand(): Promise<EngineId[]> {
    const tensorflow = (await this.installation()) === null ? [] : (['tensorflow-xla', 'tensorflow'] as const)
    return ['onnx', ...tensorflow, ...((await this.#proof.isThere()) ? (['onnx-webgpu'] as const) : [])]
  }

  /** @throws EpochwiseError engine.unavailable */
  async open(id: EngineId): Promise<Engine> {
    if (id === 'onnx') return this.#onnx
    if (id === 'onnx-webgpu') {
      if (await this.#proof.isThere()) return this.unproved()
      throw webGpuMissing()
    }
    const installation = await this.installation()
    if (installation === null) throw tensorflowMissing()
    const { createTensorflowEngine } = await import('../tensorflow/tensorflow-engine')
    const mode = id === 'tensorflow-xla' ? 'xla' : 'graph'
    return createTensorflowEngine({ installation, mode, inspector: this.#onnx })
  }

  /** WebGPU before it is proved: for whoever proves it. */
  unproved(): Engine {
    return createWebGpuEngine(this.#webGpu, this.#onnx)
  }

  installation(): Promise<Installation | null> {
    this.#installation ??= findInstallation()
    return this.#installation
  }
}

const automatic = {
  remedy: { label: 'Choose the engine automatically', action: { kind: 'recipe', change: { engine: 'auto' } } },
} as const

function webGpuMissing(): EpochwiseError {
  return new EpochwiseError(
    'engine.unavailable',
    'WebGPU is not proved on this machine. Run the self-test on the Compute page (or epochwise engines --test): where it finds a GPU and the weights agree, it can be chosen. Or choose another engine.',
    automatic,
  )
}

export function tensorflowMissing(): EpochwiseError {
  return new EpochwiseError(
    'engine.unavailable',
    'TensorFlow is not set up on this machine. Set it up on the Compute page (or with npm run setup:tensorflow), or choose another engine.',
    automatic,
  )
}
