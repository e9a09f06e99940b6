/** Whether the walk that is open is still the one that the person means. */
import type { LoopStep } from '../../../src-shared/loop'
import type { Recipe } from '../../../src-shared/recipe'
import type { RunSummary } from '../../../src-shared/run'

/** @param run the chosen one; null: there is none */
export function continuesWalk({ source, position, layers }: LoopStep, run: RunSummary | null, recipe: Recipe): boolean {
  if (source.dataChanged) return false
  if (source.runId === null) return sameRecipe({ source, layers }, recipe)
  if (run === null || source.runId !== run.id || source.status !== run.status) return false
  // It has trained on since it was opened here.
  return position.runStep === null || Math.floor(position.runStep / position.stepsPerEpoch) === run.epoch
}

function sameRecipe({ source, layers }: Pick<LoopStep, 'source' | 'layers'>, recipe: Recipe): boolean {
  const hidden = layers.slice(0, -1).map(({ units, activation }) => `${units.of} ${activation}`)
  const wanted = recipe.layers.map((layer) =>
    layer.kind === 'dense' ? `${layer.units} ${layer.activation}` : layer.kind,
  )
  const batch = recipe.batchSize === 'all' ? source.trainingRows : Math.min(recipe.batchSize, source.trainingRows)
  return (
    hidden.join() === wanted.join() &&
    source.batchSize === batch &&
    source.seed === recipe.seed &&
    JSON.stringify(source.optimizer) === JSON.stringify(recipe.optimizer)
  )
}

/** A paused run opens at exactly its step; one that has ended at its beginning, to be seen from there. */
export function openingPlace(run: Pick<RunSummary, 'status'> | null): 'start' | 'latest' {
  return run === null || run.status === 'paused' || run.status === 'failed' ? 'latest' : 'start'
}
