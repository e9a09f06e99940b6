/** Why the walk could not go where it was asked to, for a person. */
import type { Remedy } from '../../../src-shared/errors'
import { EpochwiseError } from '../../../src-shared/errors'

export type LoopError = { message: string; remedy: Remedy | null }

export function loopErrorOf(error: unknown): LoopError {
  if (error instanceof EpochwiseError) return { message: error.message, remedy: error.details.remedy ?? null }
  return { message: 'The step could not be read. Try again.', remedy: null }
}

/** Something that this walk can't do, where another way may be open. */
export function isUnable(error: unknown): boolean {
  return error instanceof EpochwiseError && error.code === 'loop.unable'
}
