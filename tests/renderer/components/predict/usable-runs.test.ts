import { describe, expect, it } from 'vitest'
import { runToUse, usableRuns } from '../../../../src-renderer/components/predict/usable-runs'
import { endedRun } from '../../../support/run-summary'

const runs = [
  endedRun({ id: 1 }),
  endedRun({ id: 2, status: 'failed', hasWeights: true }),
  endedRun({ id: 3, status: 'diverged', hasWeights: false }),
]

describe('the run to ask', () => {
  it('is one with weights, newest first', () => {
    expect(usableRuns(runs).map((run) => run.id)).toEqual([2, 1])
  })

  it('is the chosen one where it has weights, else the newest that has', () => {
    expect(runToUse(runs, 1)?.id).toBe(1)
    expect(runToUse(runs, 3)?.id).toBe(2)
    expect(runToUse([], 1)).toBeNull()
  })
})
