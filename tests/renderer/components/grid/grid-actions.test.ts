import { describe, expect, it } from 'vitest'
import type { CommandOutput } from '../../../../src-shared/contract'
import { GridActions } from '../../../../src-renderer/components/grid/grid-actions'
import { settled } from '../../support/scripted-backend'
import { openTable } from '../../support/table-store'

const key = (name: string, held: { shift?: boolean; alt?: boolean } = {}) => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  shiftKey: held.shift ?? false,
  altKey: held.alt ?? false,
})

async function grid() {
  const waiting: (() => void)[] = []
  const {
    store: table,
    backend,
    failures,
  } = await openTable({
    'table.change': () =>
      new Promise<CommandOutput<'table.change'>>((resolve) => waiting.push(() => resolve({ changed: 1, revision: 2 }))),
    'table.clear': () => ({ changed: 4 }),
    'column.move': () => null,
  })
  const bounds = () => ({ rows: table.total, columns: table.columns.shown.length, page: 20 })
  let menus = 0
  const actions = new GridActions(
    table,
    bounds,
    () => menus++,
    () => undefined,
  )
  return { table, actions, backend, failures, menus: () => menus, waiting }
}

describe('typing in the grid', () => {
  it('goes down with Enter, up with Shift+Enter, along with Tab, without waiting', async () => {
    const { table, actions } = await grid()
    table.selection.moveTo({ row: 4, column: 0 })
    for (const [digit, name, shift, row, column] of [
      ['7', 'Enter', false, 5, 0],
      ['8', 'Enter', true, 4, 0],
      ['9', 'Tab', false, 4, 1],
    ] as const) {
      actions.press(key(digit))
      expect(actions.pressInEditor(key(name, { shift }))).toBe(true)
      expect(table.selection.active).toEqual({ row, column })
    }
  })

  it('loses nothing that is typed while a cell is on its way', async () => {
    const { table, actions, backend, waiting } = await grid()
    for (const digit of ['1', '2']) {
      actions.press(key(digit))
      actions.pressInEditor(key('Enter'))
    }
    for (let turn = 0; turn < 2; turn++) {
      await settled()
      waiting.shift()!()
    }
    await settled()
    expect(backend.inputsOf('table.change')).toEqual([
      { edits: [{ rowId: 1000, columnId: 1, text: '1' }] },
      { edits: [{ rowId: 1001, columnId: 1, text: '2' }] },
    ])
    expect(table.selection.active).toEqual({ row: 2, column: 0 })
  })

  it('gives the cell up with Escape, and leaves letters to the editor’s own field', async () => {
    const { table, actions, backend } = await grid()
    actions.press(key('7'))
    expect(actions.pressInEditor(key('a'))).toBe(false)
    expect(actions.pressInEditor(key('ArrowLeft'))).toBe(false)
    actions.pressInEditor(key('Escape'))
    expect(table.edits.open).toBeNull()
    expect(backend.inputsOf('table.change')).toEqual([])
  })
})

describe('keys on the grid', () => {
  it('clear one cell like a typed one, and many in one change', async () => {
    const { table, actions, backend, waiting } = await grid()
    actions.press(key('Delete'))
    await settled()
    waiting.shift()!()
    await settled()
    expect(backend.inputsOf('table.change')).toEqual([{ edits: [{ rowId: 1000, columnId: 1, text: '' }] }])
    table.selection.moveTo({ row: 1, column: 1 }, true)
    actions.press(key('Delete'))
    await settled()
    expect(backend.inputsOf('table.clear')).toMatchObject([{ span: { first: 0, last: 1, columnIds: [1, 2] } }])
  })

  it('sort, resize and move the column from its head', async () => {
    const { table, actions, backend } = await grid()
    table.selection.moveTo({ row: -1, column: 0 })
    const width = table.columns.widthOf(0)
    actions.press(key('ArrowRight', { alt: true }))
    expect(table.columns.widthOf(0)).toBe(width + 16)
    actions.press(key('ArrowRight', { alt: true, shift: true }))
    await settled()
    expect(backend.inputsOf('column.move')).toEqual([{ columnId: 1, before: 3 }])
    actions.press(key('Enter'))
    expect(table.pages.view.sort).toMatchObject([{ direction: 'ascending' }])
  })

  it('open the menu, select, and leave a selection', async () => {
    const { table, actions, menus } = await grid()
    expect(actions.press(key('F10', { shift: true }))).toBe(true)
    expect(menus()).toBe(1)
    actions.press(key(' ', { shift: true }))
    expect(table.selection.extent).toBe('rows')
    actions.press(key('Escape'))
    expect(table.selection.isSingle).toBe(true)
    expect(actions.press(key('?'))).toBe(false)
  })
})
