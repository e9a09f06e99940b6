import { describe, expect, it } from 'vitest'
import type { Clock } from '../../../src-renderer/charts/pace'
import { paced } from '../../../src-renderer/charts/pace'

/** A clock that moves when told. */
function handClock(): Clock & { move(milliseconds: number): void } {
  let now = 0
  let next = 1
  const timers = new Map<number, { at: number; run: () => void }>()
  return {
    now: () => now,
    later: (run, milliseconds) => {
      timers.set(next, { at: now + milliseconds, run })
      return next++
    },
    cancel: (timer) => timers.delete(timer),
    move(milliseconds) {
      const end = now + milliseconds
      for (;;) {
        const [id, timer] = [...timers].sort((a, b) => a[1].at - b[1].at)[0] ?? []
        if (id === undefined || timer === undefined || timer.at > end) break
        now = timer.at
        timers.delete(id)
        timer.run()
      }
      now = end
    },
  }
}

describe('a paced picture', () => {
  it('is drawn at most 30 times a second, however often it is asked for', () => {
    const clock = handClock()
    let drawn = 0
    const draw = paced(() => drawn++, 1000 / 30, clock)
    for (let i = 0; i < 1000; i++) {
      draw()
      clock.move(1)
    }
    expect(drawn).toBeGreaterThanOrEqual(29)
    expect(drawn).toBeLessThanOrEqual(31)
  })

  it('is drawn a last time after the last change', () => {
    const clock = handClock()
    let state = 0
    const seen: number[] = []
    const draw = paced(() => seen.push(state), 33, clock)
    for (state = 1; state < 4; state++) {
      draw()
      clock.move(1)
    }
    state = 4
    draw()
    clock.move(100)
    expect(seen.at(-1)).toBe(4)
  })

  it('is not drawn any more once cancelled', () => {
    const clock = handClock()
    let drawn = 0
    const draw = paced(() => drawn++, 33, clock)
    draw()
    draw.cancel()
    clock.move(100)
    expect(drawn).toBe(0)
  })
})
