/** What lies over the grid: one dialog or one menu at a time. */
import type { Column } from '../../src-shared/table'

export type GridDialog =
  | { kind: 'rename'; column: Column }
  | { kind: 'read'; column: Column }
  | { kind: 'insertColumn'; after: number | null }
  | { kind: 'compute'; column: Column | null; after: number | null }
  | { kind: 'merge'; column: Column }
  | { kind: 'split'; column: Column }
  | { kind: 'fillMissing'; column: Column }
  | { kind: 'duplicates'; columnIds: readonly number[] }
  | { kind: 'insertRows' }
  | { kind: 'columns' }
  /** `at` null: a new one. `column` null: over all columns. */
  | { kind: 'filter'; at: number | null; column: Column | null }

export type GridMenu = { kind: 'cell' | 'row' | 'column'; /** Of the page, pixels. */ x: number; y: number }

export class GridPanelsState {
  #dialog = $state.raw<GridDialog | null>(null)
  #menu = $state.raw<GridMenu | null>(null)

  get dialog(): GridDialog | null {
    return this.#dialog
  }

  get menu(): GridMenu | null {
    return this.#menu
  }

  openDialog(dialog: GridDialog): void {
    this.#menu = null
    this.#dialog = dialog
  }

  openMenu(menu: GridMenu): void {
    this.#menu = menu
  }

  closeMenu(): void {
    this.#menu = null
  }

  close(): void {
    this.#dialog = null
    this.#menu = null
  }
}
