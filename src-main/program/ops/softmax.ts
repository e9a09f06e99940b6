/** Softmax over the last axis, and its logarithm, both computed without overflow by the engines. */
import type { Tensor } from '../trace'
import { apply } from '../trace'
import { exp, mul, sub } from './elementwise'
import { sum } from './shape'

/** yᵢ = e^xᵢ / Σⱼ e^xⱼ; x̄ = y · (ȳ − Σ ȳ y) */
export function softmax(x: Tensor): Tensor {
  const y: Tensor = apply({ kind: 'softmax' }, [x], { type: x.type, shape: x.shape }, ([gradient]) => {
    const weighted = mul(gradient!, y)
    return [sub(weighted, mul(y, sumLast(weighted)))]
  })
  return y
}

/** yᵢ = xᵢ − ln Σⱼ e^xⱼ; x̄ = ȳ − eʸ · Σ ȳ */
export function logSoftmax(x: Tensor): Tensor {
  const y: Tensor = apply({ kind: 'log-softmax' }, [x], { type: x.type, shape: x.shape }, ([gradient]) => [
    sub(gradient!, mul(exp(y), sumLast(gradient!))),
  ])
  return y
}

const sumLast = (x: Tensor): Tensor => sum(x, [x.shape.length - 1], true)
