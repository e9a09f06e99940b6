/** What a person is told when a run ends otherwise than planned. */
import type { Recipe } from '../../src-shared/recipe'
import type { TrainerExit } from './launcher'

export function divergedWords(recipe: Recipe, epochsKept: number): string {
  const rate = recipe.optimizer.learningRate
  const lower = Number((rate / 10).toPrecision(2))
  const cause = recipe.standardise
    ? `The learning rate ${rate} is probably too high: try ${lower}.`
    : `The numbers are not standardised, or the learning rate ${rate} is too high: standardise them, or try ${lower}.`
  const kept =
    epochsKept === 0 ? 'The weights from the start are kept.' : `The weights of epoch ${epochsKept} are kept.`
  return `The loss stopped being a number in epoch ${epochsKept + 1}. ${cause} ${kept}`
}

export function lostWords(exit: TrainerExit, epoch: number): string {
  return `The training process ended unexpectedly (${manner(exit)}). ${safeWords(epoch)}`
}

/** Of a run that the app itself did not live to end. */
export function interruptedWords(epoch: number): string {
  return `Epochwise was closed while this run was training. ${safeWords(epoch)}`
}

function safeWords(epoch: number): string {
  const checkpoint = epoch === 0 ? 'the weights from the start' : `the last checkpoint, of epoch ${epoch},`
  return `Your data and ${checkpoint} are safe. Resume continues from there.`
}

function manner({ code, signal }: TrainerExit): string {
  if (signal === 'SIGKILL' || code === 137) return 'killed'
  if (signal !== null) return signal
  return code === null ? 'it could not be started' : `exit code ${code}`
}
