import type { Handlers } from '../../../src-shared/contract'
import { describe, expect, it } from 'vitest'
import { EpochwiseError } from '../../../src-shared/errors'
import { createDispatch } from '../../../src-main/services/dispatch'
import { plainView } from '../../../src-shared/table'

/** The handlers of one command; what is reported comes back too. */
function dispatchOf(handler: (input: unknown) => unknown): {
  dispatch: ReturnType<typeof createDispatch>
  reported: unknown[][]
} {
  const reported: unknown[][] = []
  const handlers = { 'table.locate': handler } as unknown as Handlers
  return { dispatch: createDispatch(handlers, (...args) => reported.push(args)), reported }
}

const input = { view: plainView, rowId: 3 }

describe('a command', () => {
  it('gets the checked input, and its value is the reply', async () => {
    const { dispatch } = dispatchOf((given) => given)
    expect(await dispatch('table.locate', input)).toEqual({ ok: true, value: input })
  })

  it('that gives nothing replies null, which every transport can carry', async () => {
    const { dispatch } = dispatchOf(() => undefined)
    expect(await dispatch('table.locate', input)).toEqual({ ok: true, value: null })
  })

  it('that fails with an error of ours replies its code, message and details, and nothing is reported', async () => {
    const { dispatch, reported } = dispatchOf(() => {
      throw new EpochwiseError('table.row', 'There is no row 3.', { row: 3 })
    })
    expect(await dispatch('table.locate', input)).toEqual({
      ok: false,
      error: { code: 'table.row', message: 'There is no row 3.', details: { row: 3 } },
    })
    expect(reported).toEqual([])
  })

  it('that fails otherwise is reported, and the reply holds neither its text nor its place', async () => {
    const failure = new Error('/home/someone/secret')
    const { dispatch, reported } = dispatchOf(() => Promise.reject(failure))
    const reply = await dispatch('table.locate', input)
    expect(reply).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(JSON.stringify(reply)).not.toContain('secret')
    expect(reported).toEqual([['table.locate', failure]])
  })

  it.each([
    [{ ...input, rowId: -1 }, 'rowId', '“rowId”'],
    [{ ...input, view: { sort: [] } }, 'view.filters', '“view.filters”'],
    [{ ...input, more: 1 }, undefined, 'table.locate'],
    ['text', undefined, 'table.locate'],
    [null, 'view', '“view”'],
  ])('is refused with the input %j, and the field is named', async (wrong, field, words) => {
    const { dispatch } = dispatchOf(() => expect.unreachable())
    const reply = await dispatch('table.locate', wrong)
    expect(reply).toMatchObject({
      ok: false,
      error: { code: 'message.invalid', message: expect.stringContaining(words) },
    })
    expect((reply as { error: { details: { field?: string } } }).error.details.field).toBe(field)
  })

  it('that does not exist is refused, also when every object has such a property', async () => {
    const { dispatch } = dispatchOf(() => expect.unreachable())
    for (const name of ['table.nothing', 'toString', '__proto__']) {
      expect(await dispatch(name, {})).toMatchObject({ ok: false, error: { code: 'command.unknown' } })
    }
  })
})
