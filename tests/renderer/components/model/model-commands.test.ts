import { beforeEach, describe, expect, it } from 'vitest'
import { createClient } from '../../../../src-shared/client'
import { defaultRecipe } from '../../../../src-shared/recipe'
import { modelCommands } from '../../../../src-renderer/components/model/model-commands'
import { LayerEditorState } from '../../../../src-renderer/state/layer-editor-state.svelte'
import { ModelState } from '../../../../src-renderer/state/model-state.svelte'

let model: ModelState
let editor: LayerEditorState
const command = (label: string) => modelCommands(editor).find((one) => one.label === label)!

beforeEach(() => {
  const client = createClient({ send: () => new Promise(() => undefined), listen: () => () => undefined })
  model = new ModelState(client, defaultRecipe, () => undefined)
  editor = new LayerEditorState(model)
})

describe('the commands of the Model view', () => {
  it('add a layer and move it, as far as it can go', () => {
    expect(command('Move the layer up').enabled).toBe(false)
    void command('Add a layer: Dropout').run()
    expect(command('Move the layer down').enabled).toBe(false)
    void command('Move the layer up').run()
    expect(model.recipe.layers.map(({ kind }) => kind)).toEqual(['dense', 'dropout', 'dense'])
    void command('Remove the layer').run()
    expect(model.recipe.layers).toHaveLength(2)
  })

  it('put a preset in place of all layers, and lead back to the training', () => {
    editor.choose(0)
    void command('Training settings').run()
    expect(editor.panel).toBe('training')
    void command('Network preset: Linear').run()
    expect(model.recipe.layers).toEqual([])
    expect(command('Training settings').enabled).toBe(false)
  })
})
