/**
 * Elementwise operations. In the formulas ȳ is the gradient of the output, x̄ (ā, b̄) that of an operand; a gradient of a
 * broadcast operand is summed down to the operand's shape.
 */
import type { BinaryName, ElementType, UnaryName } from '../program'
import type { Backward, Tensor } from '../trace'
import { apply } from '../trace'
import { sameShape, scalar } from './constant'
import { broadcast, expand, sumTo } from './shape'

/** A tensor, or a number that takes the type of the operand beside it. */
export type Operand = Tensor | number

/** y = a + b; ā = ȳ, b̄ = ȳ */
export function add(a: Operand, b: Operand): Tensor {
  const [left, right] = pair(a, b)
  if (left.splat === 0) return expand(right, broadcast(left.shape, right.shape))
  if (right.splat === 0) return expand(left, broadcast(left.shape, right.shape))
  if (left === right) return mul(left, 2)
  return binary('add', left, right, ([y]) => [sumTo(y!, left.shape), sumTo(y!, right.shape)])
}

/** y = a − b; ā = ȳ, b̄ = −ȳ */
export function sub(a: Operand, b: Operand): Tensor {
  const [left, right] = pair(a, b)
  return binary('sub', left, right, ([y]) => [sumTo(y!, left.shape), sumTo(neg(y!), right.shape)])
}

/** y = a · b; ā = ȳ · b, b̄ = ȳ · a */
export function mul(a: Operand, b: Operand): Tensor {
  const [left, right] = pair(a, b)
  const shape = broadcast(left.shape, right.shape)
  if (left.splat !== null && right.splat !== null) return expand(scalar(left, left.splat * right.splat), shape)
  if (left.splat === 1) return expand(right, shape)
  if (right.splat === 1) return expand(left, shape)
  if (right.splat !== null && left.splat === null) return timesNumber(left, right.splat, shape)
  if (left.splat !== null && right.splat === null) return timesNumber(right, left.splat, shape)
  return binary('mul', left, right, ([y]) => [sumTo(mul(y!, right), left.shape), sumTo(mul(y!, left), right.shape)])
}

/** y = −x; x̄ = −ȳ */
export function neg(x: Tensor): Tensor {
  return mul(x, -1)
}

/** y = a / b; ā = ȳ / b, b̄ = −ȳ · y / b */
export function div(a: Operand, b: Operand): Tensor {
  const [left, right] = pair(a, b)
  const y = binary('div', left, right, ([gradient]) => {
    const share = div(gradient!, right)
    return [sumTo(share, left.shape), sumTo(neg(mul(share, y)), right.shape)]
  })
  return y
}

/** y = aᵇ for a constant exponent's sake of Adam's β ᵗ; no gradient: nothing that is learned passes through it. */
export function pow(a: Operand, b: Operand): Tensor {
  return binary('pow', ...pair(a, b), null)
}

/** y = a > b, as booleans; no gradient: it is flat wherever it has a slope. */
export function greater(a: Operand, b: Operand): Tensor {
  return binary('greater', ...pair(a, b), null, 'bool')
}

/** y = the larger; ā = ȳ where a is, b̄ = ȳ where b is larger; where they are equal it is all a's */
export function maximum(a: Operand, b: Operand): Tensor {
  const [left, right] = pair(a, b)
  return binary('maximum', left, right, ([y]) => shared(greater(right, left), y!, left, right))
}

/** y = the smaller; ā = ȳ where a is, b̄ = ȳ where b is smaller; where they are equal it is all a's */
export function minimum(a: Operand, b: Operand): Tensor {
  const [left, right] = pair(a, b)
  return binary('minimum', left, right, ([y]) => shared(greater(left, right), y!, left, right))
}

function shared(isRight: Tensor, y: Tensor, left: Tensor, right: Tensor): Tensor[] {
  return [sumTo(select(isRight, 0, y), left.shape), sumTo(select(isRight, y, 0), right.shape)]
}

