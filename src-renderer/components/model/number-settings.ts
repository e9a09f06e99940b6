/** Every numeric setting that belongs to a kind of layer, loss, optimizer, schedule or limit: its words and its bounds. */
import type { Clip, Layer, LossSetting, Optimizer, Schedule } from '../../../src-shared/recipe'
import type { NumberRule } from '../shared/parse-number'

export type NumberSetting = NumberRule & { label: string; help: string; step: number; unit?: string }
export type NumberSettings = Readonly<Record<string, NumberSetting>>

/** Of each kind of a union, all settings that are numbers: one that is forgotten does not compile. */
type SettingsOf<U extends { kind: string }> = {
  [K in U['kind']]: Record<NumericOf<Extract<U, { kind: K }>>, NumberSetting>
}
type NumericOf<T> = { [N in keyof T]: T[N] extends number ? N : never }[keyof T]

const units: NumberSetting = {
  label: 'Units',
  help: 'How many things it can look for; more find more, and learn by heart more easily.',
  min: 1,
  max: 8192,
  integer: true,
  step: 8,
}
const normEpsilon: NumberSetting = {
  label: 'Epsilon',
  help: 'Added to the variance, so that a unit that never changes isn’t divided by nothing.',
  min: 1e-12,
  max: 1,
  step: 1e-5,
}

export const layerSettings = {
  dense: { units },
  residual: {
    units: { ...units, help: 'The width between its two dense layers; what comes out is as wide as what came in.' },
  },
  dropout: {
    rate: {
      label: 'Rate',
      help: 'The share of the numbers that is blanked at each step; between 0.1 and 0.5 is usual.',
      min: 0,
      max: 0.95,
      step: 0.05,
    },
  },
  'batch-norm': {
    momentum: {
      label: 'Momentum',
      help: 'How much of its running mean and variance stays at each step; predictions go by them.',
      min: 0,
      max: 0.9999,
      step: 0.01,
    },
    epsilon: normEpsilon,
  },
  'layer-norm': { epsilon: normEpsilon },
  embedding: {},
} as const satisfies SettingsOf<Layer>

const learningRate: NumberSetting = {
  label: 'Learning rate',
  help: 'How far each step goes: too large and the loss grows, too small and it takes for ever.',
  min: 1e-9,
  max: 100,
  step: 0.001,
}
const decay = (label: string, help: string): NumberSetting => ({ label, help, min: 0, max: 0.999999, step: 0.01 })
const momentum = decay('Momentum', 'How much of the last steps’ direction each step keeps.')
const beta1 = decay('Beta 1', 'How slowly the mean of the gradients forgets.')
const beta2 = decay('Beta 2', 'How slowly the mean of their squares forgets.')
const epsilon: NumberSetting = {
  label: 'Epsilon',
  help: 'Added to what is divided by, so that tiny gradients don’t make huge steps.',
  min: 1e-15,
  max: 1,
  step: 1e-8,
}
const weightDecay: NumberSetting = {
  label: 'Weight decay',
  help: 'Pulls every weight towards zero at each step, apart from the gradient.',
  min: 0,
  max: 10,
  step: 0.01,
}

export const optimizerSettings = {
  sgd: { learningRate },
  momentum: { learningRate, momentum },
  nesterov: { learningRate, momentum },
  rmsprop: { learningRate, decay: decay('Decay', 'How slowly the mean of the squared gradients forgets.'), epsilon },
  adagrad: { learningRate, epsilon },
  adam: { learningRate, beta1, beta2, epsilon },
  adamw: { learningRate, weightDecay, beta1, beta2, epsilon },
  lion: {
    learningRate,
    weightDecay,
    beta1: { ...beta1, help: 'How much of the past goes into the direction of a step.' },
    beta2: { ...beta2, help: 'How slowly the past itself forgets.' },
  },
} as const satisfies SettingsOf<Optimizer>

const factor = (help: string, max: number): NumberSetting => ({ label: 'Factor', help, min: 1e-6, max, step: 0.05 })

