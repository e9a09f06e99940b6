/**
 * Which rows are held back for validation: a pure function of the seed and the row ids, so that the same data and the
 * same seed give the same split on any machine, in any order of reading, before and after a restart.
 *
 * Every row gets a key, a mixed hash of (seed, id); the rows with the smallest keys are held back. Stratified: each
 * class gives its share, so that a rare class is in both parts.
 */

export type SplitRequest = {
  seed: number
  /** 0–0.9 of the rows; 0 holds none back. */
  share: number
}

/** Row by row: 1 held back, 0 trained on. `classes` (0 … count - 1 per row) makes it stratified. */
export function splitRows(
  ids: Float64Array,
  classes: { of: Float64Array; count: number } | null,
  { seed, share }: SplitRequest,
): Uint8Array {
  const held = new Uint8Array(ids.length)
  if (share === 0 || ids.length < 2) return held
  const sizes = classes === null ? [ids.length] : countClasses(classes)
  const quotas = shareOut(sizes, share)
  const keys = ids.map((id) => keyOf(seed, id))
  const members = sizes.map((size) => new Float64Array(size))
  const filled = sizes.map(() => 0)
  for (let i = 0; i < ids.length; i++) {
    const group = classes === null ? 0 : classes.of[i]!
    members[group]![filled[group]!++] = keys[i]!
  }
  const limits = members.map((group, g) => lastKept(group, quotas[g]!))
  const left = [...quotas]
  for (let i = 0; i < ids.length; i++) {
    const group = classes === null ? 0 : classes.of[i]!
    if (keys[i]! <= limits[group]! && left[group]! > 0) {
      held[i] = 1
      left[group]!--
    }
  }
  return held
}

function countClasses(classes: { of: Float64Array; count: number }): number[] {
  const sizes = new Array<number>(classes.count).fill(0)
  for (const group of classes.of) sizes[group]!++
  return sizes
}

/** The largest of the `quota` smallest keys. Sorts in place. */
function lastKept(keys: Float64Array, quota: number): number {
  return quota === 0 ? -1 : keys.sort()[quota - 1]!
}

/**
 * How many rows each class holds back: its share rounded down, then one more for the largest remainders until the
 * whole share is met. At least one row in all, and at least one of each class stays in training.
 */
export function shareOut(sizes: number[], share: number): number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const room = sizes.map((size) => Math.max(0, size - 1))
  const most = room.reduce((sum, size) => sum + size, 0)
  const wanted = Math.min(most, Math.max(1, Math.round(total * share)))
  const quotas = sizes.map((size, g) => Math.min(room[g]!, Math.floor(size * share)))
  const remainder = (g: number): number => sizes[g]! * share - quotas[g]!
  const byRemainder = sizes.map((_, g) => g).sort((a, b) => remainder(b) - remainder(a) || a - b)
  let missing = wanted - quotas.reduce((sum, quota) => sum + quota, 0)
  while (missing > 0) {
    for (const g of byRemainder) {
      if (missing > 0 && quotas[g]! < room[g]!) {
        quotas[g]!++
        missing--
      }
    }
  }
  return quotas
}

/** 0 … 2³² - 1; for one seed, no two ids below 2³² share a key. */
function keyOf(seed: number, id: number): number {
  const high = Math.floor(id / 4_294_967_296)
  return mix(mix((id >>> 0) ^ mix(high)) ^ mix(seed ^ 0x9e3779b9))
}

/** MurmurHash3's 32-bit finaliser (Appleby): a bijection in which each input bit flips each output bit half the time. */
function mix(x: number): number {
  let h = x >>> 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
