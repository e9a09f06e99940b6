import { describe, expect, it } from 'vitest'
import type { Layer } from '../../../src-shared/recipe'
import {
  canMove,
  insertLayer,
  moveLayer,
  newLayer,
  placeFor,
  removeLayer,
} from '../../../src-renderer/state/layer-edits'
import { layerKinds, layersSchema } from '../../../src-shared/recipe'

const dense = (units: number): Layer => ({ kind: 'dense', units, activation: 'gelu', initialiser: 'auto' })
const embedding: Layer = { kind: 'embedding', width: 'auto' }
const dropout: Layer = { kind: 'dropout', rate: 0.2 }

describe('a new layer', () => {
  it('is one that the recipe accepts, of every kind', () => {
    for (const kind of layerKinds) expect(layersSchema.safeParse([newLayer(kind, [])]).success).toBe(true)
  })

  it('is as wide as the last one that has a width, with its activation', () => {
    expect(newLayer('residual', [dense(48), dropout])).toMatchObject({ units: 48, activation: 'gelu' })
    expect(newLayer('dense', [])).toMatchObject({ units: 32, activation: 'relu' })
  })

  it('comes after the chosen one, else at the end; an embedding first', () => {
    expect(placeFor('dropout', [dense(1), dense(2)], 0)).toBe(1)
    expect(placeFor('dropout', [dense(1), dense(2)], null)).toBe(2)
    expect(placeFor('embedding', [dense(1)], 0)).toBe(0)
  })
})

describe('the list of layers', () => {
  it('is changed by place, the old list staying as it was', () => {
    const layers = [dense(1), dense(2), dropout]
    expect(moveLayer(layers, 0, 2)).toEqual([dense(2), dropout, dense(1)])
    expect(moveLayer(layers, 2, 0)).toEqual([dropout, dense(1), dense(2)])
    expect(insertLayer(layers, 1, dropout)).toEqual([dense(1), dropout, dense(2), dropout])
    expect(removeLayer(layers, 1)).toEqual([dense(1), dropout])
    expect(layers).toEqual([dense(1), dense(2), dropout])
  })

  it('lets nothing before an embedding, and nothing beyond its ends', () => {
    const layers = [embedding, dense(1), dropout]
    expect(canMove(layers, 1, 0)).toBe(false)
    expect(canMove(layers, 0, 1)).toBe(false)
    expect(canMove(layers, 1, 2)).toBe(true)
    expect(canMove(layers, 2, 3)).toBe(false)
    expect(canMove(layers, 1, -1)).toBe(false)
  })
})
