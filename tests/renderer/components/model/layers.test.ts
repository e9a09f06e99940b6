/** The pure parts of the layer editor: words, keys, figures, presets. */
import { describe, expect, it } from 'vitest'
import type { ModelSummary } from '../../../../src-shared/project'
import type { Layer } from '../../../../src-shared/recipe'
import { layersSchema } from '../../../../src-shared/recipe'
import { layerFacts } from '../../../../src-renderer/components/model/layer-facts'
import { layerKey, placeAt } from '../../../../src-renderer/components/model/layer-keys'
import { layerName } from '../../../../src-renderer/components/model/layer-words'
import { presets } from '../../../../src-renderer/components/model/presets'
import { lossChoicesFor } from '../../../../src-renderer/components/model/settings'

const dense: Layer = { kind: 'dense', units: 64, activation: 'relu', initialiser: 'auto' }

it('names a layer by its place, its kind and its settings', () => {
  expect(layerName(dense, 0)).toBe('Layer 1: Dense, 64 units, ReLU')
  expect(layerName({ ...dense, units: 1 }, 0)).toBe('Layer 1: Dense, 1 unit, ReLU')
  expect(layerName({ kind: 'dropout', rate: 0.15 }, 1)).toBe('Layer 2: Dropout, 15 %')
  expect(layerName({ kind: 'layer-norm', epsilon: 1e-5 }, 2)).toBe('Layer 3: Layer normalisation')
  expect(layerName({ kind: 'embedding', width: 4 }, 0)).toBe('Layer 1: Embedding, width 4')
})

describe('the keys of a layer', () => {
  const press = (key: string, altKey = false, place = 1) =>
    layerKey({ key, altKey, ctrlKey: false, metaKey: false, shiftKey: false }, place, 3)

  it('go with the arrows, and stop at the ends', () => {
    expect(press('ArrowDown')).toEqual({ kind: 'go', to: 2 })
    expect(press('ArrowDown', false, 2)).toEqual({ kind: 'go', to: 2 })
    expect(press('Home')).toEqual({ kind: 'go', to: 0 })
    expect(press('End')).toEqual({ kind: 'go', to: 2 })
  })

  it('move with Alt, remove with Delete, and leave the rest alone', () => {
    expect(press('ArrowUp', true)).toEqual({ kind: 'move', to: 0 })
    expect(press('Delete')).toEqual({ kind: 'remove' })
    expect(press('Enter')).toBeNull()
    expect(press('Home', true)).toBeNull()
  })

  it('finds the row that the pointer is nearest to', () => {
    const rows = [0, 28, 56].map((top) => ({ top, bottom: top + 28 }))
    expect([-50, 20, 40, 500].map((y) => placeAt(y, rows))).toEqual([0, 0, 1, 2])
  })
})

it('gives each layer its width and parameters, as long as the check speaks of these layers', () => {
  const layers = [
    { kind: 'dense', units: 64, activation: 'relu', parameters: 832 },
    { kind: 'dropout', units: 64, activation: null, parameters: 0 },
    { kind: 'dense', units: 1, activation: 'linear', parameters: 65 },
  ] satisfies ModelSummary['layers']
  const model = { layers } as ModelSummary
  expect(layerFacts([dense, { kind: 'dropout', rate: 0.2 }], model)).toEqual([
    { width: 64, parameters: 832 },
    { width: 64, parameters: 0 },
  ])
  expect(layerFacts([{ kind: 'dropout', rate: 0.2 }, dense], model)).toEqual([null, null])
  expect(layerFacts([dense], model)).toEqual([null])
  expect(layerFacts([dense], null)).toEqual([null])
})

it('has presets that the recipe accepts as they are', () => {
  for (const { layers } of presets) expect(layersSchema.parse(layers)).toEqual(layers)
})

it('offers the losses of the task, and the one that stands there', () => {
  const offered = (task: 'regression' | 'classification' | null, chosen: 'auto' | 'mse' = 'auto') =>
    lossChoicesFor(task, chosen).map(({ value }) => value)
  expect(offered('classification')).toEqual(['auto', 'binary-cross-entropy', 'categorical-cross-entropy'])
  expect(offered('classification', 'mse')).toContain('mse')
  expect(offered('regression')).not.toContain('binary-cross-entropy')
  expect(offered(null)).toHaveLength(8)
})
