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
  /** A layer in the hand: from where, and where it would stand if it were let go. */
  #dragged = $state.raw<{ from: number; to: number } | null>(null)

  /** The recipe may have lost the layer meanwhile, by undo say. */
  readonly chosen = $derived.by(() => {
    const { layers } = this.#model.recipe
    return this.#place !== null && this.#place < layers.length ? this.#place : null
  })
  /** As the list shows them: a dragged layer already stands where it would be let go. */
  readonly layers: readonly Layer[] = $derived.by(() => {
    const { layers } = this.#model.recipe
    const drag = this.#dragged
    return drag !== null && canMove(layers, drag.from, drag.to) ? moveLayer(layers, drag.from, drag.to) : layers
  })
  readonly panel = $derived<Panel>(this.chosen === null ? 'training' : this.#panel)
  readonly full = $derived.by(() => this.#model.recipe.layers.length >= mostLayers)

  constructor(model: ModelState) {
    this.#model = model
  }

  /** Where the dragged layer stands. */
  get dragged(): number | null {
    return this.#dragged?.to ?? null
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

  /** Takes a layer into the hand; until it is let go the recipe stays as it is, so that one drag is one change. */
  grab(place: number): void {
    this.#dragged = { from: place, to: place }
  }

  /** → whether it went there */
  dragTo(place: number): boolean {
    const drag = this.#dragged
    if (drag === null || place === drag.to) return false
    if (place !== drag.from && !canMove(this.#model.recipe.layers, drag.from, place)) return false
    this.#dragged = { ...drag, to: place }
    return true
  }

  drop(): void {
    const drag = this.#dragged
    this.#dragged = null
    if (drag !== null) this.move(drag.from, drag.to)
  }

  /** Back to where it was. */
  cancelDrag(): void {
    this.#dragged = null
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
