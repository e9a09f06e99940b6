import { describe, expect, it } from 'vitest'
import type { CommandInput } from '../../../src-shared/contract'
import { pageSize } from '../../../src-renderer/components/grid/page-cache'
import { PagesState } from '../../../src-renderer/state/pages-state.svelte'
import { createClient } from '../../../src-shared/client'
import { EpochwiseError } from '../../../src-shared/errors'
import { plainView } from '../../../src-shared/table'
import { row, ScriptedBackend, settled } from '../support/scripted-backend'

type Ask = CommandInput<'table.page'>

/** Answers when the test says so. */
function slow() {
  const asked: { input: Ask; answer: (revision: number, total?: number) => Promise<void> }[] = []
  const backend = new ScriptedBackend({
    'table.page': (input) =>
      new Promise((resolve) => {
        const answer = async (revision: number, total = 100_000): Promise<void> => {
          const rows = Array.from({ length: input.limit }, (_, at) => row(input.offset + at, [String(revision)]))
          resolve({ revision, total, offset: input.offset, rows })
          await settled()
        }
        asked.push({ input, answer })
      }),
  })
  const failures: unknown[] = []
  const pages = new PagesState(createClient(backend.transport), (error) => failures.push(error))
  return { pages, asked, failures }
}

describe('pages of rows', () => {
  it('are asked for two at a time, and only those in sight', async () => {
    const { pages, asked } = slow()
    pages.reset(1, plainView, 100_000)
    pages.want(0, 4 * pageSize)
    expect(asked).toHaveLength(2)
    pages.want(50_000, 50_010)
    await asked[0]!.answer(1)
    expect(asked).toHaveLength(3)
    expect(asked[2]!.input.offset).toBe(50_000)
  })

  it('stay in sight after an edit until the fresh ones have come', async () => {
    const { pages, asked } = slow()
    pages.reset(1, plainView, 100_000)
    pages.want(0, 10)
    await asked[0]!.answer(1)
    pages.advance(2, 100_000)
    expect(pages.rowAt(0)?.cells).toEqual(['1'])
    await asked[1]!.answer(2)
    expect(pages.rowAt(0)?.cells).toEqual(['2'])
    expect(asked).toHaveLength(2)
  })

  it('are asked for again when the answer was older than the table', async () => {
    const { pages, asked } = slow()
    pages.reset(1, plainView, 100_000)
    pages.want(0, 10)
    pages.advance(2, 100_001)
    await asked[0]!.answer(1)
    expect(asked).toHaveLength(2)
    expect(pages.total).toBe(100_001)
  })

  it('are dropped with a new order, and a late answer to the old one is not shown', async () => {
    const { pages, asked } = slow()
    pages.reset(1, plainView, 100_000)
    pages.want(0, 10)
    pages.reset(1, { sort: [{ columnId: 1, direction: 'ascending' }], filters: [] }, 100_000)
    await asked[0]!.answer(1)
    expect(pages.rowAt(0)).toBeNull()
    await asked[1]!.answer(1)
    expect(pages.rowAt(0)).not.toBeNull()
  })

  it('tell how many rows a filter leaves', async () => {
    const { pages, asked } = slow()
    pages.reset(1, { sort: [], filters: [{ kind: 'odd', columnId: null }] }, null)
    expect(pages.total).toBeNull()
    await asked[0]!.answer(1, 3)
    expect(pages.total).toBe(3)
  })

  it('report a failure once and do not ask in a circle', async () => {
    let asked = 0
    const failures: unknown[] = []
    const backend = new ScriptedBackend({
      'table.page': () => {
        asked++
        throw new EpochwiseError('table.none', 'There is no table.')
      },
    })
    const pages = new PagesState(createClient(backend.transport), (error) => failures.push(error))
    pages.want(0, 10)
    await settled()
    expect(asked).toBe(1)
    expect(failures).toMatchObject([{ code: 'table.none' }])
  })
})