export const scheduleSettings = {
  constant: {},
  step: {
    every: {
      label: 'Every',
      help: 'So many epochs pass between two drops.',
      min: 1,
      max: 1_000_000,
      integer: true,
      step: 5,
      unit: 'epochs',
    },
    factor: factor('What the rate is multiplied by at each drop.', 1),
  },
  exponential: { factor: { ...factor('What the rate is multiplied by over each epoch.', 1), step: 0.01 } },
  cosine: {
    warmUp: {
      label: 'Warm-up',
      help: 'So many epochs the rate rises from near zero before it falls.',
      min: 0,
      max: 1_000_000,
      step: 1,
      unit: 'epochs',
    },
    final: {
      label: 'Final share',
      help: 'The part of the rate that is left at the last step.',
      min: 0,
      max: 1,
      step: 0.01,
    },
  },
  'one-cycle': {
    rise: {
      label: 'Rise',
      help: 'The part of all steps in which the rate goes up.',
      min: 0.001,
      max: 0.999,
      step: 0.05,
    },
    startDivisor: { label: 'Start divisor', help: 'It starts at the rate divided by this.', min: 1, max: 1e6, step: 5 },
    finalDivisor: {
      label: 'Final divisor',
      help: 'It ends at its start divided by this.',
      min: 1,
      max: 1e9,
      step: 1000,
    },
  },
  plateau: {
    factor: factor('What the rate is multiplied by when the loss stops falling.', 0.999),
    patience: {
      label: 'Wait',
      help: 'So many epochs without a lower loss are let pass first.',
      min: 1,
      max: 100_000,
      integer: true,
      step: 5,
      unit: 'epochs',
    },
    minimumChange: {
      label: 'Least fall',
      help: 'A loss counts as lower only when it fell by more than this.',
      min: 0,
      max: 1e6,
      step: 0.001,
    },
    least: {
      label: 'Lowest share',
      help: 'The rate never falls below this part of what it was.',
      min: 0,
      max: 1,
      step: 0.001,
    },
  },
} as const satisfies SettingsOf<Schedule>

const limit: NumberSetting = { label: 'Limit', help: 'What is longer is cut to this.', min: 1e-9, max: 1e9, step: 0.5 }

export const clipSettings = {
  none: {},
  norm: { limit },
  value: { limit: { ...limit, help: 'What is larger, up or down, is cut to this.' } },
} as const satisfies SettingsOf<Clip>

export const lossSettings = {
  auto: {},
  mse: {},
  mae: {},
  huber: {
    delta: {
      label: 'Delta',
      help: 'Errors up to this count squared, larger ones straight, so that outliers pull less; in deviations of the target.',
      min: 1e-9,
      max: 1e6,
      step: 0.1,
    },
  },
  quantile: {
    quantile: {
      label: 'Quantile',
      help: 'The share of the targets that lies below the prediction: 0.5 is the median, 0.9 a high guess.',
      min: 0.0001,
      max: 0.9999,
      step: 0.05,
    },
  },
  poisson: {},
  'binary-cross-entropy': {},
  'categorical-cross-entropy': {},
} as const satisfies SettingsOf<LossSetting>

/** Those that every recipe has. */
export const recipeSettings = {
  epochs: { label: 'Epochs', help: 'How often every row is seen.', min: 1, max: 1_000_000, integer: true, step: 10 },
  batchSize: {
    label: 'Batch size',
    help: 'Rows per step: small batches learn more per epoch, large ones run faster.',
    min: 1,
    max: 1_048_576,
    integer: true,
    step: 16,
  },
  validationShare: {
    label: 'Held back for validation',
    help: 'Part of the rows that is held back to see how well the model does on what it never saw.',
    min: 0,
    max: 90,
    step: 5,
    unit: '%',
  },
  seed: {
    label: 'Seed',
    help: 'The same seed draws the same weights, split and order: the run can be repeated exactly.',
    min: 0,
    max: 4_294_967_295,
    integer: true,
    step: 1,
  },
  patience: {
    label: 'Patience',
    help: 'So many epochs without a lower loss are let pass before it ends.',
    min: 1,
    max: 1_000_000,
    integer: true,
    step: 5,
    unit: 'epochs',
  },
  minimumChange: {
    label: 'Minimum change',
    help: 'A loss counts as lower only when it fell by more than this.',
    min: 0,
    max: 1e9,
    step: 0.001,
  },
  l1: {
    label: 'L1',
    help: 'Pulls weights to exactly zero: features that don’t help drop out.',
    min: 0,
    max: 100,
    step: 0.0001,
  },
  l2: { label: 'L2', help: 'Keeps weights small, so that no single one decides.', min: 0, max: 100, step: 0.0001 },
  labelSmoothing: {
    label: 'Label smoothing',
    help: 'Asks for a little less than certainty, so that the model doesn’t grow too sure.',
    min: 0,
    max: 0.9,
    step: 0.05,
  },
  testShare: {
    label: 'Kept for the end (test)',
    help: 'Part of the rows that nothing looks at before the end: what the model does on them is what to expect of it.',
    min: 0,
    max: 90,
    step: 5,
    unit: '%',
  },
  /** Of an embedding, where it is not automatic. */
  width: {
    label: 'Width',
    help: 'So many numbers stand for a category of every column.',
    min: 1,
    max: 512,
    integer: true,
    step: 1,
  },
} as const satisfies NumberSettings
