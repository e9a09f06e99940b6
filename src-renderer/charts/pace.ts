/** Calls at most so often, the last call always: for pictures that follow a stream. */

export type Clock = { now(): number; later(run: () => void, milliseconds: number): number; cancel(timer: number): void }

const pageClock: Clock = {
  now: () => performance.now(),
  later: (run, milliseconds) => window.setTimeout(run, milliseconds),
  cancel: (timer) => window.clearTimeout(timer),
}

export type Paced = { (): void; cancel(): void }

/** `draw` at most once in `milliseconds`; what is asked for in between is done once, at the end of the time. */
export function paced(draw: () => void, milliseconds: number, clock: Clock = pageClock): Paced {
  let last = -Infinity
  let timer: number | null = null
  const run = (): void => {
    timer = null
    last = clock.now()
    draw()
  }
  const ask = (): void => {
    timer ??= clock.later(run, Math.max(0, last + milliseconds - clock.now()))
  }
  const cancel = (): void => {
    if (timer !== null) clock.cancel(timer)
    timer = null
  }
  return Object.assign(ask, { cancel })
}
