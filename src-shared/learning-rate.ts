/**
 * The learning rate over time: a pure function of the step, in double. The engines train by it and the page draws it.
 *
 * Sources: Loshchilov and Hutter 2017 (cosine; the warm-up in a line is Goyal et al. 2017), Smith and Topin 2018
 * (one-cycle, with cosines for lines as in PyTorch).
 */
import { assertNever } from './errors'
import type { Optimizer, Schedule } from './recipe'

export type RatePlan = { optimizer: Pick<Optimizer, 'learningRate'>; schedule: Schedule }

/**
 * The rate of a step. A plateau's is the one it begins with: its drops depend on what the validation loss will do.
 *
 * @param step counted from 0 over all epochs  @param epochs that the whole training has
 */
export function learningRateAt(
  { optimizer, schedule }: RatePlan,
  step: number,
  stepsPerEpoch: number,
  epochs: number,
): number {
  return optimizer.learningRate * factorAt(schedule, step, stepsPerEpoch, epochs)
}

function factorAt(schedule: Schedule, step: number, stepsPerEpoch: number, epochs: number): number {
  switch (schedule.kind) {
    case 'constant':
    case 'plateau':
      return 1
    case 'step':
      return schedule.factor ** Math.floor(step / stepsPerEpoch / schedule.every)
    case 'exponential':
      return schedule.factor ** (step / stepsPerEpoch)
    case 'cosine':
      return cosineFactor(schedule, step, stepsPerEpoch, epochs)
    case 'one-cycle':
      return oneCycleFactor(schedule, step, stepsPerEpoch * epochs)
    default:
      return assertNever(schedule)
  }
}

type Of<K extends Schedule['kind']> = Extract<Schedule, { kind: K }>

/** The first step of a warm-up has its share of the rate, not zero: (step + 1) ∕ warm-up steps. */
function cosineFactor({ warmUp, final }: Of<'cosine'>, step: number, stepsPerEpoch: number, epochs: number): number {
  const total = stepsPerEpoch * epochs
  const rising = Math.min(Math.round(warmUp * stepsPerEpoch), total)
  if (step < rising) return (step + 1) / rising
  return between(1, final, (step - rising) / Math.max(1, total - 1 - rising))
}

/** As PyTorch's OneCycleLR: the top is at step `rise · total − 1`, the end at step total − 1. */
function oneCycleFactor({ rise, startDivisor, finalDivisor }: Of<'one-cycle'>, step: number, total: number): number {
  const start = 1 / startDivisor
  const top = rise * total - 1
  if (step <= top && top > 0) return between(start, 1, step / top)
  return between(1, start / finalDivisor, (step - top) / Math.max(1, total - 1 - top))
}

/** Along half a cosine from `from` (share 0) to `to` (share 1, and beyond it). */
function between(from: number, to: number, share: number): number {
  return to + ((from - to) * (1 + Math.cos(Math.PI * Math.min(1, share)))) / 2
}
