import { describe, expect, it } from 'vitest'
import {
  listOption,
  numberOption,
  numbersOption,
  readOptions,
  wholeOption,
} from '../../../../src-main/hosts/cli/options'
import { recipeChangeFrom, trainOptions } from '../../../../src-main/hosts/cli/train-options'
import { recipeChangeSchema } from '../../../../src-shared/recipe'

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
})
