/** What the check found out about each layer of the recipe: the width that comes out of it, and its parameters. */
import type { ModelSummary } from '../../../src-shared/project'
import type { Layer } from '../../../src-shared/recipe'

export type LayerFacts = { width: number; parameters: number }

/** The check speaks of these layers, not of those of a moment ago or from before an error. */
export function isChecked(layers: readonly Layer[], model: ModelSummary): boolean {
  const checked = model.layers.slice(0, -1)
  return checked.length === layers.length && layers.every(({ kind }, place) => checked[place]!.kind === kind)
}

/** null at every place while the check speaks of other layers. */
export function layerFacts(layers: readonly Layer[], model: ModelSummary | null): (LayerFacts | null)[] {
  const checked = model !== null && isChecked(layers, model) ? model.layers : null
  return layers.map((_, place) => {
    const found = checked?.[place]
    return found ? { width: found.units, parameters: found.parameters } : null
  })
}
