import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  listOption,
  numberOption,
  numbersOption,
  readOptions,
  wholeOption,
} from '../../../../src-main/hosts/cli/options'
import { readRecipeFile } from '../../../../src-main/hosts/cli/recipe-file'
import { recipeChangeFrom, trainOptions } from '../../../../src-main/hosts/cli/train-options'
import { recipeChangeSchema, recipeSchema } from '../../../../src-shared/recipe'
import { temporaryFolder } from '../../../support/temporary-folder'

const read = (...argv: string[]) => readOptions(argv, trainOptions)

describe('reading options', () => {
  it('names an unknown option in one sentence', () => {
    expect(() => read('--epoch', '3')).toThrow(/Unknown option '--epoch'\. Add --help to see the options\./)
  })

  it('refuses an option without its value', () => {
    expect(() => read('--target')).toThrow(/--target/)
  })

  it('takes a list with a comma inside a quoted name', () => {
    expect(listOption(read('--features', 'a, "b,c",d'), 'features')).toEqual(['a', 'b,c', 'd'])
  })

  it.each([
    ['lr', 'fast', /--lr must be a number, not “fast”/],
    ['lr', '', /--lr must be a number, not “”/],
  ])('refuses --%s %s', (name, value, message) => {
    expect(() => numberOption(read(`--${name}=${value}`), name)).toThrow(message)
  })

  it('refuses a fraction where a whole number is asked for', () => {
    expect(() => wholeOption(read('--epochs', '1.5'), 'epochs', 1)).toThrow(/whole number of at least 1, not “1\.5”/)
  })

  it('reads negative numbers in a list', () => {
    expect(numbersOption(read('--initial-weights=-0.5,2e-1'), 'initial-weights')).toEqual([-0.5, 0.2])
  })
})

describe('the recipe that options ask for', () => {
  it('names nothing when nothing is asked for', () => {
    expect(recipeChangeFrom(read())).toEqual({})
  })

  it('is one that the recipe accepts', () => {
    const change = recipeChangeFrom(
      read(
        '--hidden',
        '16,8',
        '--activation',
        'tanh',
        '--optimizer',
        'sgd',
        '--lr',
        '0.1',
        '--batch',
        'all',
        '--standardise',
        'off',
      ),
    )
    expect(recipeChangeSchema.parse(change)).toEqual({
      layers: [
        { kind: 'dense', units: 16, activation: 'tanh', initialiser: 'auto' },
        { kind: 'dense', units: 8, activation: 'tanh', initialiser: 'auto' },
      ],
      optimizer: { kind: 'sgd', learningRate: 0.1 },
      batchSize: 'all',
      standardise: false,
    })
  })

  it('has no hidden layer for --hidden none', () => {
    expect(recipeChangeFrom(read('--hidden', 'none')).layers).toEqual([])
  })

  it('refuses an activation that it does not know', () => {
    expect(() => recipeChangeFrom(read('--activation', 'swish'))).toThrow(
      /--activation must be one of relu, leaky-relu, elu/,
    )
  })

  it('refuses half a unit', () => {
    expect(() => recipeChangeFrom(read('--hidden', '2.5'))).toThrow(/whole numbers of units/)
  })

  it('puts normalisation and dropout behind each hidden layer, the embedding before them', () => {
    const change = recipeChangeFrom(
      read('--hidden', '8,4', '--norm', 'batch', '--dropout', '0.1', '--embedding', 'auto', '--activation', 'gelu'),
    )
    expect(recipeSchema.shape.layers.parse(change.layers).map(({ kind }) => kind)).toEqual([
      'embedding',
      ...['dense', 'batch-norm', 'dropout'],
      ...['dense', 'batch-norm', 'dropout'],
    ])
  })

  it('takes loss, optimizer, schedule, penalties, limit and patience', () => {
    const change = recipeChangeFrom(
      read(
        ...['--loss', 'quantile', '--quantile', '0.9', '--optimizer', 'adamw', '--weight-decay', '0.1', '--lr', '0.01'],
        ...['--schedule', 'one-cycle', '--l1', '0.001', '--clip-norm', '2', '--patience', '7'],
        ...['--label-smoothing', '0.1', '--class-weights', 'balanced'],
      ),
    )
    expect(recipeChangeSchema.parse(change)).toEqual({
      loss: { kind: 'quantile', quantile: 0.9 },
      optimizer: { kind: 'adamw', learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1 },
      schedule: { kind: 'one-cycle', rise: 0.3, startDivisor: 25, finalDivisor: 10_000 },
      regularisation: { l1: 0.001, l2: 0 },
      clip: { kind: 'norm', limit: 2 },
      earlyStopping: { patience: 7, minimumChange: 0, restoreBest: true },
      labelSmoothing: 0.1,
      classWeights: 'balanced',
    })
  })

  it.each([
    [['--weight-decay', '0.1'], /--weight-decay belongs to adamw and lion/],
    [['--delta', '2'], /--delta belongs to --loss huber/],
    [['--quantile', '0.2', '--loss', 'mae'], /--quantile belongs to --loss quantile/],
    [['--clip-norm', '1', '--clip-value', '1'], /choose one of them/],
  ])('refuses what does not go together: %s', (argv, message) => {
    expect(() => recipeChangeFrom(read(...argv))).toThrow(message)
  })
})

describe('a recipe from a file', () => {
  const file = (text: string): string => {
    const path = join(temporaryFolder(), 'recipe.json')
    writeFileSync(path, text)
    return path
  }

  it('is changed by the other options', async () => {
    const path = file(
      '{ "optimizer": { "kind": "lion", "learningRate": 0.002 }, "epochs": 5, "split": { "testShare": 0.1 } }',
    )
    const change = recipeChangeFrom(read('--lr', '0.01', '--validation', '0.3'), await readRecipeFile(path))
    expect(change).toEqual({
      optimizer: { kind: 'lion', learningRate: 0.01, beta1: 0.9, beta2: 0.99, weightDecay: 0.01 },
      epochs: 5,
      split: { kind: 'auto', validationShare: 0.3, testShare: 0.1 },
    })
  })

  it('is brought up to date', async () => {
    const change = await readRecipeFile(file('\uFEFF{ "version": 1, "loss": "mse", "validationShare": 0.4 }'))
    expect(change.loss).toEqual({ kind: 'mse' })
    expect(change.split?.validationShare).toBe(0.4)
  })

  it.each([
    ['{ "epochs": ', /is not JSON/, undefined],
    ['{ "epochs": 0 }', /“epochs”/, 'epochs'],
    [
      '{ "layers": [{ "kind": "dense", "units": 4 }, { "kind": "dropout", "rate": 2 }] }',
      /“layers.1.rate”/,
      'layers.1.rate',
    ],
    ['{ "layer": [] }', /layer/, ''],
    ['{ "version": 9 }', /“version”/, 'version'],
    ['[1]', /./, ''],
  ])('is refused with its field: %s', async (text, message, field) => {
    const path = file(text)
    await expect(readRecipeFile(path)).rejects.toMatchObject({
      code: 'recipe.invalid',
      message: expect.stringMatching(message) as string,
      details: field === undefined ? { file: path } : { file: path, field },
    })
  })

  it('that is not there is named', async () => {
    await expect(readRecipeFile(join(temporaryFolder(), 'none.json'))).rejects.toMatchObject({ code: 'file.missing' })
  })
})
