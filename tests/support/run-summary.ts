/** Runs to vary in tests: one that has just begun, one that has ended well. */
import type { RunSummary } from '../../src-shared/run'
import { defaultRecipe } from '../../src-shared/recipe'

/** As the project file keeps it. */
export const begunSummary: Omit<RunSummary, 'id' | 'dataChanged'> = {
  status: 'running',
  recipe: defaultRecipe,
  task: 'regression',
  loss: 'mse',
  target: 'y',
  classes: [],
  features: [{ name: 'a', kind: 'number', inputs: 1 }],
  inputs: 1,
  parameters: 2,
  rows: { training: 2, validation: 0, test: 0, leftOut: 0, excluded: 0 },
  engine: 'ONNX Runtime',
  device: 'CPU',
  engineId: 'onnx',
  engineReason: null,
  startedAt: '2026-11-23T00:00:00.000Z',
  seconds: 0,
  epoch: 0,
  epochs: 100,
  lastLoss: null,
  lastValidationLoss: null,
  rowsPerSecond: null,
  learningRate: null,
  best: null,
  weights: 'last',
  metrics: null,
  testMetrics: null,
  baseline: null,
  message: null,
  diagnosis: null,
  hasWeights: false,
  parent: null,
}

export function begunRun(id: number, change: Partial<RunSummary> = {}): RunSummary {
  return { ...begunSummary, id, dataChanged: false, ...change }
}

export function endedRun(change: Partial<RunSummary> = {}): RunSummary {
  return begunRun(1, {
    status: 'completed',
    target: 'price',
    features: [{ name: 'size', kind: 'number', inputs: 1 }],
    inputs: 1,
    parameters: 2,
    rows: { training: 80, validation: 20, test: 0, leftOut: 0, excluded: 0 },
    seconds: 4,
    epoch: 100,
    lastLoss: 0.1,
    lastValidationLoss: 0.2,
    rowsPerSecond: 1000,
    metrics: { kind: 'regression', rows: 'validation', count: 20, r2: 0.93, mae: 12.41, rmse: 20, targets: [] },
    baseline: {
      words: 'always the mean, 400',
      loss: 1,
      metrics: { kind: 'regression', rows: 'validation', count: 20, r2: -0.01, mae: 88.1, rmse: 100, targets: [] },
      testMetrics: null,
    },
    hasWeights: true,
    ...change,
  })
}
