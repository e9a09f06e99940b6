/** Which rows are learned from, and which are held back: as the recipe and the table are now. */
import type { RunRows } from './run'

/** `out`: without a target, or taken out by hand. */
export type ResolvedPart = 'training' | 'validation' | 'test' | 'out'

export type SplitParts = {
  /** By the rows that were asked for, in their order. */
  parts: ResolvedPart[]
  counts: RunRows
  /** "20 % for validation, 10 % for test, the latest by “sold”" */
  words: string
}
