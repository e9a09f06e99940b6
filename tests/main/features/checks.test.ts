import { afterEach, describe, expect, test } from 'vitest'
import { checkRecipe } from '../../../src-main/features/checks'
import type { RecipeCheck } from '../../../src-main/features/checks'
import { fitEncoding } from './fit-encoding'
import type { Activation, Initialiser, Layer, Recipe } from '../../../src-shared/recipe'
import { defaultRecipe, holdBack, tutorialRecipe } from '../../../src-shared/recipe'
import type { ColumnSpec, TestTable } from './table-source'
import { createTable } from './table-source'

let table: TestTable
afterEach(() => table.close())

type Cells = ColumnSpec['cells']
const column = (role: ColumnSpec['role'], name: string, cells: Cells, kind?: ColumnSpec['kind']): ColumnSpec => ({
  name,
  role,
  cells,
  kind,
})
const many = <T>(count: number, cell: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => cell(i))
const numbers = (count: number): number[] => many(count, (i) => i * 1.5)

async function check(specs: ColumnSpec[], recipe: Partial<Recipe> = {}): Promise<RecipeCheck> {
  table = await createTable(specs)
  return checkAgain(recipe)
}

/** The same table, with another recipe. */
const checkAgain = (recipe: Partial<Recipe>): Promise<RecipeCheck> =>
  checkRecipe(table, { ...defaultRecipe, ...recipe })

