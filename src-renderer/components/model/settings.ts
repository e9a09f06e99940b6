/** The words of the Model view: names, choices and one sentence of help for every setting. */
import type { Activation, Recipe, Split } from '../../../src-shared/recipe'
import type { ColumnKind } from '../../../src-shared/table'

export type Choice<T extends string> = { value: T; label: string }

export const activationChoices = [
  { value: 'relu', label: 'ReLU' },
  { value: 'leaky-relu', label: 'leaky ReLU' },
  { value: 'elu', label: 'ELU' },
  { value: 'selu', label: 'SELU' },
  { value: 'gelu', label: 'GELU' },
  { value: 'silu', label: 'SiLU' },
  { value: 'tanh', label: 'tanh' },
  { value: 'sigmoid', label: 'sigmoid' },
  { value: 'softplus', label: 'softplus' },
  { value: 'softmax', label: 'softmax' },
  { value: 'linear', label: 'linear' },
] as const satisfies readonly Choice<Activation>[]

export const taskChoices = [
  { value: 'auto', label: 'Automatic' },
  { value: 'regression', label: 'A number (regression)' },
  { value: 'classification', label: 'A class (classification)' },
] as const satisfies readonly Choice<Recipe['task']>[]

export const lossChoices = [
  { value: 'auto', label: 'Automatic' },
  { value: 'mse', label: 'Mean squared error' },
  { value: 'mae', label: 'Mean absolute error' },
  { value: 'huber', label: 'Huber' },
  { value: 'quantile', label: 'Quantile' },
  { value: 'poisson', label: 'Poisson (counts)' },
  { value: 'binary-cross-entropy', label: 'Binary cross-entropy' },
  { value: 'categorical-cross-entropy', label: 'Categorical cross-entropy' },
] as const satisfies readonly Choice<Recipe['loss']['kind']>[]

export const optimizerChoices = [
  { value: 'adam', label: 'Adam' },
  { value: 'adamw', label: 'AdamW' },
  { value: 'sgd', label: 'SGD' },
  { value: 'momentum', label: 'Momentum' },
  { value: 'nesterov', label: 'Nesterov' },
  { value: 'rmsprop', label: 'RMSprop' },
  { value: 'adagrad', label: 'Adagrad' },
  { value: 'lion', label: 'Lion' },
] as const satisfies readonly Choice<Recipe['optimizer']['kind']>[]

export const engineChoices = [
  { value: 'auto', label: 'Automatic' },
  { value: 'onnx', label: 'ONNX Runtime' },
  { value: 'tensorflow', label: 'TensorFlow' },
  { value: 'tensorflow-xla', label: 'TensorFlow XLA' },
] as const satisfies readonly Choice<Recipe['engine']>[]

export const help = {
  layers: 'Each layer mixes what the one before it found; without any, the model is a straight line.',
  task: 'What to predict: a number or one of several classes; automatic goes by the target’s kind.',
  loss: 'How an error is measured while training; automatic takes what fits the task.',
  optimizer: 'How the weights follow their gradients: Adam adapts its steps, SGD takes them as they are.',
  learningRate: 'How far each step goes: too large and the loss grows, too small and it takes for ever.',
  batchSize: 'Rows per step: small batches learn more per epoch, large ones run faster.',
  wholeBatch: 'One step an epoch, over every row, as in the tutorial.',
  epochs: 'How often every row is seen.',
  split:
    'Which rows are held back. Automatic goes by the column that is the time or the group, else it draws them at random, of every class alike.',
  testShare:
    'Part of the rows that nothing looks at before the end: what the model does on them is what to expect of it.',
  validationShare: 'Part of the rows that is held back to see how well the model does on what it never saw.',
  standardise: 'Brings every number to one scale (mean 0, deviation 1), so that all weights learn equally fast.',
  seed: 'The same seed draws the same weights, split and order: the run can be repeated exactly.',
  engine: 'What computes the training; automatic takes the fastest at hand.',
} as const

export function activationLabel(activation: string): string {
  return activationChoices.find((choice) => choice.value === activation)?.label ?? activation
}

/** What a column's kind is called beside its name. */
export const kindWords: Record<ColumnKind, string> = {
  number: 'number',
  category: 'category',
  ordered: 'ordered',
  boolean: 'true/false',
  date: 'date',
  text: 'text',
}

export const splitChoices = [
  { value: 'auto', label: 'Automatic' },
  { value: 'random', label: 'At random' },
  { value: 'stratified', label: 'Each class alike' },
  { value: 'time', label: 'By time: the latest' },
  { value: 'group', label: 'By group: whole groups' },
] as const satisfies readonly Choice<Split['kind']>[]
