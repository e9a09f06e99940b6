/** The words of the Model view: names, choices and one sentence of help for every setting. */
import type { ModelSummary } from '../../../src-shared/project'
import type { Activation, Clip, Initialiser, Loss, Recipe, ScheduleKind, Split, Task } from '../../../src-shared/recipe'
import type { ColumnKind } from '../../../src-shared/table'
import { classificationLosses, regressionLosses } from '../../../src-shared/recipe'

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

export const initialiserChoices = [
  { value: 'auto', label: 'Automatic' },
  { value: 'glorot-uniform', label: 'Glorot, uniform' },
  { value: 'glorot-normal', label: 'Glorot, normal' },
  { value: 'he-uniform', label: 'He, uniform' },
  { value: 'he-normal', label: 'He, normal' },
  { value: 'lecun-normal', label: 'LeCun, normal' },
  { value: 'zeros', label: 'Zeros' },
] as const satisfies readonly Choice<Initialiser>[]

export const scheduleChoices = [
  { value: 'constant', label: 'Constant' },
  { value: 'step', label: 'In steps' },
  { value: 'exponential', label: 'Exponential' },
  { value: 'cosine', label: 'Cosine' },
  { value: 'one-cycle', label: 'One cycle' },
  { value: 'plateau', label: 'Lower on a plateau' },
] as const satisfies readonly Choice<ScheduleKind>[]

export const scheduleHelp = {
  constant: 'The rate stays as it is.',
  step: 'The rate drops after every so many epochs.',
  exponential: 'The rate falls a little at every step.',
  cosine: 'The rate falls along half a cosine, after a warm-up if you like.',
  'one-cycle': 'The rate rises, then falls far: often the fastest way to a good model.',
  plateau: 'The rate drops when the loss that is watched stops falling.',
} as const satisfies Record<ScheduleKind, string>

export const clipChoices = [
  { value: 'none', label: 'No limit' },
  { value: 'norm', label: 'Its length as a whole' },
  { value: 'value', label: 'Each of its numbers' },
] as const satisfies readonly Choice<Clip['kind']>[]

export const classWeightChoices = [
  { value: 'none', label: 'Every row the same' },
  { value: 'balanced', label: 'Every class the same' },
] as const satisfies readonly Choice<Recipe['classWeights']>[]

export const engineChoices = [
  { value: 'auto', label: 'Automatic' },
  { value: 'onnx', label: 'ONNX Runtime' },
  { value: 'onnx-webgpu', label: 'ONNX Runtime WebGPU' },
  { value: 'tensorflow', label: 'TensorFlow' },
  { value: 'tensorflow-xla', label: 'TensorFlow XLA' },
] as const satisfies readonly Choice<Recipe['engine']>[]

export const help = {
  task: 'What to predict: a number or one of several classes; automatic goes by the target’s kind.',
  loss: 'How an error is measured while training; automatic takes what fits the task.',
  optimizer: 'How the weights follow their gradients: Adam adapts its steps, SGD takes them as they are.',
  wholeBatch: 'One step an epoch, over every row, as in the tutorial.',
  split:
    'Which rows are held back. Automatic goes by the column that is the time or the group, else it draws them at random, of every class alike.',
  earlyStopping: 'Ends the training once the loss on held-back rows stops falling.',
  restoreBest: 'The weights of the best epoch are kept, not those of the last.',
  activation: 'What bends the sums, so that the network can find more than straight lines.',
  initialiser: 'How the weights are drawn at first; automatic takes what fits the activation.',
  width: 'How many numbers stand for a category; automatic gives more to columns with more of them.',
  clip: 'Limits the gradient of a step, against sudden leaps.',
  classWeights: 'Balanced: rows of a rare class count more.',
  standardise: 'Brings every number to one scale (mean 0, deviation 1), so that all weights learn equally fast.',
  engine: 'What computes the training; automatic takes the fastest at hand.',
} as const

/** The task that is settled: asked for, or found by the check. null: not known yet. */
export function taskOf(recipe: Pick<Recipe, 'task'>, model: Pick<ModelSummary, 'task'> | null): Task | null {
  return recipe.task === 'auto' ? (model?.task ?? null) : recipe.task
}

/** The losses that fit the task, and the one that stands there, fitting or not. */
export function lossChoicesFor(
  task: Task | null,
  chosen: Recipe['loss']['kind'],
): readonly Choice<Recipe['loss']['kind']>[] {
  const fitting: readonly Loss[] = task === 'classification' ? classificationLosses : regressionLosses
  return lossChoices.filter(
    ({ value }) => task === null || value === 'auto' || value === chosen || fitting.includes(value),
  )
}

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
