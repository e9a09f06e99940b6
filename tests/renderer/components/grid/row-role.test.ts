import { describe, expect, it } from 'vitest'
import { roleOf } from '../../../../src-renderer/components/grid/row-role'
import { column, row } from '../../support/scripted-backend'

const columns = [column(1), column(2, { name: 'price', role: 'target' })]
const plain = row(7, ['1', '2'])

describe('the role of a row', () => {
  it('is quiet where the split has chosen it', () => {
    expect(roleOf(plain, 'training', columns)).toEqual({ mark: '·', look: 'quiet', words: 'training, by the split' })
    expect(roleOf(plain, 'validation', columns)).toMatchObject({ mark: 'Va', words: 'validation, by the split' })
    expect(roleOf(plain, null, columns)).toBeNull()
  })

  it('stands out where it was set by hand, whether or not the split is known', () => {
    const test = { ...plain, part: 'test' as const }
    for (const resolved of [null, 'test'] as const)
      expect(roleOf(test, resolved, columns)).toEqual({ mark: 'Te', look: 'set', words: 'test, set by hand' })
    const excluded = { ...plain, part: 'excluded' as const }
    expect(roleOf(excluded, 'out', columns)?.words).toBe('excluded, set by hand')
  })

  it('says why a row is left out', () => {
    expect(roleOf(row(7, ['1', null]), 'out', columns)).toEqual({
      mark: '–',
      look: 'quiet',
      words: 'left out: price is missing',
    })
    expect(roleOf({ ...row(7, ['1', 'about 2']), odd: [1] }, 'out', columns)?.words).toBe(
      'left out: price can’t be read',
    )
    expect(roleOf({ ...row(7, [null, null]), part: 'training' }, 'out', columns)?.words).toBe(
      'training, set by hand, but left out: price is missing',
    )
  })
})
