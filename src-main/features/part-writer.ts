/** One part of the training data's file, written while it is filled. */
import type { FileHandle } from 'node:fs/promises'
import type { DataPart } from './data-layout'

const bufferFloats = 262_144

/** Filled from its front: one buffer is filled while the other one, of a megabyte each, is written. */
export class PartWriter {
  buffer = new Float32Array(bufferFloats)
  #filled = 0
  #position: number
  readonly #end: number
  /** The buffer that is on its way, or was. */
  #other = new Float32Array(bufferFloats)
  #writing: Promise<void> = Promise.resolve()

  constructor(
    readonly handle: FileHandle,
    part: DataPart,
  ) {
    this.#position = part.offset
    this.#end = part.offset + part.length
  }

  /** Makes room for so many floats more. */
  async reserve(floats: number): Promise<void> {
    if (this.#filled + floats <= this.buffer.length) return
    await this.#flush()
    if (floats > this.buffer.length) this.buffer = new Float32Array(floats)
  }

  /** The place of the next `floats` zeroed floats in the buffer. */
  take(floats: number): number {
    const offset = this.#filled
    this.#filled += floats
    return offset
  }

  /** Writes what is left. False: it isn't the whole part. */
  async finish(): Promise<boolean> {
    await this.#flush()
    await this.#writing
    return this.#position === this.#end
  }

  /** Begins to write what is there, once what was before is written. */
  async #flush(): Promise<void> {
    await this.#writing
    const full = this.buffer
    this.buffer = this.#other
    this.#other = full
    this.#writing = this.#write(full.subarray(0, this.#filled), this.#position)
    // Whoever waits for it is told; until then it is nobody's failure.
    this.#writing.catch(() => undefined)
    this.#position += this.#filled
    this.#filled = 0
  }

  async #write(floats: Float32Array, position: number): Promise<void> {
    const bytes = new Uint8Array(floats.buffer, 0, floats.byteLength)
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await this.handle.write(bytes, done, bytes.length - done, position * 4 + done)
      done += bytesWritten
    }
    floats.fill(0)
  }
}
