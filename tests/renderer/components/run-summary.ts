/** A finished run to vary in tests. */
import type { RunSummary } from '../../../src-shared/run'
import { defaultRecipe } from '../../../src-shared/recipe'

export function runSummary(change: Partial<RunSummary> = {}): RunSummary {
  return {
    id: 1,
    status: 'completed',
    recipe: defaultRecipe,
    task: 'regression',
    loss: 'mse',
    target: 'price',
    classes: [],
    features: [{ name: 'size', kind: 'number', inputs: 1 }],
    inputs: 1,
    parameters: 2,
    rows: { training: 80, validation: 20, test: 0, leftOut: 0, excluded: 0 },
    engine: 'ONNX Runtime',
    device: 'CPU',
    engineId: 'onnx',
    engineReason: null,
    startedAt: '2026-11-23T10:00:00Z',
    seconds: 4,
    epoch: 100,
    epochs: 100,
    lastLoss: 0.1,
    lastValidationLoss: 0.2,
    rowsPerSecond: 1000,
    learningRate: null,
    best: null,
    weights: 'last',
    metrics: { kind: 'regression', rows: 'validation', count: 20, r2: 0.93, mae: 12.41, rmse: 20, targets: [] },
    testMetrics: null,
    baseline: {
      words: 'always the mean, 400',
      loss: 1,
      metrics: { kind: 'regression', rows: 'validation', count: 20, r2: -0.01, mae: 88.1, rmse: 100, targets: [] },
    },
    message: null,
    diagnosis: null,
    hasWeights: true,
    dataChanged: false,
    parent: null,
    ...change,
  }
}
