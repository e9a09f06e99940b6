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

/** CUDA 12's own libraries come with the wheels; the driver must be able to serve them. */
const leastDriver = 525

/** What keeps TensorFlow from that GPU, in words; null: nothing. */
export function gpuHindrance(gpu: Gpu | null, platform: NodeJS.Platform, arch: string): string | null {
  if (platform !== 'linux' || arch !== 'x64') return 'TensorFlow computes on NVIDIA GPUs on Linux (x64) alone.'
  if (gpu === null) return 'No NVIDIA GPU was found (nvidia-smi does not answer). With one, install its driver.'
  if (Number.parseInt(gpu.driver) >= leastDriver) return null
  return `The driver of the ${gpu.name} is ${gpu.driver}; CUDA 12 needs ${leastDriver} or newer.`
}
