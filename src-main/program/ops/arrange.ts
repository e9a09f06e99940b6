/**
 * Taking apart, joining and picking.
 *
 * split: pieces of a vector; the gradient is the pieces' gradients joined.  concat: vectors joined; the gradient is cut
 * into the same pieces.  gather: rows picked by number.
 */
import type { Tensor } from '../trace'
import { apply, applyMany } from '../trace'
import { filled } from './shape'

/** A vector [Σ sizes] → one vector per size. */
export function split(x: Tensor, sizes: readonly number[]): readonly Tensor[] {
  if (sizes.length === 1) return [x]
  const outputs = sizes.map((size) => ({ type: x.type, shape: [size] }))
  return applyMany({ kind: 'split', sizes }, [x], outputs, (gradients) => [
    concat(gradients.map((gradient, i) => gradient ?? filled(x, 0, [sizes[i]!]))),
  ])
}

/** Vectors → one vector. */
export function concat(parts: readonly Tensor[]): Tensor {
  if (parts.length === 1) return parts[0]!
  const sizes = parts.map((part) => part.shape[0] as number)
  const total = sizes.reduce((sum, size) => sum + size, 0)
  return apply({ kind: 'concat' }, parts, { type: parts[0]!.type, shape: [total] }, ([gradient]) => [
    ...split(gradient!, sizes),
  ])
}

/**
 * Rows by number: data [rows, …], indices int32 [any shape] → [any shape, …]. −1 picks the last row.
 * No gradient: it picks from the data, which nothing learns.
 */
export function gather(data: Tensor, indices: Tensor): Tensor {
  return apply(
    { kind: 'gather' },
    [data, indices],
    { type: data.type, shape: [...indices.shape, ...data.shape.slice(1)] },
    null,
  )
}
