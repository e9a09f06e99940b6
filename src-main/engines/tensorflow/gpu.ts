/** The NVIDIA GPU of this machine, as its driver tells of it. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

export type Gpu = { name: string; driver: string; memoryMegabytes: number }

/** The first one; null: no GPU, or no driver. */
export async function findGpu(env: NodeJS.ProcessEnv = process.env): Promise<Gpu | null> {
  try {
    const asked = ['--query-gpu=name,driver_version,memory.total', '--format=csv,noheader,nounits']
    const { stdout } = await promisify(execFile)('nvidia-smi', asked, { env, timeout: 5000 })
    const [name, driver, memory] = stdout
      .split('\n')[0]!
      .split(',')
      .map((cell) => cell.trim())
    if (!name || !driver) return null
    return { name, driver, memoryMegabytes: Number(memory) || 0 }
  } catch {
    return null
  }
}

type Needs = { cuda: string; driver: number }

/** The wheels bring CUDA's libraries; the driver must be able to serve them. tfjs-node's own library for Windows brings none. */
const needs: Partial<Record<string, Needs>> = {
  'linux-x64': { cuda: 'CUDA 12', driver: 525 },
  'win32-x64': { cuda: 'CUDA 11.2', driver: 460 },
}

/** What keeps TensorFlow from that GPU, in words with the way out; null: nothing. */
export function gpuHindrance(
  gpu: Gpu | null,
  platform: NodeJS.Platform,
  arch: string,
  env: NodeJS.ProcessEnv = process.env,
): string | null {
  const needed = needs[`${platform}-${arch}`]
  if (needed === undefined) return 'TensorFlow computes on NVIDIA GPUs on Linux and Windows (x64) alone.'
  if (gpu === null) return 'No NVIDIA GPU was found (nvidia-smi does not answer). With one, install its driver.'
  if (Number.parseInt(gpu.driver) < needed.driver) {
    return `The driver of the ${gpu.name} is ${gpu.driver}; ${needed.cuda} needs ${needed.driver} or newer.`
  }
  // NVIDIA's installer leaves this behind.
  if (platform !== 'win32' || env['CUDA_PATH_V11_2'] !== undefined) return null
  return `On Windows, TensorFlow needs CUDA 11.2 and cuDNN 8.1 for the ${gpu.name}. Install both from NVIDIA, and start Epochwise anew.`
}
