/**
 * What a date gives to a network beside its place in time: where in the year, the week and the day it falls, as points
 * on a circle, so that December lies beside January.
 *
 * Written once over an arithmetic, and used with plain numbers (training, predictions), as SQL (surveys, neighbours) and
 * as nodes of an exported graph: all count seconds since 1970-01-01 in UTC, in double.
 */

export const cycles = ['month', 'weekday', 'hour'] as const
/** In this order among a date's inputs, each as a sine and a cosine, where the training rows differ in it. */
export type Cycle = (typeof cycles)[number]

export type Arithmetic<T> = {
  number: (value: number) => T
  add: (a: T, b: T) => T
  sub: (a: T, b: T) => T
  mul: (a: T, b: T) => T
  div: (a: T, b: T) => T
  floor: (a: T) => T
  sin: (a: T) => T
}

export const plainArithmetic: Arithmetic<number> = {
  number: (value) => value,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  floor: Math.floor,
  sin: Math.sin,
}

export const sqlArithmetic: Arithmetic<string> = {
  number: (value) => `'${value}'::DOUBLE`,
  add: (a, b) => `(${a} + ${b})`,
  sub: (a, b) => `(${a} - ${b})`,
  mul: (a, b) => `(${a} * ${b})`,
  div: (a, b) => `(${a} / ${b})`,
  floor: (a) => `floor(${a})`,
  sin: (a) => `sin(${a})`,
}

const secondsOfDay = 86_400
/** What a date's trend is counted in where numbers are not standardised. */
export const secondsOfYear = 365.2425 * secondsOfDay

/** How far through the cycle, 0 to 1: January 0, Monday 0, midnight 0. Months and weekdays are whole, the hour is not. */
export function phaseOf<T>(own: Arithmetic<T>, cycle: Cycle, seconds: T): T {
  const days = own.floor(own.div(seconds, own.number(secondsOfDay)))
  if (cycle === 'hour') {
    const midnight = own.mul(days, own.number(secondsOfDay))
    return own.div(own.sub(seconds, midnight), own.number(secondsOfDay))
  }
  // 1970-01-01 was a Thursday.
  if (cycle === 'weekday') return own.div(remainder(own, own.add(days, own.number(3)), 7), own.number(7))
  return own.div(monthOf(own, days), own.number(12))
}

/** [sine, cosine] of the place on the circle. The cosine is a sine a quarter further on: every runtime has that in double. */
export function circleOf<T>(own: Arithmetic<T>, cycle: Cycle, seconds: T): [T, T] {
  const phase = phaseOf(own, cycle, seconds)
  const round = own.number(2 * Math.PI)
  return [own.sin(own.mul(phase, round)), own.sin(own.mul(own.add(phase, own.number(0.25)), round))]
}

function remainder<T>(own: Arithmetic<T>, value: T, by: number): T {
  return own.sub(value, own.mul(own.floor(own.div(value, own.number(by))), own.number(by)))
}

/**
 * 0 January to 11 December, of days since 1970-01-01. Hinnant, “chrono-compatible low-level date algorithms”,
 * civil_from_days: years begin in March there, so that the day that some have is their last.
 */
function monthOf<T>(own: Arithmetic<T>, days: T): T {
  const { add, sub, mul, number } = own
  const over = (value: T, by: number): T => own.floor(own.div(value, number(by)))
  const dayOfEra = remainder(own, add(days, number(719_468)), 146_097)
  const leapDays = sub(sub(over(dayOfEra, 36_524), over(dayOfEra, 1_460)), over(dayOfEra, 146_096))
  const yearOfEra = over(add(dayOfEra, leapDays), 365)
  const daysBefore = sub(add(mul(yearOfEra, number(365)), over(yearOfEra, 4)), over(yearOfEra, 100))
  const dayOfYear = sub(dayOfEra, daysBefore)
  const fromMarch = over(add(mul(dayOfYear, number(5)), number(2)), 153)
  return remainder(own, add(fromMarch, number(2)), 12)
}
