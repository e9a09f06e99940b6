import { describe, expect, it } from 'vitest'
import { remediesOf } from '../../../../src-renderer/components/train/remedies'
import { defaultRecipe } from '../../../../src-shared/recipe'
import type { Diagnosis, DivergenceCause } from '../../../../src-shared/run'
import { endedRun } from '../../../support/run-summary'

const diverged = (diagnosis: Diagnosis | null, standardise = true) =>
  endedRun({ status: 'diverged', diagnosis, recipe: { ...defaultRecipe, standardise } })

describe('the ways on', () => {
  it('from a failed run lead through its checkpoint, where it has one', () => {
    expect(remediesOf(endedRun({ status: 'failed' }))).toEqual([{ kind: 'resume', label: 'Resume Run 1' }])
    expect(remediesOf(endedRun({ status: 'failed', hasWeights: false }))).toEqual([])
  })

  it('from a diverged one offer the rate that held, or a tenth', () => {
    const tried = diverged({ cause: { kind: 'rate' }, learningRate: 0.0004, tried: true })
    expect(remediesOf(tried)).toMatchObject([{ kind: 'retrain', change: { optimizer: { learningRate: 0.0004 } } }])
    expect(remediesOf(diverged(null)).map(({ label }) => label)).toEqual(['Train with learning rate 0.0001'])
  })

  it('begin with the cause: the cell, or the scales', () => {
    const cell = { kind: 'huge-cell', column: 'size', columnId: 2, rowId: 41, row: 1300, deviations: 9e9 } as const
    expect(remediesOf(diverged({ cause: cell, learningRate: 0.1, tried: false }))[0]).toEqual({
      kind: 'cell',
      label: 'Go to row 1,300',
      columnId: 2,
      rowId: 41,
    })
    const scales = { kind: 'scales', columns: ['year', 'rooms'], ratio: 500 } satisfies DivergenceCause
    const uneven = diverged({ cause: scales, learningRate: 0.1, tried: false }, false)
    expect(remediesOf(uneven)[0]).toMatchObject({ kind: 'retrain', change: { standardise: true } })
  })

  it('from a run that came to its end are not needed', () => {
    expect(remediesOf(endedRun())).toEqual([])
  })
})
