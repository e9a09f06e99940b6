/**
 * Taking apart, joining and picking.
 *
 * split: pieces along an axis; the gradient is the pieces' gradients joined.  concat: pieces joined; the gradient is cut
 * into the same pieces.  gather: rows picked by number.
 */
import type { Tensor } from '../trace'
import { apply, applyMany } from '../trace'
import { filled } from './shape'

/** Along the axis, whose length is Σ sizes: one tensor per size. */
export function split(x: Tensor, sizes: readonly number[], axis = 0): readonly Tensor[] {
  if (sizes.length === 1) return [x]
  const shapes = sizes.map((size) => x.shape.map((own, i) => (i === axis ? size : own)))
  const outputs = shapes.map((shape) => ({ type: x.type, shape }))
  return applyMany({ kind: 'split', axis, sizes }, [x], outputs, (gradients) => [
    concat(
      gradients.map((gradient, i) => gradient ?? filled(x, 0, shapes[i]!)),
      axis,
    ),
  ])
}

/** Tensors that differ in the length of that axis alone → one tensor. */
export function concat(parts: readonly Tensor[], axis = 0): Tensor {
  if (parts.length === 1) return parts[0]!
  const sizes = parts.map((part) => part.shape[axis] as number)
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const shape = parts[0]!.shape.map((own, i) => (i === axis ? total : own))
  return apply({ kind: 'concat', axis }, parts, { type: parts[0]!.type, shape }, ([gradient]) => [
    ...split(gradient!, sizes, axis),
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
