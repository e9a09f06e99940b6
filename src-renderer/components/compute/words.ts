/** The Compute page's words. */
import type { ComputeState, EngineTest, TensorflowVariant } from '../../../src-shared/compute'

type Tensorflow = ComputeState['tensorflow']

/** What TensorFlow is here, in one sentence. */
export function tensorflowWords({ installed, off, gpu }: Tensorflow): string {
  if (off) return 'Kept away by EPOCHWISE_TENSORFLOW=off.'
  if (installed === null) return 'Not set up. ONNX Runtime trains everything meanwhile.'
  const { variant, version, megabytes } = installed
  const where = variant === 'cuda' ? `the GPU${gpu === null ? ', which is not seen now' : ` (${gpu.name})`}` : 'the CPU'
  return `TensorFlow ${version} for ${where}, ${(megabytes / 1000).toFixed(1)} GB on the disk.`
}

/** Which variants a person can get from here, the one that suits the machine first. */
export function variantsOffered({ installed, gpuHindrance }: Tensorflow): TensorflowVariant[] {
  if (gpuHindrance !== null) return installed === null ? ['cpu'] : []
  if (installed === null) return ['cuda', 'cpu']
  return installed.variant === 'cuda' ? [] : ['cuda']
}

/** What a variant brings and costs. */
export function variantWords(variant: TensorflowVariant, source: Tensorflow['source']): string {
  if (source === 'own') {
    return variant === 'cpu'
      ? 'About 100 MB to fetch, 0.4 GB on the disk.'
      : 'About 400 MB to fetch, 1.2 GB on the disk. Needs CUDA 11.2 and cuDNN 8.1.'
  }
  return variant === 'cpu'
    ? 'About 270 MB to fetch, 0.9 GB on the disk. With XLA, small batches train several times faster.'
    : 'About 3 GB to fetch, 6 GB on the disk: TensorFlow with NVIDIA’s CUDA libraries. Needs the driver alone.'
}

/** Where it comes from and what is known of it. */
export const sourceWords = {
  wheels: 'From PyPI, checked, into your own cache; no administrator is needed.',
  own: 'The older TensorFlow 2.9 that tfjs-node’s makers built, into your own cache; no sums are published to check it by.',
} as const satisfies Record<Tensorflow['source'], string>

export function secondsWords(seconds: number | null): string {
  if (seconds === null) return '–'
  return seconds < 0.1 ? `${(seconds * 1000).toFixed(1)} ms` : `${seconds.toFixed(2)} s`
}

export function differenceWords({ id, difference }: EngineTest): string {
  if (difference === null) return '–'
  return id === 'onnx' ? 'the measure' : difference.toExponential(1)
}

/** How much faster than onnxruntime: "2.3×"; null where there is nothing to compare. */
export function timesWords(test: EngineTest, all: readonly EngineTest[]): string {
  const onnx = all.find(({ id }) => id === 'onnx')?.secondsPerEpoch ?? null
  if (onnx === null || test.secondsPerEpoch === null) return '–'
  return `${(onnx / test.secondsPerEpoch).toFixed(1)}×`
}
