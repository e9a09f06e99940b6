/** The five stages of a step, and where each button of the transport bar leads. */
import type { LoopPosition } from '../../../src-shared/loop'

export const stages = ['forward', 'loss', 'backward', 'update', 'repeat'] as const
export type Stage = (typeof stages)[number]

export const stageNames: Record<Stage, string> = {
  forward: 'Forward',
  loss: 'Loss',
  backward: 'Backward',
  update: 'Update',
  repeat: 'Repeat',
}

/** What happens there, in a few words. */
export const stageWords: Record<Stage, string> = {
  forward: 'predict',
  loss: 'measure the error',
  backward: 'find the slopes',
  update: 'change the weights',
  repeat: 'take the next batch',
}

export type Place = { step: number; stage: Stage }
export type Move =
  'first' | 'epochBack' | 'stepBack' | 'stageBack' | 'stageForward' | 'stepForward' | 'epochForward' | 'runStep'

type Bounds = Pick<LoopPosition, 'firstStep' | 'lastStep' | 'stepsPerEpoch' | 'runStep'>

/** null: nothing leads there. Steps and epochs keep the stage, so that one can watch it over time. */
export function placeAfter(move: Move, { step, stage }: Place, bounds: Bounds): Place | null {
  const place = stages.indexOf(stage)
  switch (move) {
    case 'first':
      return { step: bounds.firstStep, stage: 'forward' }
    case 'runStep':
      return bounds.runStep === null ? null : { step: bounds.runStep, stage: 'forward' }
    case 'stageForward':
      return place < stages.length - 1 ? { step, stage: stages[place + 1]! } : stepBy(1, step, 'forward', bounds)
    case 'stageBack':
      return place > 0 ? { step, stage: stages[place - 1]! } : stepBy(-1, step, 'repeat', bounds)
    case 'stepForward':
      return stepBy(1, step, stage, bounds)
    case 'stepBack':
      return stepBy(-1, step, stage, bounds)
    case 'epochForward':
      return stepBy(bounds.stepsPerEpoch, step, stage, bounds)
    case 'epochBack':
      return stepBy(-bounds.stepsPerEpoch, step, stage, bounds)
  }
}

/** As far as one can go that way; null where that is nowhere. */
function stepBy(by: number, from: number, stage: Stage, { firstStep, lastStep }: Bounds): Place | null {
  const step = Math.min(lastStep ?? Infinity, Math.max(firstStep, from + by))
  return step === from ? null : { step, stage }
}

type Keys = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/** What a key of the transport means; null where it means nothing here. */
export function transportKey({ key, ctrlKey, metaKey, altKey, shiftKey }: Keys): Move | 'play' | null {
  if (ctrlKey || metaKey || altKey) return null
  if (key === 'ArrowRight') return shiftKey ? 'stepForward' : 'stageForward'
  if (key === 'ArrowLeft') return shiftKey ? 'stepBack' : 'stageBack'
  if (key === ' ' && !shiftKey) return 'play'
  if (key.toLowerCase() === 'r' && !shiftKey) return 'first'
  return null
}

/** How fast playing goes: what each tick does, and how many milliseconds lie between two. */
export const speeds = [
  { value: 'slow', label: '1 stage a second', move: 'stageForward', milliseconds: 1000 },
  { value: 'stages', label: '3 stages a second', move: 'stageForward', milliseconds: 333 },
  { value: 'steps', label: '2 steps a second', move: 'stepForward', milliseconds: 500 },
  { value: 'fast', label: '20 steps a second', move: 'stepForward', milliseconds: 50 },
  { value: 'epochs', label: '2 epochs a second', move: 'epochForward', milliseconds: 500 },
] as const satisfies readonly { value: string; label: string; move: Move; milliseconds: number }[]
export type Speed = (typeof speeds)[number]['value']
