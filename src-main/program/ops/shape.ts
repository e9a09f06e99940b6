/**
 * Sums, broadcasts and reshapes: each other's backward.
 *
 * sum: y = Σ x over axes; x̄ = ȳ repeated along them.  expand: y = x repeated; x̄ = Σ ȳ over the repeated axes.
 * reshape: the same elements in another shape; x̄ = ȳ in the old one.
 */
import type { Dimension } from '../program'
import type { Tensor } from '../trace'
import { apply } from '../trace'
import { sameShape, scalar } from './constant'

/** Σ over `axes`, all of them when not given. */
export function sum(x: Tensor, axes: readonly number[] = x.shape.map((_, i) => i), keepDimensions = false): Tensor {
  if (axes.length === 0) return x
  const kept = x.shape.map((size, i) => (axes.includes(i) ? 1 : size))
  const shape = keepDimensions ? kept : x.shape.filter((_, i) => !axes.includes(i))
  return apply({ kind: 'sum', axes, keepDimensions }, [x], { type: x.type, shape }, ([gradient]) => [
    expand(reshape(gradient!, kept), x.shape),
  ])
}

/** Repeats along new leading axes and along axes of size one, until the shape is `shape`. */
export function expand(x: Tensor, shape: readonly Dimension[]): Tensor {
  if (sameShape(x.shape, shape)) return x
  if (!sameShape(broadcast(x.shape, shape), shape))
    throw new Error(`Can't expand ${words(x.shape)} to ${words(shape)}.`)
  const y = apply({ kind: 'expand', shape }, [x], { type: x.type, shape }, ([gradient]) => [sumTo(gradient!, x.shape)])
  y.splat = x.splat
  return y
}

/** The same elements, row-major, in another shape of the same size. */
export function reshape(x: Tensor, shape: readonly Dimension[]): Tensor {
  if (sameShape(x.shape, shape)) return x
  if (sizeOf(x.shape) !== sizeOf(shape)) throw new Error(`Can't reshape ${words(x.shape)} to ${words(shape)}.`)
  const y = apply({ kind: 'reshape', shape }, [x], { type: x.type, shape }, ([gradient]) => [
    reshape(gradient!, x.shape),
  ])
  y.splat = x.splat
  return y
}

/** The backward of broadcasting: sums a gradient down to the shape of the operand that was repeated. */
export function sumTo(gradient: Tensor, shape: readonly Dimension[]): Tensor {
  const extra = gradient.shape.length - shape.length
  const axes = gradient.shape.flatMap((size, i) => (i < extra || (shape[i - extra] === 1 && size !== 1) ? [i] : []))
  if (axes.length === 0) return gradient
  // Leading axes alone: the sum has the shape already.
  return axes.length === extra ? sum(gradient, axes) : reshape(sum(gradient, axes, true), shape)
}

/** The shape of two operands together, as in NumPy. */
export function broadcast(a: readonly Dimension[], b: readonly Dimension[]): Dimension[] {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, i) => {
    const left = a[i - rank + a.length] ?? 1
    const right = b[i - rank + b.length] ?? 1
    if (left !== right && left !== 1 && right !== 1) throw new Error(`${words(a)} and ${words(b)} don't go together.`)
    return left === 1 ? right : left
  })
}

/** A tensor of that shape in which every element is `value`. */
export function filled(near: Tensor, value: number, shape: readonly Dimension[]): Tensor {
  return expand(scalar(near, value), shape)
}

/** Elements, with named sizes kept apart: equal texts are equal sizes. */
function sizeOf(shape: readonly Dimension[]): string {
  const known = shape.filter((size) => typeof size === 'number').reduce((product, size) => product * size, 1)
  return [known, ...shape.filter((size) => typeof size === 'string').sort()].join('×')
}

export function words(shape: readonly Dimension[]): string {
  return `[${shape.join(', ')}]`
}
