/** The ways on from a run that ended otherwise than planned, the likeliest first. */
import type { RecipeChange } from '../../../src-shared/recipe'
import type { RunSummary } from '../../../src-shared/run'
import { formatNumber } from '../../charts/format'
import { runName } from './words'

export type RunRemedy =
  | { kind: 'resume'; label: string }
  /** Changes the recipe and starts anew: from weights that are about to burst no rate leads back. */
  | { kind: 'retrain'; label: string; change: RecipeChange }
  | { kind: 'cell'; label: string; columnId: number; rowId: number }

export function remediesOf(run: RunSummary): RunRemedy[] {
  if (run.status === 'failed') return run.hasWeights ? [{ kind: 'resume', label: `Resume ${runName(run)}` }] : []
  if (run.status !== 'diverged') return []
  const rate = run.diagnosis?.learningRate ?? Number((run.recipe.optimizer.learningRate / 10).toPrecision(2))
  const lower: RunRemedy = {
    kind: 'retrain',
    label: `Train with learning rate ${formatNumber(rate)}`,
    change: { optimizer: { ...run.recipe.optimizer, learningRate: rate } },
  }
  const first = causeRemedy(run)
  return first === null ? [lower] : [first, lower]
}

function causeRemedy({ diagnosis, recipe }: RunSummary): RunRemedy | null {
  const cause = diagnosis?.cause
  if (cause?.kind === 'huge-cell') {
    const { columnId, rowId, row } = cause
    return { kind: 'cell', label: `Go to row ${row.toLocaleString('en-US')}`, columnId, rowId }
  }
  if (cause?.kind === 'scales' && !recipe.standardise) {
    return { kind: 'retrain', label: 'Standardise and train', change: { standardise: true } }
  }
  if (cause?.kind === 'gradients') {
    return { kind: 'retrain', label: 'Clip the gradient and train', change: { clip: { kind: 'norm', limit: 1 } } }
  }
  return null
}
