/** The masks of dropout, worked out from their description, apart from the program. */
import type { TrainingSpec } from '../../../../src-main/engines/engine'

/** lowbias32, by Wellons. */
function mix(value: number): number {
  let x = value >>> 0
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d)
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b)
  return (x ^ (x >>> 16)) >>> 0
}

/** [rows, units]: 0, or 1 ∕ (1 − rate). @param update counted from 1 */
export function dropoutMask(
  { seed }: Pick<TrainingSpec, 'seed'>,
  { layer, update, rate }: { layer: number; update: number; rate: number },
  [rows, units]: readonly [number, number],
): Float32Array {
  const draw = mix((mix((update ^ mix(seed)) >>> 0) ^ mix(layer + 1)) >>> 0)
  return Float32Array.from({ length: rows * units }, (_, place) =>
    mix((place ^ draw) >>> 0) >= Math.round(rate * 2 ** 32) ? 1 / (1 - rate) : 0,
  )
}
