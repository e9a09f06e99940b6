/**
 * Bits of uint32: what random numbers inside a program are made of. No gradients. Multiplication wraps at 2³².
 */
import type { Tensor } from '../trace'
import { apply } from '../trace'
import { scalar } from './constant'
import { mul } from './elementwise'
import { broadcast } from './shape'

/** Bit by bit: 1 where the two differ. */
export function xor(a: Tensor, b: Tensor | number): Tensor {
  const right = typeof b === 'number' ? scalar(a, b) : b
  return apply({ kind: 'xor' }, [a, right], { type: 'uint32', shape: broadcast(a.shape, right.shape) }, null)
}

/** By so many places to the right, zeros coming in. */
export function shiftRight(x: Tensor, by: number): Tensor {
  return apply({ kind: 'shift-right', by }, [x], { type: 'uint32', shape: x.shape }, null)
}

/**
 * Every bit of x reaches every bit of the result, one to one: lowbias32 (Wellons 2018), the finaliser that
 * program/random.ts has too.
 */
export function mixBits(x: Tensor): Tensor {
  const first = mul(xor(x, shiftRight(x, 16)), 0x7feb352d)
  const second = mul(xor(first, shiftRight(first, 15)), 0x846ca68b)
  return xor(second, shiftRight(second, 16))
}
