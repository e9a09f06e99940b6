/** Weights as they lie in the file: little-endian float32, on every machine. */
import { endianness } from 'node:os'
import { EpochwiseError } from '../../src-shared/errors'

export function toBytes(values: Float32Array): Uint8Array {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength)
  return endianness() === 'LE' ? bytes : Buffer.from(bytes).swap32()
}

/** A copy, so that it may lie at any offset. @throws EpochwiseError project.invalid */
export function fromBytes(bytes: Uint8Array): Float32Array {
  if (bytes.byteLength % 4 !== 0) {
    throw new EpochwiseError('project.invalid', 'The weights of a run cannot be read. The file is damaged.')
  }
  const copy = new Uint8Array(bytes)
  if (endianness() === 'BE') Buffer.from(copy.buffer).swap32()
  return new Float32Array(copy.buffer)
}
