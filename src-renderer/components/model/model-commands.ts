/** What the Model view can do, for the palette and the list of shortcuts. Its keys are heard by the list of layers. */
import type { Command } from '../../state/commands-state.svelte'
import type { LayerEditorState } from '../../state/layer-editor-state.svelte'
import { layerKinds } from '../../../src-shared/recipe'
import { canMove } from '../../state/layer-edits'
import { layerWords } from './layer-words'
import { presets } from './presets'

const group = 'Model'

export function modelCommands(editor: LayerEditorState): Command[] {
  return [...addingCommands(editor), ...layerCommands(editor), ...presetCommands(editor)]
}

function addingCommands(editor: LayerEditorState): Command[] {
  return layerKinds.map((kind) => ({
    id: `model.add.${kind}`,
    label: `Add a layer: ${layerWords[kind].label}`,
    group,
    enabled: editor.refusalOf(kind) === null,
    run: () => void editor.add(kind),
  }))
}

/** Of the chosen layer. */
function layerCommands(editor: LayerEditorState): Command[] {
  const place = editor.chosen
  const moving = (label: string, by: 1 | -1, keys: string): Command => ({
    id: `model.move.${keys}`,
    label,
    group,
    keys: [keys],
    local: true,
    enabled: place !== null && canMove(editor.layers, place, place + by),
    run() {
      if (place !== null) editor.move(place, place + by)
    },
  })
  return [
    moving('Move the layer up', -1, 'alt+arrowup'),
    moving('Move the layer down', 1, 'alt+arrowdown'),
    {
      id: 'model.remove',
      label: 'Remove the layer',
      group,
      keys: ['delete'],
      local: true,
      enabled: place !== null,
      run() {
        if (place !== null) editor.remove(place)
      },
    },
    {
      id: 'model.training',
      label: 'Training settings',
      group,
      enabled: editor.panel === 'layer',
      run: () => editor.show('training'),
    },
  ]
}

function presetCommands(editor: LayerEditorState): Command[] {
  return presets.map(({ id, label, layers }) => ({
    id: `model.preset.${id}`,
    label: `Network preset: ${label}`,
    group,
    enabled: true,
    run: () => editor.replaceAll(layers),
  }))
}