describe('what stands in the way', () => {
  const refusals: [string, ColumnSpec[], Partial<Recipe>, string, string, unknown][] = [
    [
      'no target',
      [column('feature', 'x', numbers(5)), column('feature', 'y', numbers(5))],
      {},
      'train.noTarget',
      'No column is the target',
      { kind: 'role', columnId: 1, role: 'target' },
    ],
    [
      'no feature',
      [column('target', 'y', numbers(5)), column('ignored', 'x', numbers(5))],
      {},
      'train.noFeature',
      'No column is a feature',
      { kind: 'role', columnId: 1, role: 'feature' },
    ],
    [
      'empty features',
      [
        column('target', 'y', numbers(5)),
        column(
          'feature',
          'x',
          many(5, () => null),
        ),
      ],
      {},
      'train.noFeature',
      'No feature has a value',
      { kind: 'view', view: 'data' },
    ],
    [
      'one class',
      [
        column(
          'target',
          'y',
          many(9, () => 'a'),
        ),
        column('feature', 'x', numbers(9)),
      ],
      {},
      'train.oneClass',
      'Every row of the target “y” is “a”',
      { kind: 'view', view: 'data' },
    ],
    [
      'a constant target',
      [
        column(
          'target',
          'y',
          many(9, () => 4),
        ),
        column('feature', 'x', numbers(9)),
      ],
      {},
      'train.constantTarget',
      'is 4 in every training row',
      { kind: 'view', view: 'data' },
    ],
    [
      'one usable row',
      [column('target', 'y', [1, null, null]), column('feature', 'x', numbers(3))],
      {},
      'train.tooFewRows',
      'Only 1 row has a value in the target “y”',
      { kind: 'view', view: 'data' },
    ],
    [
      'no usable row',
      [column('target', 'y', [null, null]), column('feature', 'x', numbers(2))],
      {},
      'train.tooFewRows',
      'No row has a value',
      { kind: 'view', view: 'data' },
    ],
    [
      'too few rows to hold some back',
      [column('target', 'y', [1, 2]), column('feature', 'x', numbers(2))],
      {},
      'train.tooFewRows',
      '2 rows with a target are too few',
      { kind: 'recipe', change: { split: holdBack(0) } },
    ],
    [
      'a text that names the rows',
      [
        column(
          'target',
          'name',
          many(30, (i) => `n${i}`),
        ),
        column('feature', 'x', numbers(30)),
      ],
      {},
      'train.tooManyClasses',
      '30 different values in 30 rows',
      { kind: 'view', view: 'data' },
    ],
    [
      'numbers as too many classes',
      [column('target', 'y', numbers(300)), column('feature', 'x', numbers(300))],
      { task: 'classification' },
      'train.tooManyClasses',
      'Predict it as a number',
      { kind: 'recipe', change: { task: 'regression', loss: { kind: 'auto' } } },
    ],
    [
      'a regression on categories',
      [column('target', 'y', ['a', 'b', 'a', 'b']), column('feature', 'x', numbers(4))],
      { task: 'regression' },
      'recipe.invalid',
      'a regression predicts a number',
      { kind: 'recipe', change: { task: 'auto', loss: { kind: 'auto' } } },
    ],
    [
      'a loss of the other task',
      [column('target', 'y', numbers(4)), column('feature', 'x', numbers(4))],
      { loss: { kind: 'binary-cross-entropy' } },
      'recipe.invalid',
      "doesn't fit a regression",
      { kind: 'recipe', change: { loss: { kind: 'auto' } } },
    ],
    [
      'a two-class loss on three',
      [column('target', 'y', ['a', 'b', 'c', 'a', 'b', 'c']), column('feature', 'x', numbers(6))],
      { loss: { kind: 'binary-cross-entropy' } },
      'recipe.invalid',
      'the target has 3',
      { kind: 'recipe', change: { loss: { kind: 'auto' } } },
    ],
    [
      'weights of another network',
      [column('target', 'y', numbers(4)), column('feature', 'x', numbers(4))],
      { ...tutorialRecipe, initialWeights: [1, 2, 3] },
      'recipe.invalid',
      'starts from 3 weights, but this network has 2 parameters',
      { kind: 'recipe', change: { initialWeights: null } },
    ],
  ]

  const dense = (units: number, activation: Activation = 'relu', initialiser: Initialiser = 'auto'): Layer => ({
    kind: 'dense',
    units,
    activation,
    initialiser,
  })
  const layerNorm: Layer = { kind: 'layer-norm', epsilon: 1e-5 }
  const zeroBlock: Layer = { kind: 'residual', units: 4, activation: 'tanh', initialiser: 'zeros' }

  /** Layers, the field that is named, words of the message, and the layers that the remedy leaves. */
  const architectures: [string, Layer[], string, string, Layer[]][] = [
    ['an embedding without categories', [{ kind: 'embedding', width: 'auto' }], 'layers.0', 'no feature is a cat', []],
    ['a softmax of one unit', [dense(1, 'softmax')], 'layers.0.activation', 'would always be 1', [dense(1)]],
    ['one number normalised', [dense(1), layerNorm], 'layers.1', 'would always be zero', [dense(1)]],
    [
      'ReLU on zeros',
      [dense(4), dense(4, 'relu', 'zeros')],
      'layers.1.initialiser',
      'no gradient reaches layer 2',
      [dense(4), dense(4)],
    ],
    ['a block of zeros', [zeroBlock], 'layers.0.initialiser', 'stay zero', [{ ...zeroBlock, initialiser: 'auto' }]],
    [
      'more parameters than can be held',
      Array.from({ length: 40 }, () => dense(8192)),
      'layers.1',
      '2,617,',
      defaultRecipe.layers,
    ],
  ]

  test.each(architectures)(
    '%s is explained at its field, and one click mends it',
    async (_, layers, field, words, mended) => {
      const specs = [column('feature', 'x', numbers(20)), column('target', 'y', numbers(20))]
      const { findings, model } = await check(specs, { layers })
      expect(model).toBeNull()
      const remedy = { action: { kind: 'recipe', change: { layers: mended } } }
      expect(findings).toMatchObject([{ code: 'recipe.invalid', field, remedy }])
      expect(findings[0]!.message).toContain(words)
      expect((await checkAgain({ layers: mended })).findings).toEqual([])
    },
  )

  test.each<[string, Partial<Recipe>]>([
    ['no hidden layer', { layers: [] }],
    ['forty layers', { layers: Array.from({ length: 40 }, () => dense(8)) }],
    ['a hidden softmax of several units', { layers: [dense(4, 'softmax')] }],
    ['zeros where a gradient gets through', { layers: [dense(4, 'tanh', 'zeros')] }],
    ['zeros that are replaced by given weights', { layers: [dense(1, 'relu', 'zeros')], initialWeights: [1, 0, 1, 0] }],
  ])('%s can be trained', async (_, recipe) => {
    const specs = [column('feature', 'x', numbers(20)), column('target', 'y', numbers(20))]
    expect((await check(specs, recipe)).findings).toEqual([])
  })

  test('a class that is held back as a whole is told of, and a split by class mends it', async () => {
    const kinds = many(30, (i) => (i < 24 ? 'early' : 'late'))
    const specs = [column('feature', 'x', numbers(30)), column('target', 'kind', kinds)]
    const split = { ...holdBack(0.2), kind: 'time' as const }
    const { findings } = await check(specs, { split })
    const remedy = { action: { kind: 'recipe', change: { split: { ...split, kind: 'stratified' as const } } } }
    expect(findings).toMatchObject([{ code: 'train.oneClass', remedy }])
    expect(findings[0]!.message).toContain('Every row that is trained on is “early”')
    expect((await checkAgain(remedy.action.change)).findings).toEqual([])
  })

  test('a count below zero is told of at the loss', async () => {
    const specs = [column('feature', 'x', numbers(9)), column('target', 'y', [3, 0, 1, -2, 4, 5, 1, 2, 8])]
    const { findings } = await check(specs, { loss: { kind: 'poisson' } })
    const remedy = { action: { kind: 'recipe', change: { loss: { kind: 'auto' } } } }
    expect(findings).toMatchObject([{ code: 'train.negativeTarget', field: 'loss', remedy }])
    expect(findings[0]!.message).toContain('“y” is -2 in row 4')
  })

  test.each(refusals)('%s is refused in plain words with a remedy', async (_, specs, recipe, code, words, action) => {
    const { findings, model } = await check(specs, recipe)
    expect(model).toBeNull()
    const [first] = findings
    expect(first).toMatchObject({ code, remedy: { action } })
    expect(first!.message).toContain(words)
    if (code !== 'recipe.invalid' || !words.includes('starts from')) {
      await expect(fitEncoding(table, { ...defaultRecipe, ...recipe })).rejects.toMatchObject({ code })
    }
  })

  test('a missing target and missing features are both said', async () => {
    const { findings } = await check([column('ignored', 'x', numbers(5))])
    expect(findings.map(({ code }) => code)).toEqual(['train.noTarget', 'train.noFeature'])
  })
})

