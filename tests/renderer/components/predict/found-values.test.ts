import { describe, expect, it } from 'vitest'
import { foundValues } from '../../../../src-renderer/components/predict/found-values'

describe('finding a category', () => {
  it('offers all of them before anything is typed', () => {
    expect(foundValues(['b', 'a'], '')).toEqual({ values: ['b', 'a'], more: 0 })
  })

  it('puts those that begin with the text first, whatever its case', () => {
    expect(foundValues(['Lakeside', 'Seaside', 'Side street'], ' side').values).toEqual([
      'Side street',
      'Lakeside',
      'Seaside',
    ])
  })

  it('offers a screenful of many and says how many more there are', () => {
    const many = Array.from({ length: 250 }, (_, i) => `value ${i}`)
    expect(foundValues(many, 'value')).toEqual({ values: many.slice(0, 100), more: 150 })
  })
})
