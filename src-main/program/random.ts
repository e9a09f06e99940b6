/**
 * Seeded random numbers. Every draw is a pure function of (seed, purpose, index), so that a resumed run draws what the
 * unbroken run would have drawn, and one purpose never disturbs another.
 */

/** What the numbers are for; each purpose is a stream of its own. */
export type Purpose = 'initial-parameters' | 'epoch-order' | 'slice-direction'

const purposes: Record<Purpose, number> = {
  'initial-parameters': 0x9e3779b9,
  'epoch-order': 0x7f4a7c15,
  'slice-direction': 0x2545f491,
}

/** Uniform in [0, 1), in steps of 2⁻³². The generator is sfc32 (Doty-Humphrey, PractRand). */
export function createRandom(seed: number, purpose: Purpose, index: number): () => number {
  let a = mix(seed >>> 0)
  let b = mix((purposes[purpose] ^ a) >>> 0)
  let c = mix((index ^ b) >>> 0)
  let counter = 1
  const next = (): number => {
    const sum = (a + b + counter++) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return (sum >>> 0) / 4_294_967_296
  }
  for (let i = 0; i < 12; i++) next()
  return next
}

/**
 * The order in which an epoch visits the rows: a shuffle (Fisher and Yates) that depends on (seed, epoch) alone.
 *
 * @param epoch whole epochs done before it, so 0 for the first.
 */
export function epochOrder(rows: number, seed: number, epoch: number): Int32Array {
  const order = new Int32Array(rows)
  for (let i = 0; i < rows; i++) order[i] = i
  const next = createRandom(seed, 'epoch-order', epoch)
  for (let i = rows - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1))
    const moved = order[i]!
    order[i] = order[j]!
    order[j] = moved
  }
  return order
}

/** A 32-bit finaliser in which every input bit reaches every output bit (lowbias32, Wellons). */
export function mix(value: number): number {
  let x = value
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d)
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b)
  return (x ^ (x >>> 16)) >>> 0
}