/** y = a where the condition holds, else b; ā = ȳ where it holds, else 0; b̄ the other way round. */
export function select(condition: Tensor, a: Operand, b: Operand): Tensor {
  const [left, right] = pair(a, b)
  const shape = broadcast(condition.shape, broadcast(left.shape, right.shape))
  const backward: Backward = ([y]) => [
    null,
    sumTo(select(condition, y!, 0), left.shape),
    sumTo(select(condition, 0, y!), right.shape),
  ]
  return apply({ kind: 'select' }, [condition, left, right], { type: left.type, shape }, backward)
}

/** The same numbers in another type; x̄ = ȳ in the old type. */
export function cast(x: Tensor, to: ElementType): Tensor {
  if (x.type === to) return x
  return apply({ kind: 'cast', to }, [x], { type: to, shape: x.shape }, ([y]) => [cast(y!, x.type)])
}

/** y = √x; x̄ = ȳ / 2y */
export function sqrt(x: Tensor): Tensor {
  return unary('sqrt', x, (y, gradient) => div(gradient, mul(y, 2)))
}

/** y = eˣ; x̄ = ȳ · y */
export function exp(x: Tensor): Tensor {
  return unary('exp', x, (y, gradient) => mul(gradient, y))
}

/** y = tanh x; x̄ = ȳ · (1 − y²) */
export function tanh(x: Tensor): Tensor {
  return unary('tanh', x, (y, gradient) => mul(gradient, sub(1, mul(y, y))))
}

/** y = 1 / (1 + e⁻ˣ); x̄ = ȳ · y · (1 − y) */
export function sigmoid(x: Tensor): Tensor {
  return unary('sigmoid', x, (y, gradient) => mul(gradient, mul(y, sub(1, y))))
}

/** y = max(x, 0); x̄ = ȳ where y > 0, else 0 (so 0 at x = 0, as TensorFlow and PyTorch have it) */
export function relu(x: Tensor): Tensor {
  return unary('relu', x, (y, gradient) => select(greater(y, 0), gradient, 0))
}

/** y = ln(1 + eˣ), without overflow; x̄ = ȳ · sigmoid x */
export function softplus(x: Tensor): Tensor {
  return unary('softplus', x, (_, gradient) => mul(gradient, sigmoid(x)))
}

/** y = |x|; x̄ = ȳ · sign x (so 0 at x = 0) */
export function abs(x: Tensor): Tensor {
  return unary('abs', x, (_, gradient) => mul(gradient, sign(x)))
}

/** y = 1, −1 or 0, as x is above, below or at zero; no gradient: it is flat wherever it has a slope */
export function sign(x: Tensor): Tensor {
  return apply({ kind: 'sign' }, [x], { type: x.type, shape: x.shape }, null)
}

function timesNumber(x: Tensor, factor: number, shape: Tensor['shape']): Tensor {
  if (!sameShape(x.shape, shape)) return timesNumber(expand(x, shape), factor, shape)
  const by = scalar(x, factor)
  return binary('mul', x, by, ([y]) => [mul(y!, by), null])
}

function unary(kind: UnaryName, x: Tensor, backward: (y: Tensor, gradient: Tensor) => Tensor): Tensor {
  const y = apply({ kind }, [x], { type: x.type, shape: x.shape }, ([gradient]) => [backward(y, gradient!)])
  return y
}

function binary(kind: BinaryName, a: Tensor, b: Tensor, backward: Backward | null, type = a.type): Tensor {
  if (a.type !== b.type) throw new Error(`${kind} of ${a.type} and ${b.type}: cast one of them.`)
  return apply({ kind }, [a, b], { type, shape: broadcast(a.shape, b.shape) }, backward)
}

function pair(a: Operand, b: Operand): [Tensor, Tensor] {
  if (typeof a !== 'number') return [a, typeof b === 'number' ? scalar(a, b) : b]
  if (typeof b === 'number') throw new Error('Of two numbers nothing is to be traced.')
  return [scalar(b, a), b]
}
