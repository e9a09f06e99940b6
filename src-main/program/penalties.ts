/**
 * What the recipe does to a gradient before the optimizer follows it: penalties on large weights, then a limit.
 *
 * The losses that are reported leave the penalty out, so that training and validation compare.
 */
import { assertNever } from '../../src-shared/errors'
import type { Clip, Regularisation } from '../../src-shared/recipe'
import { add, div, maximum, minimum, mul, sign, sqrt } from './ops/elementwise'
import { sum } from './ops/shape'
import type { Tensor } from './trace'

/**
 * The slope of l₁ Σ |w| + l₂ Σ w² besides: g + l₁ sign w + 2 l₂ w, for every weight w; biases and the parameters of
 * normalisations are left alone.
 *
 * @param decays [total], 1 where a parameter is a weight, else 0
 */
export function addPenalty({ l1, l2 }: Regularisation, gradient: Tensor, parameters: Tensor, decays: Tensor): Tensor {
  const withL2 = l2 === 0 ? gradient : add(gradient, mul(parameters, mul(decays, 2 * l2)))
  return l1 === 0 ? withL2 : add(withL2, mul(sign(parameters), mul(decays, l1)))
}

/**
 * norm: g · limit ∕ max(‖g‖, limit), the length of the whole gradient. Pascanu et al. 2013. value: each number to ±limit.
 */
export function clipGradient(clip: Clip, gradient: Tensor): Tensor {
  switch (clip.kind) {
    case 'none':
      return gradient
    case 'norm': {
      const length = sqrt(sum(mul(gradient, gradient)))
      return mul(gradient, div(clip.limit, maximum(length, clip.limit)))
    }
    case 'value':
      return maximum(minimum(gradient, clip.limit), -clip.limit)
    default:
      return assertNever(clip)
  }
}
