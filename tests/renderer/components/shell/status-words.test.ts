import { describe, expect, it } from 'vitest'
import { runWords, savedWords, secondsLeft, tableWords } from '../../../../src-renderer/components/shell/status-words'
import { project } from '../../support/scripted-backend'
import { begunRun } from '../../../support/run-summary'

describe('the status bar', () => {
  it('counts rows and columns', () => {
    expect(tableWords(project({ table: { revision: 1, rows: 20640, columns: [] } }))).toBe('No table')
    expect(tableWords(project())).toBe('500 rows × 3')
    expect(tableWords(project({ table: { ...project().table, rows: 1 } }))).toBe('1 row × 3')
  })

  it('tells how far a run is and how long it will take', () => {
    const progress = { runId: 3, epoch: 40, seconds: 2, rowsPerSecond: null }
    expect(runWords(begunRun(3), progress)).toEqual({ words: 'Run 3: epoch 40/100, 3.0 s left', share: 0.4 })
    expect(secondsLeft(0, 100, 0)).toBeNull()
  })

  it('does not mistake another run’s progress for its own', () => {
    const progress = { runId: 2, epoch: 40, seconds: 2, rowsPerSecond: null }
    expect(runWords(begunRun(3, { epoch: 10, seconds: 1 }), progress).share).toBe(0.1)
  })

  it('names the end of a run', () => {
    expect(runWords(begunRun(1, { status: 'completed', epoch: 100, seconds: 4 }), null).words).toBe(
      'Run 1: completed in 4.0 s',
    )
    expect(runWords(begunRun(1, { status: 'diverged', epoch: 7 }), null).words).toBe('Run 1: diverged at epoch 7/100')
  })

  it('never says saved when it is not', () => {
    expect(savedWords(project(), false, true).words).toBe('saved')
    expect(savedWords(project(), true, true).words).toBe('saving…')
    expect(savedWords(project(), false, false).words).toBe('not connected')
    expect(savedWords(project({ readOnly: true }), false, true).words).toBe('read-only')
    expect(savedWords(project({ untitled: true }), false, true).words).toBe('kept, not named yet')
  })
})
