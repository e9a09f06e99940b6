/** What can compute on this machine, what more could, and how well it does. */
import type { EngineInfo } from './project'
import type { EngineId } from './recipe'

export const tensorflowVariants = ['cpu', 'cuda'] as const
export type TensorflowVariant = (typeof tensorflowVariants)[number]

export type ComputeState = {
  engines: EngineInfo[]
  tensorflow: {
    /** null: not set up. */
    installed: { variant: TensorflowVariant; version: string; megabytes: number } | null
    /** The NVIDIA GPU, where one is seen. */
    gpu: { name: string; driver: string } | null
    /** What keeps TensorFlow from a GPU, in words with the way out; null: nothing. */
    gpuHindrance: string | null
    /**
     * Where it would come from: TensorFlow's wheels on PyPI, whose sums are known; or the older library that tfjs-node's
     * makers built, whose sums are not, for machines without such wheels.
     */
    source: 'wheels' | 'own'
    /** It is kept away (EPOCHWISE_TENSORFLOW=off). */
    off: boolean
  }
}

/** One engine's figures on the same small training. */
export type EngineTest = {
  id: EngineId
  name: string
  device: string
  /** null: it failed; `note` says how. */
  secondsPerEpoch: number | null
  /** Largest difference of a weight from onnxruntime's after 100 steps, as a share of the largest weight. */
  difference: number | null
  /** It computes, and its weights are onnxruntime's to 1e-4. */
  passed: boolean
  note: string | null
}

export type SelfTest = {
  /** What was trained: "10,000 rows × 20, 64-32, batch 32, Adam" */
  words: string
  engines: EngineTest[]
  /** What became of onnxruntime's WebGPU: "no adapter found". */
  webGpu: string
}
