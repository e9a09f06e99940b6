/** Where the numbers lie between the app and its trainer: one file a run, gone as soon as the trainer has read it. */
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Folders } from '../services/abilities'

/** Of this process: several services claim files in the same folder. */
let files = 0

export class TemporaryFiles {
  readonly #folder: string
  #swept = false

  constructor(folders: Folders) {
    this.#folder = join(folders.data, 'training')
  }

  /** A path for a new file. */
  async claim(): Promise<string> {
    await mkdir(this.#folder, { recursive: true })
    if (!this.#swept) await this.#sweep()
    return join(this.#folder, `${process.pid}-${++files}-${Date.now()}.f32`)
  }

  async release(file: string): Promise<void> {
    await rm(file, { force: true })
  }

  /** Removes what an app that was killed has left; another app's that runs is left alone. */
  async #sweep(): Promise<void> {
    this.#swept = true
    for (const name of await readdir(this.#folder)) {
      const owner = /^(\d+)-\d+-\d+\.f32$/.exec(name)?.[1]
      if (owner !== undefined && !isAlive(Number(owner))) await rm(join(this.#folder, name), { force: true })
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
