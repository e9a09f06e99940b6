/** Editing the layers: which one is chosen, and what is done to it. The recipe itself is the model state's. */
import type { Layer, LayerKind } from '../../src-shared/recipe'
import type { ModelState } from './model-state.svelte'
import { mostLayers } from '../../src-shared/recipe'
import { canMove, insertLayer, moveLayer, newLayer, placeFor, removeLayer, replaceLayer } from './layer-edits'

/** What the inspector shows: the chosen layer, or how it is trained. */
export type Panel = 'training' | 'layer'

export class LayerEditorState {
  readonly #model: ModelState
  #place = $state<number | null>(null)
  #panel = $state<Panel>('training')

  /** The recipe may have lost the layer meanwhile, by undo say. */
  readonly chosen = $derived.by(() => {
    const { layers } = this.#model.recipe
    return this.#place !== null && this.#place < layers.length ? this.#place : null
  })
  readonly panel = $derived<Panel>(this.chosen === null ? 'training' : this.#panel)
  readonly full = $derived.by(() => this.#model.recipe.layers.length >= mostLayers)

  constructor(model: ModelState) {
    this.#model = model
  }

  get layers(): readonly Layer[] {
    return this.#model.recipe.layers
  }

  choose(place: number): void {
    this.#place = place
    this.#panel = 'layer'
  }

  show(panel: Panel): void {
    this.#panel = panel
  }

  /** Why a layer of this kind cannot be added; null: it can. */
  refusalOf(kind: LayerKind): string | null {
    if (this.full) return `${mostLayers} layers are the most.`
    if (kind === 'embedding' && this.layers[0]?.kind === 'embedding') return 'There is one already.'
    return null
  }

  /** After the chosen layer, at the end where none is. → where it stands */
  add(kind: LayerKind): number {
    const place = placeFor(kind, this.layers, this.chosen)
    this.#set(insertLayer(this.layers, place, newLayer(kind, this.layers.slice(0, place))))
    this.choose(place)
    return place
  }

  remove(place: number): void {
    this.#set(removeLayer(this.layers, place))
    this.#place = this.layers.length === 0 ? null : Math.min(place, this.layers.length - 1)
  }

  /** → whether it could be moved */
  move(from: number, to: number): boolean {
    if (!canMove(this.layers, from, to)) return false
    this.#set(moveLayer(this.layers, from, to))
    this.#place = to
    return true
  }

  change(place: number, layer: Layer): void {
    this.#set(replaceLayer(this.layers, place, layer))
  }

  /** All layers at once: a preset. */
  replaceAll(layers: readonly Layer[]): void {
    this.#set([...layers])
    this.#place = null
  }

  #set(layers: Layer[]): void {
    this.#model.change({ layers })
  }
}
