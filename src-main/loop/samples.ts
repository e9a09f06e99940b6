/** From the engine's flat arrays to small plain ones: what is shown of many, and numbers that JSON can carry. */
import type { Real, Shown } from '../../src-shared/loop'

export function real(value: number | undefined): Real {
  return value !== undefined && Number.isFinite(value) ? value : null
}

export function reals(values: ArrayLike<number>): Real[] {
  return Array.from(values, real)
}

/** The first of them. */
export function firstOf(of: number, most: number): Shown {
  return { of, shown: Array.from({ length: Math.min(of, most) }, (_, i) => i) }
}

/** Rows and columns of a row-major matrix that is `width` wide. */
export function pickMatrix(
  values: ArrayLike<number>,
  width: number,
  rows: readonly number[],
  columns: readonly number[],
): Real[][] {
  return rows.map((row) => columns.map((column) => real(values[row * width + column])))
}

export function pickVector(values: ArrayLike<number>, places: readonly number[]): Real[] {
  return places.map((place) => real(values[place]))
}

/** The whole of it. */
export function wholeMatrix(values: ArrayLike<number>, width: number, rows: number): Real[][] {
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: width }, (_, i) => real(values[row * width + i])),
  )
}
