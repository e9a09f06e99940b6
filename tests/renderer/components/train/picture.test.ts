import { describe, expect, it } from 'vitest'
import type { EpochColumns, RunStatus } from '../../../../src-shared/run'
import { curvePicture, pictureRows, pictureWords } from '../../../../src-renderer/components/train/picture'
import { endedRun } from '../../../support/run-summary'

const columns = (count: number, best = count): EpochColumns => {
  const epoch = Array.from({ length: count }, (_, i) => i + 1)
  return {
    epoch,
    loss: epoch.map((e) => 10 / e),
    validationLoss: epoch.map((e) => 1 + Math.abs(e - best) / 10),
    seconds: epoch.map(() => 0.1),
    learningRate: [],
  }
}
const plain = { scale: 'linear', smoothing: 'off' } as const

describe('the picture of one run', () => {
  it('has its training and validation curves, its baseline and its best epoch', () => {
    const picture = curvePicture([{ run: endedRun(), columns: columns(100, 60) }], plain)
    expect(picture.curves.map((curve) => curve.label)).toEqual(['Training', 'Validation'])
    expect(picture.baseline).toEqual({ loss: 1, words: 'always the mean, 400' })
    expect(picture.best).toEqual({ epoch: 60, value: 1 })
    expect(picture.epochs).toBe(100)
  })

  it('has one curve and no best epoch where no rows were held back', () => {
    const run = endedRun({ rows: { training: 3, validation: 0, test: 0, leftOut: 0, excluded: 0 } })
    const picture = curvePicture([{ run, columns: columns(10) }], plain)
    expect(picture.curves.map((curve) => curve.label)).toEqual(['Training'])
    expect(picture.best).toBeNull()
  })

  it('draws the smoothed and remembers the measured', () => {
    const [curve] = curvePicture([{ run: endedRun(), columns: columns(50) }], {
      ...plain,
      smoothing: 'strong',
    }).curves
    expect(curve!.values).not.toEqual(curve!.measured)
    expect(curve!.measured[0]).toBe(10)
  })
})

describe('the picture of several runs', () => {
  it('has one curve of each, in its own style, as long as the longest', () => {
    const without = endedRun({
      id: 2,
      status: 'running',
      epochs: 400,
      rows: { training: 100, validation: 0, test: 0, leftOut: 0, excluded: 0 },
    })
    const shown = [
      { run: endedRun({ id: 7 }), columns: columns(100) },
      { run: without, columns: columns(200) },
    ]
    const picture = curvePicture(shown, plain)
    expect(picture.curves.map(({ label, style }) => [label, style])).toEqual([
      ['Run 7', 0],
      ['Run 2', 1],
    ])
    expect(picture.curves[1]!.measured).toBe(shown[1]!.columns.loss)
    expect(picture.epochs).toBe(400)
    expect(picture.baseline).toBeNull()
  })
})

describe('the x axis', () => {
  it('goes to the planned end while a run trains, and to the last epoch of one that ended early', () => {
    const span = (status: RunStatus) =>
      curvePicture([{ run: endedRun({ status }), columns: columns(30) }], plain).epochs
    expect([span('running'), span('paused'), span('stopped'), span('diverged')]).toEqual([100, 100, 30, 30])
  })
})

describe('the picture without eyes', () => {
  it('is told in a sentence', () => {
    expect(pictureWords(curvePicture([{ run: endedRun(), columns: columns(100, 60) }], plain))).toBe(
      'Loss by epoch. Training: 10 at epoch 1, 0.1 at epoch 100. Validation: 6.9 at epoch 1, 5 at epoch 100. ' +
        'Best validation loss: 1 at epoch 60. always the mean, 400: 1',
    )
    expect(pictureWords(curvePicture([], plain))).toBe('Loss by epoch: nothing yet')
  })

  it('is a table of about twenty epochs, the best and the last among them', () => {
    const rows = pictureRows(curvePicture([{ run: endedRun(), columns: columns(1000, 617) }], plain))
    expect(rows.length).toBeLessThanOrEqual(22)
    expect(rows.map((row) => row.epoch)).toContain(617)
    expect(rows.at(-1)).toEqual({ epoch: 1000, losses: [0.01, expect.closeTo(39.3)] })
  })
})
