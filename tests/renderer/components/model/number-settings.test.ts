/** The fields' bounds are the schema's: what a field takes, the recipe accepts. */
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import {
  clipSchema,
  layersSchema,
  lossSchema,
  optimizerSchema,
  recipeSchema,
  defaultRecipe,
  scheduleSchema,
} from '../../../../src-shared/recipe'
import type { NumberSetting, NumberSettings } from '../../../../src-renderer/components/model/number-settings'
import {
  clipSettings,
  layerSettings,
  lossSettings,
  optimizerSettings,
  recipeSettings,
  scheduleSettings,
} from '../../../../src-renderer/components/model/number-settings'

const usual: Record<string, unknown> = { units: 8, learningRate: 0.1 }
const one = z.unknown().transform((layer) => layersSchema.parse([layer])[0])

describe.each<[string, Record<string, NumberSettings>, z.ZodType]>([
  ['a layer', layerSettings, one],
  ['a loss', lossSettings, lossSchema],
  ['an optimizer', optimizerSettings, optimizerSchema],
  ['a schedule', scheduleSettings, scheduleSchema],
  ['a limit', clipSettings, clipSchema],
])('the numbers of %s', (_, tables, schema) => {
  it('are accepted at both ends of their fields', () => {
    for (const [kind, settings] of Object.entries(tables)) {
      for (const [name, { min, max }] of Object.entries(settings)) {
        for (const end of [min, max]) {
          const needed = Object.fromEntries(Object.entries(usual).filter(([key]) => key in settings && key !== name))
          expect(schema.safeParse({ kind, ...needed, [name]: end }).error, `${kind}.${name} = ${end}`).toBeUndefined()
        }
      }
    }
  })
})

it('takes what the recipe takes of a training as a whole', () => {
  const { epochs, batchSize, seed, labelSmoothing, l1, l2, patience, minimumChange } = recipeSettings
  const ends = ({ min, max }: NumberSetting): number[] => [min!, max!]
  const accepts = (change: object): boolean => recipeSchema.safeParse({ ...defaultRecipe, ...change }).success
  for (const [name, setting] of Object.entries({ epochs, batchSize, seed, labelSmoothing })) {
    for (const end of ends(setting)) expect(accepts({ [name]: end }), `${name} = ${end}`).toBe(true)
  }
  for (const end of [...ends(l1), ...ends(l2)]) expect(accepts({ regularisation: { l1: end, l2: end } })).toBe(true)
  for (const end of ends(patience)) {
    expect(accepts({ earlyStopping: { patience: end, minimumChange: 0, restoreBest: true } })).toBe(true)
  }
  for (const end of ends(minimumChange)) {
    expect(accepts({ earlyStopping: { patience: 1, minimumChange: end, restoreBest: true } })).toBe(true)
  }
})
