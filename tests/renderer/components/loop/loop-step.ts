/** A step as the host would tell it: the tutorial's first, and a small network with two hidden units. */
import type { LoopLayer, LoopStep } from '../../../../src-shared/loop'

const none = { name: '', before: 0, after: 0 }

function output(): LoopLayer {
  return {
    name: 'Output',
    kind: 'dense',
    activation: 'linear',
    units: { of: 1, shown: [0] },
    inputs: { of: 1, shown: [0] },
    preactivation: [[1], [1.5]],
    activations: [[1], [1.5]],
    deltas: [[-299], [-398.5]],
    weights: { before: [[0.5]], gradient: [[-1245.5]], followed: [[-1245.5]], after: [[12.955]], slots: [] },
    biases: { before: [0.25], gradient: [-697.5], followed: [-697.5], after: [7.225], slots: [] },
    perUnit: [],
    parameters: 2,
    dead: null,
    saturated: null,
  }
}

/** Two houses through one linear unit, w = 0.5 and b = 0.25, SGD with learning rate 0.01. */
export function tutorialStep(change: Partial<LoopStep> = {}): LoopStep {
  const sample = (index: number, size: number, price: number) => ({
    index,
    rowId: index + 1,
    cells: [String(size)],
    targetCell: String(price),
    inputs: [size],
  })
  return {
    source: {
      runId: null,
      status: null,
      task: 'regression',
      loss: 'mse',
      optimizer: { kind: 'sgd', learningRate: 0.01 },
      target: 'price',
      classes: [],
      scaling: null,
      parameters: 2,
      trainingRows: 2,
      batchSize: 2,
      seed: 42,
      dataChanged: false,
      note: null,
      cannotHandBack: null,
      cannotBranch: null,
    },
    position: {
      step: 2,
      epoch: 2,
      stepInEpoch: 0,
      stepsPerEpoch: 1,
      epochs: 100,
      firstStep: 0,
      runStep: null,
      lastStep: null,
    },
    batch: {
      rows: { of: 2, shown: [0, 1] },
      columns: [{ name: 'size', kind: 'number', columnId: 1 }],
      features: { of: 1, shown: [0] },
      inputs: { of: 1, shown: [0] },
      inputNames: ['size'],
      samples: [sample(0, 1.5, 300), sample(1, 2.5, 400)],
    },
    layers: [output()],
    loss: {
      kind: 'mse',
      value: 124101.625,
      perRow: [89401, 158802.25],
      inUnits: { kind: 'regression', mse: 124101.625, rmse: 352.28, mae: 348.75 },
    },
    answers: [
      { kind: 'regression', scaled: 1, scaledTarget: 300, value: 1, target: 300 },
      { kind: 'regression', scaled: 1.5, scaledTarget: 400, value: 1.5, target: 400 },
    ],
    update: { number: 3, learningRate: 0.01, adam: null },
    line: null,
    nonFinite: null,
    ...change,
  }
}

/** A ReLU layer of two shown of 1,000 units before the output; of 10,000 rows two are shown. */
export function sampledStep(): LoopStep {
  const step = tutorialStep()
  const hidden: LoopLayer = {
    ...output(),
    name: 'Hidden 1',
    activation: 'relu',
    units: { of: 1000, shown: [0, 1] },
    preactivation: [
      [-2, 3],
      [-1, 4],
    ],
    activations: [
      [0, 3],
      [0, 4],
    ],
    deltas: [
      [0, 0.5],
      [0, 0.25],
    ],
    weights: {
      before: [[-1, 2]],
      gradient: [[0, 1.375]],
      followed: [[0, 1.375]],
      after: [[-1, 1.98]],
      slots: [none].map((slot) => ({ ...slot, before: [[0, 0]], after: [[0, 0]] })),
    },
    biases: { before: [0, 0], gradient: [0, 0.75], followed: [0, 0.75], after: [0, -0.0075], slots: [] },
    dead: { count: 3, shown: [true, false] },
  }
  const last: LoopLayer = {
    ...output(),
    inputs: { of: 1000, shown: [0, 1] },
    weights: { before: [[0.5], [2]], gradient: [[0], [-1]], followed: [[0], [-1]], after: [[0.5], [2.01]], slots: [] },
  }
  return { ...step, batch: { ...step.batch, rows: { of: 10_000, shown: [0, 1] } }, layers: [hidden, last] }
}
