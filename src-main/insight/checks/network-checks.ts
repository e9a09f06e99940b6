/** The network beside the rows that it learns from. */
import type { Remedy } from '../../../src-shared/errors'
import type { ModelSummary } from '../../../src-shared/project'
import { count } from '../../features/model'
import type { Draft } from './draft'
import type { Figures } from './figures'

/** So many parameters a row, and it can learn the rows by heart. */
const tooMany = 20
const smallUnits = 8

/** @param model null: nothing can be trained yet. */
export function networkChecks({ recipe }: Figures, model: ModelSummary | null): Draft[] {
  if (model === null || recipe.layers.length === 0) return []
  const { parameters, rows } = model
  if (parameters <= tooMany * rows.training || isSmall(recipe.layers)) return []
  const message = `The network has ${count(parameters, 'parameter')} for ${count(rows.training, 'row')} to learn from: it can learn them by heart. A smaller one predicts new rows better, as a rule.`
  const layers = [{ kind: 'dense', units: smallUnits, activation: 'relu' }]
  const remedy: Remedy = { label: 'Use a small network', action: { kind: 'recipe', change: { layers } } }
  return [{ code: 'rows.few', rank: 35, columns: [], message, remedy }]
}

function isSmall(layers: Figures['recipe']['layers']): boolean {
  return layers.length === 1 && layers.every((layer) => 'units' in layer && layer.units <= smallUnits)
}
