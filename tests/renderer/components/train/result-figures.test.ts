import { describe, expect, it } from 'vitest'
import type { Metrics } from '../../../../src-shared/run'
import { judgedRows, untestedWords } from '../../../../src-renderer/components/train/result-figures'
import { begunRun, endedRun } from '../../../support/run-summary'

const regression: Metrics = { kind: 'regression', rows: 'test', count: 10, r2: 0.9, mae: 14, rmse: 22, targets: [] }

describe('the figures of a run that has ended', () => {
  it('has those of the test rows under those of the validation rows, each beside its own guess', () => {
    const { baseline } = endedRun()
    const run = endedRun({
      testMetrics: regression,
      baseline: { ...baseline!, testMetrics: { ...regression, r2: -0.05, mae: 91 } },
    })
    expect(judgedRows(run)).toEqual([
      { title: '20 validation rows', figures: expect.arrayContaining([{ name: 'R²', own: '0.930', guess: '−0.010' }]) },
      {
        title: '10 test rows, kept for the end',
        figures: expect.arrayContaining([{ name: 'Off by (MAE)', own: '14', guess: '91' }]),
      },
    ])
    expect(untestedWords(run)).toBeNull()
  })

  it('has each target of several by its name', () => {
    const targets = ['price', 'rent'].map((target) => ({ target, r2: 0.5, mae: 2, rmse: 3, interval: null }))
    const run = endedRun({ metrics: { ...regression, rows: 'validation', targets } })
    expect(judgedRows(run)[0]!.figures.map(({ name }) => name)).toEqual([
      'price: R²',
      'price: off by (MAE)',
      'rent: R²',
      'rent: off by (MAE)',
    ])
  })

  it('says why nothing was tested', () => {
    const rows = { training: 80, validation: 20, test: 0, leftOut: 0, excluded: 0 }
    expect(untestedWords(endedRun({ rows }))).toContain('none were kept for the end')
    expect(untestedWords(endedRun({ rows: { ...rows, validation: 0 } }))).toContain('No rows were held back')
    expect(untestedWords(endedRun({ rows: { ...rows, test: 9 } }))).toContain('could not be judged')
  })

  it('is nothing before the end', () => {
    const run = begunRun(1)
    expect([judgedRows(run), untestedWords(run)]).toEqual([[], null])
  })
})
