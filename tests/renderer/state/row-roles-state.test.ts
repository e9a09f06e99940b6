import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { CommandInput } from '../../../src-shared/contract'
import type { SplitParts } from '../../../src-shared/split'
import { RowRolesState } from '../../../src-renderer/state/row-roles-state.svelte'
import { createClient } from '../../../src-shared/client'
import { EpochwiseError } from '../../../src-shared/errors'
import { defaultRecipe } from '../../../src-shared/recipe'
import { ScriptedBackend, settled } from '../support/scripted-backend'

const counts = { training: 2, validation: 1, test: 0, leftOut: 0, excluded: 0 }
const source = (change: object = {}) => ({ path: 'a', revision: 1, recipe: defaultRecipe, ...change })

/** Even ids are learned from; after `turn` the odd ones are. */
function host() {
  let odd = false
  const answer = ({ rowIds }: CommandInput<'split.parts'>): SplitParts => ({
    parts: rowIds.map((id) => ((id % 2 === 1) === odd ? 'training' : 'validation')),
    counts,
    words: '20 % for validation, drawn at random',
  })
  const backend = new ScriptedBackend({ 'split.parts': answer })
  return { backend, roles: new RowRolesState(createClient(backend.transport)), turn: () => (odd = true) }
}

beforeEach(() => {
  localStorage.clear()
  vi.useFakeTimers()
})
afterEach(() => vi.useRealTimers())

describe('roles of the rows in sight', () => {
  it('are asked for once, and only for rows that are not known', async () => {
    const { backend, roles } = host()
    roles.follow(source())
    roles.want([2, 3])
    await settled()
    expect([roles.of(2), roles.of(3), roles.of(4)]).toEqual(['training', 'validation', null])
    expect(roles.split?.counts).toEqual(counts)
    roles.want([3, 4])
    roles.want([3, 4])
    await settled()
    expect(backend.inputsOf('split.parts')).toEqual([{ rowIds: [2, 3] }, { rowIds: [4] }])
  })

  it('stay in sight after a change of the table or the recipe until the fresh ones have come', async () => {
    const { backend, roles, turn } = host()
    roles.follow(source())
    roles.want([2])
    await settled()
    turn()
    roles.follow(source({ revision: 2 }))
    roles.follow(source({ revision: 3 }))
    roles.want([2])
    await settled()
    expect(roles.of(2)).toBe('training')
    expect(backend.sent).toHaveLength(1)
    await vi.runAllTimersAsync()
    expect(roles.of(2)).toBe('validation')
    roles.follow(source({ revision: 3, recipe: { ...defaultRecipe, seed: 9 } }))
    await vi.runAllTimersAsync()
    expect(backend.sent).toHaveLength(3)
    // What the split does not hang on asks for nothing.
    roles.follow(source({ revision: 3, recipe: { ...defaultRecipe, seed: 9, epochs: 7 } }))
    await vi.runAllTimersAsync()
    expect(backend.sent).toHaveLength(3)
  })

  it('of another project are not those of the one before', async () => {
    const { roles } = host()
    roles.follow(source())
    roles.want([2])
    await settled()
    roles.want([])
    roles.follow(source({ path: 'b' }))
    expect(roles.of(2)).toBeNull()
    roles.follow(null)
    expect(roles.split).toBeNull()
  })

  it('are nowhere, with the reason, where nothing could be trained', async () => {
    let target = false
    const backend = new ScriptedBackend({
      'split.parts': ({ rowIds }) => {
        if (!target) throw new EpochwiseError('train.noTarget', 'No column is the target.')
        return { parts: rowIds.map(() => 'training' as const), counts, words: '' }
      },
    })
    const roles = new RowRolesState(createClient(backend.transport))
    roles.follow(source())
    roles.want([2])
    roles.want([2, 3])
    await settled()
    expect(roles.refused).toBe('No column is the target.')
    expect(roles.of(2)).toBeNull()
    target = true
    roles.follow(source({ revision: 2 }))
    await vi.runAllTimersAsync()
    expect([roles.refused, roles.of(2)]).toEqual([null, 'training'])
  })

  it('can be put out of sight, which is remembered, and then they are not asked for', async () => {
    const { backend, roles } = host()
    roles.show(false)
    roles.follow(source())
    roles.want([2])
    await settled()
    expect(backend.sent).toHaveLength(0)
    const next = new RowRolesState(createClient(backend.transport))
    expect(next.shown).toBe(false)
    roles.show(true)
    await settled()
    expect(roles.of(2)).toBe('training')
  })

  it('are kept for some thousand rows, and no more', async () => {
    const { backend, roles } = host()
    roles.follow(source())
    for (let first = 0; first < 30_000; first += 1000) {
      roles.want(Array.from({ length: 1000 }, (_, at) => first + at))
      await settled()
    }
    expect(roles.of(29_999)).toBe('validation')
    expect(roles.of(0)).toBeNull()
    roles.want([0])
    await settled()
    expect(roles.of(0)).toBe('training')
    expect(backend.sent).toHaveLength(31)
  })
})
