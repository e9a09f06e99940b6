import { describe, expect, it } from 'vitest'
import type { EpochColumns } from '../../../src-shared/run'
import { logLines, logStep } from '../../../src-renderer/charts/log-lines'

const columns = (count: number): EpochColumns => {
  const epoch = Array.from({ length: count }, (_, i) => i + 1)
  return {
    epoch,
    loss: epoch.map((e) => 1000 / e),
    validationLoss: epoch.map(() => null),
    seconds: epoch.map(() => 0),
    learningRate: [],
  }
}

describe('the log', () => {
  it('has every tenth epoch, as the tutorial prints it', () => {
    const lines = logLines(columns(100), 100)
    expect(lines.map((line) => line.text).slice(0, 2)).toEqual([
      'Epoch 10/100, Loss: 100.0000',
      'Epoch 20/100, Loss: 50.0000',
    ])
    expect(lines).toHaveLength(10)
  })

  it('has the newest epoch last while a run is between two lines', () => {
    expect(logLines(columns(23), 100).map((line) => line.epoch)).toEqual([10, 20, 23])
  })

  it('has every epoch of a short run', () => {
    expect(logLines(columns(3), 3).map((line) => line.epoch)).toEqual([1, 2, 3])
  })

  it('never grows beyond about a hundred lines', () => {
    expect([100, 1000, 1001, 5000, 12_345, 100_000, 1_000_000].map(logStep)).toEqual([
      10, 10, 20, 50, 200, 1000, 10_000,
    ])
    expect(logLines(columns(100_000), 100_000)).toHaveLength(100)
  })
})
