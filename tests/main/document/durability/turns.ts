/** Many rounds of the same, a few at a time, each with luck of its own that every run of the tests has again. */

const atOnce = 3

export async function inTurns(count: number, round: (i: number) => Promise<void>): Promise<void> {
  let next = 0
  const turn = async (): Promise<void> => {
    while (next < count) await round(next++)
  }
  await Promise.all(Array.from({ length: atOnce }, turn))
}

/** Mulberry32: uniform in [0, 1). */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
