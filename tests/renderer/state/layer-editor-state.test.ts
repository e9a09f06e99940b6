import { beforeEach, describe, expect, it } from 'vitest'
import type { Layer } from '../../../src-shared/recipe'
import { createClient } from '../../../src-shared/client'
import { defaultRecipe, mostLayers } from '../../../src-shared/recipe'
import { LayerEditorState } from '../../../src-renderer/state/layer-editor-state.svelte'
import { ModelState } from '../../../src-renderer/state/model-state.svelte'

const kinds = (layers: readonly Layer[]): string => layers.map(({ kind }) => kind).join(' ')

let model: ModelState
let editor: LayerEditorState

beforeEach(() => {
  // Nothing answers: what was typed shows all the same.
  const client = createClient({ send: () => new Promise(() => undefined), listen: () => () => undefined })
  model = new ModelState(client, defaultRecipe, () => undefined)
  editor = new LayerEditorState(model)
})

describe('editing the layers', () => {
  it('adds after the chosen layer and chooses what it added', () => {
    editor.choose(0)
    expect(editor.add('batch-norm')).toBe(1)
    expect(kinds(model.recipe.layers)).toBe('dense batch-norm dense')
    expect([editor.chosen, editor.panel]).toEqual([1, 'layer'])
  })

  it('follows a layer that is moved, and refuses what leads nowhere', () => {
    editor.choose(1)
    editor.add('dropout')
    expect(editor.move(2, 1)).toBe(true)
    expect(editor.chosen).toBe(1)
    expect(kinds(model.recipe.layers)).toBe('dense dropout dense')
    expect(editor.move(0, -1)).toBe(false)
  })

  it('chooses the neighbour of a removed layer, and the training when none is left', () => {
    editor.choose(1)
    editor.remove(1)
    expect(editor.chosen).toBe(0)
    editor.remove(0)
    expect([editor.chosen, editor.panel]).toEqual([null, 'training'])
  })

  it('forgets a chosen layer that the recipe lost meanwhile', () => {
    editor.choose(1)
    model.adopt({ ...defaultRecipe, layers: [] })
    expect([editor.chosen, editor.panel]).toEqual([null, 'training'])
  })

  it('says why a layer cannot be added', () => {
    expect(editor.refusalOf('embedding')).toBeNull()
    editor.add('embedding')
    expect(editor.refusalOf('embedding')).toMatch(/one already/)
    editor.replaceAll(Array.from({ length: mostLayers }, (): Layer => ({ kind: 'dropout', rate: 0.1 })))
    expect(editor.full).toBe(true)
    expect(editor.refusalOf('dense')).toMatch(/64 layers/)
  })

  it('makes one change of a drag, however slow and however far', () => {
    editor.add('dropout')
    editor.add('layer-norm')
    const before = model.recipe
    editor.grab(3)
    for (const place of [2, 1, 0, 1]) expect(editor.dragTo(place)).toBe(true)
    expect(kinds(editor.layers)).toBe('dense layer-norm dense dropout')
    expect(editor.dragged).toBe(1)
    expect(model.recipe).toBe(before)
    editor.drop()
    expect(kinds(model.recipe.layers)).toBe('dense layer-norm dense dropout')
    expect([editor.chosen, editor.dragged]).toEqual([1, null])
  })

  it('lets a dragged layer go back, and not before an embedding', () => {
    editor.add('embedding')
    editor.grab(2)
    expect(editor.dragTo(0)).toBe(false)
    expect(editor.dragTo(1)).toBe(true)
    editor.cancelDrag()
    expect(editor.layers).toBe(model.recipe.layers)
    editor.drop()
    expect(model.recipe.layers).toEqual([{ kind: 'embedding', width: 'auto' }, ...defaultRecipe.layers])
  })

  it('drops nothing where the layers went meanwhile', () => {
    editor.grab(1)
    editor.dragTo(0)
    model.adopt({ ...defaultRecipe, layers: [defaultRecipe.layers[0]!] })
    expect(editor.layers).toHaveLength(1)
    editor.drop()
    expect(model.recipe.layers).toHaveLength(1)
  })
})
