/** From a run and its encoding to what its trainer is asked to do. */
import type { StoredSummary } from '../document/run-store'
import type { Encoding } from '../features/encoding'
import { networkOf } from '../features/model'
import { shapeOf } from '../features/write-training-data'
import type { Progress, TrainingJob } from './messages'

export function createJob(file: string, encoding: Encoding, run: StoredSummary, start: Progress): TrainingJob {
  const { recipe } = run
  const shape = shapeOf(encoding)
  const batchSize = recipe.batchSize === 'all' ? shape.training : Math.min(recipe.batchSize, shape.training)
  const network = networkOf(recipe, encoding)
  const spec = { network, loss: run.loss, optimizer: recipe.optimizer, batchSize, seed: recipe.seed }
  return { file, shape, spec, epochs: recipe.epochs, task: run.task, target: encoding.target, ...start }
}
