/** The options of `train` and `tutorial` → a change of the recipe. What is not named keeps its default. */
import type { Layer, LossSetting, Optimizer, RecipeChange, Split } from '../../../src-shared/recipe'
import type { Options } from './options'
import { EpochwiseError } from '../../../src-shared/errors'
import {
  activations,
  defaultRecipe,
  engineChoices,
  losses,
  lossSchema,
  optimizerKinds,
  splitKinds,
  tasks,
  usualOptimizer,
} from '../../../src-shared/recipe'
import { choiceOption, numberOption, numbersOption, textOption, wholeOption } from './options'

export const trainOptions = {
  target: { type: 'string' },
  features: { type: 'string' },
  task: { type: 'string' },
  hidden: { type: 'string' },
  activation: { type: 'string' },
  loss: { type: 'string' },
  optimizer: { type: 'string' },
  lr: { type: 'string' },
  batch: { type: 'string' },
  epochs: { type: 'string' },
  validation: { type: 'string' },
  test: { type: 'string' },
  split: { type: 'string' },
  standardise: { type: 'string' },
  seed: { type: 'string' },
  'initial-weights': { type: 'string' },
  engine: { type: 'string' },
  'log-every': { type: 'string' },
  project: { type: 'string' },
  overwrite: { type: 'boolean' },
  json: { type: 'boolean' },
} as const

const usualUnits = defaultRecipe.layers.flatMap((layer) => (layer.kind === 'dense' ? [layer.units] : []))

function layersFrom(options: Options): Layer[] | undefined {
  const hidden = textOption(options, 'hidden')
  const activation = choiceOption(options, 'activation', activations)
  if (hidden === undefined && activation === undefined) return undefined
  if (hidden === 'none' || hidden === '') return []
  const units = hidden === undefined ? usualUnits : numbersOption(options, 'hidden')
  return units?.map((count) => {
    if (!Number.isInteger(count) || count < 1) {
      throw new EpochwiseError(
        'message.invalid',
        `--hidden takes whole numbers of units, or none; ${count} is not one.`,
      )
    }
    return { kind: 'dense', units: count, activation: activation ?? 'relu', initialiser: 'auto' }
  })
}

function optimizerFrom(options: Options): Optimizer | undefined {
  const kind = choiceOption(options, 'optimizer', optimizerKinds)
  const rate = numberOption(options, 'lr')
  if (kind === undefined && rate === undefined) return undefined
  return { ...usualOptimizer(kind ?? 'adam'), ...(rate === undefined ? {} : { learningRate: rate }) }
}

function lossFrom(options: Options): LossSetting | undefined {
  const kind = choiceOption(options, 'loss', losses)
  return kind === undefined ? undefined : lossSchema.parse({ kind })
}

function splitFrom(options: Options): Split | undefined {
  const kind = choiceOption(options, 'split', splitKinds)
  const validationShare = numberOption(options, 'validation')
  const testShare = numberOption(options, 'test')
  if (kind === undefined && validationShare === undefined && testShare === undefined) return undefined
  const { split } = defaultRecipe
  return {
    kind: kind ?? split.kind,
    validationShare: validationShare ?? split.validationShare,
    testShare: testShare ?? split.testShare,
  }
}

function batchFrom(options: Options): RecipeChange['batchSize'] {
  return textOption(options, 'batch') === 'all' ? 'all' : wholeOption(options, 'batch', 1)
}

export function standardiseFrom(options: Options): boolean | undefined {
  const choice = choiceOption(options, 'standardise', ['on', 'off'])
  return choice === undefined ? undefined : choice === 'on'
}

function withoutUndefined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T
}

export function recipeChangeFrom(options: Options): RecipeChange {
  return withoutUndefined<RecipeChange>({
    task: choiceOption(options, 'task', tasks),
    layers: layersFrom(options),
    loss: lossFrom(options),
    optimizer: optimizerFrom(options),
    batchSize: batchFrom(options),
    epochs: wholeOption(options, 'epochs', 1),
    split: splitFrom(options),
    standardise: standardiseFrom(options),
    seed: wholeOption(options, 'seed', 0),
    engine: choiceOption(options, 'engine', engineChoices),
    initialWeights: numbersOption(options, 'initial-weights'),
  })
}
