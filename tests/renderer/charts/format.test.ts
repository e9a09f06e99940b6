import { describe, expect, it } from 'vitest'
import * as format from '../../../src-renderer/charts/format'

describe('numbers for people', () => {
  it('have as many digits as mean something', () => {
    expect(
      [220.13071, 68421.7, 0.0123456, 0.00004567, 3, 0, -12.5, 1234567].map((n) => format.formatNumber(n)),
    ).toEqual(['220.13', '68,422', '0.012346', '4.57e-5', '3', '0', '-12.5', '1,234,567'])
  })

  it('are a dash where there is none', () => {
    expect([
      format.formatNumber(null),
      format.formatNumber(NaN),
      format.formatShare(null),
      format.formatRate(null),
    ]).toEqual(['–', '–', '–', '–'])
  })

  it('keep their width where they change in place', () => {
    expect([220.1, 12, 0.5, 68421.7].map((n) => format.formatSteady(n))).toEqual([
      '220.10',
      '12.000',
      '0.5000',
      '68,422',
    ])
  })

  it('never call a share complete that is not', () => {
    expect([0, 1, 0.1234, 0.99999, 0.00001].map(format.formatShare)).toEqual([
      '0 %',
      '100 %',
      '12.3 %',
      '> 99.9 %',
      '< 0.1 %',
    ])
  })

  it('say times and rates in words', () => {
    expect([0.01, 0.42, 42.4, 75, 4020].map(format.formatSeconds)).toEqual([
      '< 0.1 s',
      '0.4 s',
      '42 s',
      '1 min 15 s',
      '1 h 7 min',
    ])
    expect([12345, 1_240_000].map(format.formatRate)).toEqual(['12,300 rows/s', '1.24 M rows/s'])
    expect([0.00001, 0.25, 1500, 12000, 2e6, 3.5e13].map(format.formatTick)).toEqual([
      '1e-5',
      '0.25',
      '1,500',
      '12 k',
      '2 M',
      '3.5e13',
    ])
  })
})