describe('what would be trained', () => {
  test("the tutorial's three rows can be trained on", async () => {
    const { findings, model } = await check(
      [column('feature', 'size', [1.5, 2, 2.5]), column('target', 'price', [300, 400, 500])],
      tutorialRecipe,
    )
    expect(findings).toEqual([])
    expect(model).toMatchObject({
      task: 'regression',
      loss: 'mse',
      parameters: 2,
      rows: { training: 3, validation: 0, leftOut: 0 },
    })
    expect(model!.words).toBe('1 number in → 1 price, 2 parameters')
  })

  test('a network is said in one line', async () => {
    const features = many(12, (j) => column('feature', `x${j}`, numbers(20)))
    const { model } = await check([...features, column('target', 'price', numbers(20))])
    expect(model!.words).toBe('12 numbers in → 64 → 32 → 1 price, 2,945 parameters')
    expect(model!.layers).toEqual([
      { kind: 'dense', units: 64, activation: 'relu', parameters: 832 },
      { kind: 'dense', units: 32, activation: 'relu', parameters: 2080 },
      { kind: 'dense', units: 1, activation: 'linear', parameters: 33 },
    ])
  })

  test('classes, and the inputs of a category with its unseen bucket', async () => {
    const kinds = many(30, (i) => ['a', 'b', 'c'][i % 3]!)
    const { model } = await check([
      column(
        'feature',
        'town',
        many(30, (i) => `t${i % 4}`),
      ),
      column('target', 'kind', kinds),
    ])
    expect(model).toMatchObject({
      task: 'classification',
      loss: 'categorical-cross-entropy',
      classes: ['a', 'b', 'c'],
      features: [{ name: 'town', kind: 'category', inputs: 5 }],
      inputs: 5,
      outputs: 3,
      rows: { training: 24, validation: 6, leftOut: 0 },
    })
  })
})
