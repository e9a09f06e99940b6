/** That a training on WebGPU gave the CPU's weights on this machine: a small file in the person's cache. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { cacheFolder } from '../tensorflow/home'
import { onnxruntimeVersion } from './web-gpu'

const proofSchema = z.strictObject({ machine: z.string(), difference: z.number() })

export class WebGpuProof {
  readonly #folder: string | null

  /** EPOCHWISE_WEBGPU=off: nothing is proved and nothing kept. */
  constructor(folder: string | null = process.env['EPOCHWISE_WEBGPU'] === 'off' ? null : cacheFolder()) {
    this.#folder = folder
  }

  get off(): boolean {
    return this.#folder === null
  }

  /** Of this machine and this onnxruntime. */
  async isThere(): Promise<boolean> {
    if (this.#folder === null) return false
    try {
      const kept = proofSchema.parse(JSON.parse(await readFile(this.#file(this.#folder), 'utf8')))
      return kept.machine === machine()
    } catch {
      return false
    }
  }

  /** `difference`: of the weights, as the self-test measures it. */
  async keep(difference: number): Promise<void> {
    if (this.#folder === null) return
    await mkdir(this.#folder, { recursive: true })
    const part = `${this.#file(this.#folder)}.${process.pid}`
    await writeFile(part, JSON.stringify({ machine: machine(), difference } satisfies z.input<typeof proofSchema>))
    await rename(part, this.#file(this.#folder))
  }

  async drop(): Promise<void> {
    if (this.#folder !== null) await rm(this.#file(this.#folder), { force: true })
  }

  #file(folder: string): string {
    return join(folder, 'webgpu-proof.json')
  }
}

function machine(): string {
  return [onnxruntimeVersion(), process.platform, process.arch, cpus()[0]?.model ?? ''].join(' ')
}
