/**
 * What TensorFlow reads from the environment when it is loaded. In a thread, this reaches it only where the thread shares
 * its process's environment.
 */
import { join } from 'node:path'
import type { Installation } from './home'

/** Later calls change nothing once the library is loaded: a process trains one shape. */
export function useEnvironment({ variant, folder }: Installation, threads: number): void {
  if (variant === 'cpu') {
    // A second thread costs more than it brings where a product is small: XLA took twice as long at batch 32.
    process.env['TF_NUM_INTRAOP_THREADS'] = String(threads)
    process.env['TF_NUM_INTEROP_THREADS'] = String(threads)
    return
  }
  // The same seed must give the same bytes, and the GPU's memory is not ours alone.
  process.env['TF_DETERMINISTIC_OPS'] ??= '1'
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true'
  const tools = `--xla_gpu_cuda_data_dir=${join(folder, 'deps', 'nvidia', 'cuda_nvcc')}`
  const flags = process.env['XLA_FLAGS'] ?? ''
  if (!flags.includes('xla_gpu_cuda_data_dir')) process.env['XLA_FLAGS'] = `${flags} ${tools}`.trim()
}
