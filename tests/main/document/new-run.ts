/** A run as it begins, for tests that only store it. */
import type { NewRun } from '../../../src-main/document/run-store'
import { defaultRecipe } from '../../../src-shared/recipe'

export const newRun: NewRun = {
  summary: {
    status: 'running',
    recipe: defaultRecipe,
    task: 'regression',
    loss: 'mse',
    target: 'y',
    classes: [],
    features: [{ name: 'a', kind: 'number', inputs: 1 }],
    inputs: 1,
    parameters: 2,
    rows: { training: 2, validation: 0, leftOut: 0 },
    engine: 'ONNX Runtime',
    device: 'CPU',
    startedAt: '2026-11-23T00:00:00.000Z',
    seconds: 0,
    epoch: 0,
    epochs: 100,
    lastLoss: null,
    lastValidationLoss: null,
    rowsPerSecond: null,
    metrics: null,
    baseline: null,
    message: null,
    hasWeights: false,
    parent: null,
  },
  encoding: '{"version":1}',
  fingerprint: 'a:1',
}
