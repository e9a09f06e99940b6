/** The options of `train` and `tutorial` → a change of the recipe. What is not named keeps its default. */
import type {
  Clip,
  EarlyStopping,
  LossSetting,
  Optimizer,
  Recipe,
  RecipeChange,
  Regularisation,
  Schedule,
  Split,
} from '../../../src-shared/recipe'
import type { Options } from './options'
import { EpochwiseError } from '../../../src-shared/errors'
import {
  defaultRecipe,
  engineChoices,
  losses,
  lossSchema,
  optimizerKinds,
  scheduleKinds,
  scheduleSchema,
  splitKinds,
  tasks,
  usualOptimizer,
} from '../../../src-shared/recipe'
import { layersFrom } from './layer-options'
import { choiceOption, numberOption, numbersOption, textOption, wholeOption } from './options'

export const trainOptions = {
  recipe: { type: 'string' },
  target: { type: 'string' },
  features: { type: 'string' },
  task: { type: 'string' },
  hidden: { type: 'string' },
  activation: { type: 'string' },
  dropout: { type: 'string' },
  norm: { type: 'string' },
  embedding: { type: 'string' },
  loss: { type: 'string' },
  delta: { type: 'string' },
  quantile: { type: 'string' },
  'label-smoothing': { type: 'string' },
  'class-weights': { type: 'string' },
  optimizer: { type: 'string' },
  lr: { type: 'string' },
  'weight-decay': { type: 'string' },
  schedule: { type: 'string' },
  l1: { type: 'string' },
  l2: { type: 'string' },
  'clip-norm': { type: 'string' },
  'clip-value': { type: 'string' },
  batch: { type: 'string' },
  epochs: { type: 'string' },
  patience: { type: 'string' },
  validation: { type: 'string' },
  test: { type: 'string' },
  split: { type: 'string' },
  time: { type: 'string' },
  group: { type: 'string' },
  weight: { type: 'string' },
  standardise: { type: 'string' },
  seed: { type: 'string' },
  'initial-weights': { type: 'string' },
  engine: { type: 'string' },
  'log-every': { type: 'string' },
  project: { type: 'string' },
  overwrite: { type: 'boolean' },
  json: { type: 'boolean' },
} as const

/**
 * @param file what `--recipe` names: the other options change it
 * @throws EpochwiseError message.invalid
 */
export function recipeChangeFrom(options: Options, file: RecipeChange = {}): RecipeChange {
  const base: Recipe = { ...defaultRecipe, ...file }
  const named = withoutUndefined<RecipeChange>({
    task: choiceOption(options, 'task', tasks),
    layers: layersFrom(options, base.layers),
    loss: lossFrom(options, base.loss),
    labelSmoothing: numberOption(options, 'label-smoothing'),
    classWeights: choiceOption(options, 'class-weights', ['none', 'balanced']),
    optimizer: optimizerFrom(options, base.optimizer),
    schedule: scheduleFrom(options),
    regularisation: regularisationFrom(options, base.regularisation),
    clip: clipFrom(options),
    batchSize: batchFrom(options),
    epochs: wholeOption(options, 'epochs', 1),
    earlyStopping: earlyStoppingFrom(options, base.earlyStopping),
    split: splitFrom(options, base.split),
    standardise: standardiseFrom(options),
    seed: wholeOption(options, 'seed', 0),
    engine: choiceOption(options, 'engine', engineChoices),
    initialWeights: numbersOption(options, 'initial-weights'),
  })
  return { ...file, ...named }
}

export function standardiseFrom(options: Options): boolean | undefined {
  const choice = choiceOption(options, 'standardise', ['on', 'off'])
  return choice === undefined ? undefined : choice === 'on'
}

function complain(message: string): EpochwiseError {
  return new EpochwiseError('message.invalid', message)
}

function lossFrom(options: Options, base: LossSetting): LossSetting | undefined {
  const kind = choiceOption(options, 'loss', losses)
  const delta = numberOption(options, 'delta')
  const quantile = numberOption(options, 'quantile')
  if (kind === undefined && delta === undefined && quantile === undefined) return undefined
  const loss = kind === undefined || kind === base.kind ? base : lossSchema.parse({ kind })
  if (delta !== undefined && loss.kind !== 'huber') throw complain('--delta belongs to --loss huber.')
  if (quantile !== undefined && loss.kind !== 'quantile') throw complain('--quantile belongs to --loss quantile.')
  return withoutUndefined({
    ...loss,
    ...(delta === undefined ? {} : { delta }),
    ...(quantile === undefined ? {} : { quantile }),
  })
}

function optimizerFrom(options: Options, base: Optimizer): Optimizer | undefined {
  const kind = choiceOption(options, 'optimizer', optimizerKinds)
  const learningRate = numberOption(options, 'lr')
  const weightDecay = numberOption(options, 'weight-decay')
  if (kind === undefined && learningRate === undefined && weightDecay === undefined) return undefined
  const optimizer = kind === undefined || kind === base.kind ? base : usualOptimizer(kind)
  if (weightDecay !== undefined && !('weightDecay' in optimizer)) {
    throw complain(`--weight-decay belongs to adamw and lion; for ${optimizer.kind} there is --l2.`)
  }
  return {
    ...optimizer,
    ...(learningRate === undefined ? {} : { learningRate }),
    ...(weightDecay === undefined ? {} : { weightDecay }),
  }
}

function scheduleFrom(options: Options): Schedule | undefined {
  const kind = choiceOption(options, 'schedule', scheduleKinds)
  return kind === undefined ? undefined : scheduleSchema.parse({ kind })
}

function regularisationFrom(options: Options, base: Regularisation): Regularisation | undefined {
  const [l1, l2] = [numberOption(options, 'l1'), numberOption(options, 'l2')]
  if (l1 === undefined && l2 === undefined) return undefined
  return { l1: l1 ?? base.l1, l2: l2 ?? base.l2 }
}

function clipFrom(options: Options): Clip | undefined {
  const [norm, value] = [numberOption(options, 'clip-norm'), numberOption(options, 'clip-value')]
  if (norm !== undefined && value !== undefined) throw complain('--clip-norm and --clip-value: choose one of them.')
  if (norm !== undefined) return { kind: 'norm', limit: norm }
  return value === undefined ? undefined : { kind: 'value', limit: value }
}

function earlyStoppingFrom(options: Options, base: Recipe['earlyStopping']): EarlyStopping | undefined {
  const patience = wholeOption(options, 'patience', 1)
  return patience === undefined ? undefined : { minimumChange: 0, restoreBest: true, ...base, patience }
}

function splitFrom(options: Options, base: Split): Split | undefined {
  const kind = choiceOption(options, 'split', splitKinds)
  const validationShare = numberOption(options, 'validation')
  const testShare = numberOption(options, 'test')
  if (kind === undefined && validationShare === undefined && testShare === undefined) return undefined
  return {
    kind: kind ?? base.kind,
    validationShare: validationShare ?? base.validationShare,
    testShare: testShare ?? base.testShare,
  }
}

function batchFrom(options: Options): RecipeChange['batchSize'] {
  return textOption(options, 'batch') === 'all' ? 'all' : wholeOption(options, 'batch', 1)
}

function withoutUndefined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T
}
