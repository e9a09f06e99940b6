/** To mean 0 and variance 1: x̂ = (x − mean) ∕ σ, σ = √(variance + ε). Ioffe and Szegedy 2015, section 3. */
import type { Tensor } from '../trace'
import { goesBack } from '../trace'
import { add, div, mul, sqrt, sub } from './elementwise'
import { matmul } from './matmul'
import { sum } from './shape'

export type Normalised = { normal: Tensor; mean: Tensor; variance: Tensor }

/**
 * Each column of x [rows, units] over its rows, that weigh `shares` [rows, 1], which sum to one. mean, variance: [1, units].
 *
 * x̄ = (ȳ − share · (Σ ȳ + x̂ · Σ ȳ x̂)) ∕ σ, the sums over the rows.
 */
export function normaliseColumns(x: Tensor, shares: Tensor, epsilon: number): Normalised {
  const mean = matmul(shares, x, { transposeA: true })
  const centred = sub(x, mean)
  const variance = matmul(shares, mul(centred, centred), { transposeA: true })
  const deviation = sqrt(add(variance, epsilon))
  const normal: Tensor = goesBack(div(centred, deviation), [x], (y) => {
    const along = add(sum(y, [0], true), mul(normal, sum(mul(y, normal), [0], true)))
    return [div(sub(y, mul(along, shares)), deviation)]
  })
  return { normal, mean, variance }
}

/**
 * Each row of x [rows, units] over its units. mean, variance: [rows, 1]. By sums rather than by a product with a constant,
 * which onnxruntime computes otherwise in a loop within a loop: whole epochs and blocks of steps must give the same bits.
 *
 * x̄ = (ȳ − mean of ȳ − x̂ · mean of ȳ x̂) ∕ σ, the means over the units.
 */
export function normaliseRows(x: Tensor, epsilon: number): Normalised {
  const units = x.shape[1] as number
  const meanOf = (values: Tensor): Tensor => mul(sum(values, [1], true), 1 / units)
  const mean = meanOf(x)
  const centred = sub(x, mean)
  const variance = meanOf(mul(centred, centred))
  const deviation = sqrt(add(variance, epsilon))
  const normal: Tensor = goesBack(div(centred, deviation), [x], (y) => {
    const along = add(meanOf(y), mul(normal, meanOf(mul(y, normal))))
    return [div(sub(y, along), deviation)]
  })
  return { normal, mean, variance }
}
