/**
 * Dropout: while training, each number is zero with probability `rate`, and the others are divided by 1 − rate, so that
 * the expected output is the input. Predictions leave everything as it is. Srivastava et al. 2014, in the inverted form.
 *
 * Which numbers are dropped is a pure function of (seed, update, layer, row of the batch, unit), by integer operations that
 * every engine has: the same masks everywhere, and a resumed run draws what the unbroken one would have drawn.
 */
import { greater, mul, select } from '../ops/elementwise'
import { scalar } from '../ops/constant'
import { range } from '../ops/range'
import { mixBits, xor } from '../ops/bits'
import { add } from '../ops/elementwise'
import { reshape } from '../ops/shape'
import type { Tensor } from '../trace'
import type { LayerDefinition } from './layer'

export function dropoutLayer({ rate }: { rate: number }, inputs: number): LayerDefinition {
  return {
    width: inputs,
    parameters: [],
    statistics: [],
    draws: rate > 0,
    forward(x, _parameters, _statistics, pass) {
      if (pass.kind === 'prediction' || rate === 0) return { output: x }
      return { output: mul(x, dropoutMask(x, pass.draw!, rate)) }
    },
  }
}

/** x [rows, units], draw uint32 [] → [rows, units]: 0, or 1 ∕ (1 − rate). */
function dropoutMask(x: Tensor, draw: Tensor, rate: number): Tensor {
  const units = x.shape[1] as number
  const row = mul(reshape(range(x), [x.shape[0]!, 1]), units)
  const place = add(row, reshape(range(x, units), [1, units]))
  const bits = mixBits(xor(place, draw))
  // Uniform in 0 … 2³² − 1: kept where it is not among the lowest rate · 2³².
  const keeps = greater(bits, Math.round(rate * 2 ** 32) - 1)
  return select(keeps, scalar(x, 1 / (1 - rate)), scalar(x, 0))
}
