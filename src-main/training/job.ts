/** From a run and its encoding to what its trainer is asked to do. */
import type { Loss, Recipe } from '../../src-shared/recipe'
import { lossRule } from '../../src-shared/recipe'
import type { StoredSummary } from '../document/run-store'
import type { TrainingSpec } from '../engines/engine'
import type { Encoding } from '../features/encoding'
import { networkOf } from '../features/model'
import { shapeOf } from '../features/write-training-data'
import type { Progress, TrainingJob } from './messages'
import type { WatchRules } from './watch'

type Asked = Pick<StoredSummary, 'recipe' | 'task' | 'loss'> & Partial<Pick<StoredSummary, 'engineId'>>

export function createJob(file: string, encoding: Encoding, run: Asked, start: Progress): TrainingJob {
  const { recipe, task, loss } = run
  const spec = specOf(recipe, loss, encoding)
  const shape = shapeOf(encoding)
  const watching = watchRules(recipe, shape.validation)
  const { epochs, engine } = recipe
  const chosen = run.engineId ?? null
  return { file, shape, spec, epochs, task, target: encoding.target, watching, engine, chosen, ...start }
}

/**
 * The best epoch's weights are kept where there are validation rows to judge by, or where the recipe waits for an
 * improvement: a training loss that nobody watches mostly falls anyway.
 */
export function watchRules({ earlyStopping, schedule }: Recipe, validationRows: number): WatchRules {
  return {
    losses: validationRows > 0 ? 'validation' : 'training',
    keepBest: validationRows > 0 || earlyStopping !== null,
    restoreBest: earlyStopping?.restoreBest ?? false,
    stop: earlyStopping,
    plateau: schedule.kind === 'plateau' ? { ...schedule, leastScale: schedule.least } : null,
  }
}

/** What an engine trains under that recipe; the batch is no larger than the training rows are many. */
export function specOf(recipe: Recipe, loss: Loss, encoding: Encoding): TrainingSpec {
  const { training } = encoding.rows
  const batchSize = recipe.batchSize === 'all' ? training : Math.min(recipe.batchSize, training)
  const { optimizer, schedule, regularisation, clip, epochs, seed } = recipe
  const settings = { optimizer, schedule, regularisation, clip, epochs, seed }
  return { network: networkOf(recipe, encoding), loss: lossRule(recipe, loss), batchSize, ...settings }
}
