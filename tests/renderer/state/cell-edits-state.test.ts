import { describe, expect, it } from 'vitest'
import type { CommandInput, CommandOutput } from '../../../src-shared/contract'
import { EpochwiseError } from '../../../src-shared/errors'
import { row, settled } from '../support/scripted-backend'
import { openTable } from '../support/table-store'

type Answer = (value: CommandOutput<'table.change'>) => void
type Change = CommandInput<'table.change'>

const accepted = { 'table.change': () => ({ changed: 1, revision: 2 }) }
const lost = () => new EpochwiseError('connection.lost', 'The connection is lost.')
const refusing = {
  'table.change': () => {
    throw new EpochwiseError('cell.invalid', '“abc” is not a number.')
  },
}

async function typed(text: string, answers: NonNullable<Parameters<typeof openTable>[0]>) {
  const opened = await openTable(answers)
  opened.store.selection.moveTo({ row: 3, column: 1 })
  opened.store.beginEdit(text)
  return opened
}

describe('editing a cell', () => {
  it('starts with what stands there, or with what was typed', async () => {
    const { store } = await typed('7', accepted)
    expect(store.edits.open).toMatchObject({ row: 1003, columnId: 2, before: '2.5', draft: '7' })
    store.edits.cancel()
    store.beginEdit(null)
    expect(store.edits.open?.draft).toBe('2.5')
  })

  it('writes the text, shows the cell and says so', async () => {
    const { store, backend } = await typed('12', accepted)
    await store.edits.commit()
    expect(backend.inputsOf('table.change')).toEqual([{ edits: [{ rowId: 1003, columnId: 2, text: '12' }] }])
    expect(store.pages.rowAt(3)).toMatchObject({ cells: ['3', '12', 'a'], changed: [1] })
    expect(store.edits.open).toBeNull()
    expect(store.said).toBe('c2: 12, saved')
  })

  it('shows at once and waits in sight until it is acknowledged', async () => {
    let answer: Answer = () => undefined
    const { store } = await typed('12', {
      'table.change': () => new Promise<CommandOutput<'table.change'>>((resolve) => (answer = resolve)),
    })
    const done = store.edits.commit()
    expect(store.edits.open).toBeNull()
    expect(store.edits.waitingIn(1003, 2)).toMatchObject({ text: '12', refused: null })
    expect(store.edits.inRow(1004)).toBe(store.edits.inRow(1005))
    await settled()
    answer({ changed: 1, revision: 2 })
    await done
    expect(store.edits.waitingIn(1003, 2)).toBeNull()
  })

  it('sends edits one after the other, so that the last one typed stands', async () => {
    const answers: Answer[] = []
    const { store, backend } = await typed('1', {
      'table.change': () => new Promise<CommandOutput<'table.change'>>((resolve) => answers.push(resolve)),
    })
    void store.edits.commit()
    store.beginEdit('2')
    void store.edits.commit()
    await settled()
    expect(backend.inputsOf('table.change')).toHaveLength(1)
    answers[0]!({ changed: 1, revision: 2 })
    await settled()
    expect((backend.inputsOf('table.change')[1] as Change).edits[0]?.text).toBe('2')
    expect(store.edits.waitingIn(1003, 2)?.text).toBe('2')
  })

  it('comes back with a text that the column can’t take, and the reason, until it is changed', async () => {
    const { store } = await typed('abc', refusing)
    const done = store.edits.commit()
    store.selection.moveTo({ row: 4, column: 1 })
    await done
    expect(store.edits.open).toMatchObject({ draft: 'abc', before: '2.5', refused: '“abc” is not a number.' })
    expect(store.selection.active).toEqual({ row: 3, column: 1 })
    expect(store.said).toContain('not a number')
    store.edits.type('1')
    expect(store.edits.open?.refused).toBeNull()
  })

  it('marks a refused text where another cell is being typed into already', async () => {
    const { store } = await typed('abc', refusing)
    const done = store.edits.commit()
    store.selection.moveTo({ row: 4, column: 1 })
    store.beginEdit('5')
    await done
    expect(store.edits.open?.draft).toBe('5')
    expect(store.edits.refused).toMatchObject([{ rowId: 1003, text: 'abc' }])
  })

  it('keeps what a lost connection did not save, to try again or to give up', async () => {
    let works = false
    const { store } = await typed('12', {
      'table.change': () => {
        if (!works) throw lost()
        return { changed: 1, revision: 2 }
      },
    })
    await store.edits.commit()
    expect(store.edits.refused).toMatchObject([{ text: '12', refused: 'The connection is lost.' }])
    await store.edits.tryAgain()
    expect(store.edits.refused).toHaveLength(1)
    works = true
    await store.edits.tryAgain()
    expect(store.edits.refused).toEqual([])
    expect(store.pages.rowAt(3)?.cells[1]).toBe('12')
  })

  it('starts again from the text that is not saved', async () => {
    const { store } = await typed('12', {
      'table.change': () => {
        throw lost()
      },
    })
    await store.edits.commit()
    store.beginEdit(null)
    expect(store.edits.open?.draft).toBe('12')
    store.edits.cancel()
    store.edits.giveUp()
    expect(store.edits.refused).toEqual([])
  })

  it('sees that only the answer was lost when the fresh row holds the text', async () => {
    const { store } = await typed('12', {
      'table.change': () => {
        throw lost()
      },
    })
    await store.edits.commit()
    store.edits.compare([row(1003, ['3', '2.5', 'a'])], (id) => store.placeInCells(id))
    expect(store.edits.refused).toHaveLength(1)
    store.edits.compare([row(1003, ['3', '12', 'a'])], (id) => store.placeInCells(id))
    expect(store.edits.refused).toEqual([])
  })

  it('sends nothing when nothing was changed', async () => {
    const { store, backend } = await openTable(accepted)
    store.beginEdit(null)
    await store.edits.commit()
    expect(backend.inputsOf('table.change')).toEqual([])
  })

  it('is refused, with the reason, in a read-only project', async () => {
    const { store, failures } = await openTable(accepted, { readOnly: true })
    store.beginEdit('1')
    expect(store.edits.open).toBeNull()
    expect(failures).toMatchObject([{ code: 'project.readonly' }])
  })
})
