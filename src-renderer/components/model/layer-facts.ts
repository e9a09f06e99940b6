/** What the check found out about each layer of the recipe: the width that comes out of it, and its parameters. */
import type { ModelSummary } from '../../../src-shared/project'
import type { Layer } from '../../../src-shared/recipe'

export type LayerFacts = { width: number; parameters: number }

/** null at a place whose layer is not the one that was checked: the answer is still on its way, or there is none. */
export function layerFacts(layers: readonly Layer[], model: ModelSummary | null): (LayerFacts | null)[] {
  const checked = model?.layers.slice(0, -1) ?? []
  const same = checked.length === layers.length && layers.every(({ kind }, place) => checked[place]!.kind === kind)
  return layers.map((_, place) => {
    const found = same ? checked[place] : undefined
    return found ? { width: found.units, parameters: found.parameters } : null
  })
}
