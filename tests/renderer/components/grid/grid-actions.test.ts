import { describe, expect, it } from 'vitest'
import { GridActions } from '../../../../src-renderer/components/grid/grid-actions'
import { TableStore } from '../../../../src-renderer/state/table-state.svelte'
import { createClient } from '../../../../src-shared/client'
import { project, row, ScriptedBackend, settled } from '../../support/scripted-backend'

const key = (name: string, shiftKey = false) => ({ key: name, ctrlKey: false, metaKey: false, shiftKey, altKey: false })

async function grid() {
  const waiting: (() => void)[] = []
  const backend = new ScriptedBackend({
    'table.page': ({ offset, limit }) => ({
      revision: 1,
      total: 500,
      offset,
      rows: Array.from({ length: limit }, (_, at) => row(offset + at, ['100', '200', 'a'])),
    }),
    'table.change': () => new Promise((resolve) => waiting.push(() => resolve({ changed: 1, revision: 2 }))),
  })
  const table = new TableStore(createClient(backend.transport), (error) => expect.fail(String(error)))
  table.follow('a', project().table, false)
  table.pages.want(0, 40)
  await settled()
  const bounds = () => ({ rows: table.total, columns: table.columns.length, page: 20 })
  const actions = new GridActions(
    table,
    bounds,
    () => undefined,
    () => undefined,
  )
  const acknowledge = async (): Promise<void> => {
    waiting.shift()!()
    await settled()
  }
  return { table, actions, backend, acknowledge }
}

describe('typing in the grid', () => {
  it('goes down with Enter, up with Shift+Enter, along with Tab, once the cell is written', async () => {
    const { table, actions, acknowledge } = await grid()
    table.moveTo({ row: 4, column: 0 })
    for (const [digit, name, shift, row, column] of [
      ['7', 'Enter', false, 5, 0],
      ['8', 'Enter', true, 4, 0],
      ['9', 'Tab', false, 4, 1],
    ] as const) {
      actions.press(key(digit))
      expect(actions.pressInEditor(key(name, shift))).toBe(true)
      await settled()
      await acknowledge()
      expect(table.active).toEqual({ row, column })
    }
  })

  it('loses nothing that is typed while a cell is on its way', async () => {
    const { table, actions, backend, acknowledge } = await grid()
    table.moveTo({ row: 0, column: 0 })
    actions.press(key('1'))
    actions.pressInEditor(key('Enter'))
    for (const name of ['2', '3', 'Enter', '4']) expect(actions.pressInEditor(key(name))).toBe(true)
    await settled()
    await acknowledge()
    await acknowledge()
    expect(backend.inputsOf('table.change')).toEqual([
      { edits: [{ rowId: 0, columnId: 1, text: '1' }] },
      { edits: [{ rowId: 1, columnId: 1, text: '23' }] },
    ])
    expect(table.edit).toMatchObject({ place: { row: 2, column: 0 }, draft: '4', saving: false })
  })

  it('gives the cell up with Escape', async () => {
    const { table, actions, backend } = await grid()
    actions.press(key('7'))
    actions.pressInEditor(key('Escape'))
    expect(table.edit).toBeNull()
    expect(backend.inputsOf('table.change')).toEqual([])
  })

  it('leaves letters to the editor’s own field', async () => {
    const { actions } = await grid()
    actions.press(key('7'))
    expect(actions.pressInEditor(key('8'))).toBe(false)
    expect(actions.pressInEditor(key('ArrowLeft'))).toBe(false)
  })
})
