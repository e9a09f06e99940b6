/** docs/recipe.md says what the schema says: every field, every kind, every setting with its default; its examples are recipes. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import {
  activations,
  engineChoices,
  initialisers,
  recipeFileSchema,
  recipeSchema,
  splitKinds,
} from '../../src-shared/recipe'

const page = readFileSync('docs/recipe.md', 'utf8')

type Described = {
  properties?: Record<string, Described>
  const?: unknown
  default?: unknown
  anyOf?: Described[]
  oneOf?: Described[]
  items?: Described
}
const schema = z.toJSONSchema(recipeSchema, { io: 'input' }) as Described

/** The rows of the tables under a heading, by the code in their first cell. */
function rowsUnder(heading: string): Map<string, string> {
  const section = page.split(/^## /m).find((part) => part.startsWith(heading)) ?? ''
  return new Map([...section.matchAll(/^\| `([^`]+)`(.*)$/gm)].map(([, name, rest]) => [name!, rest!]))
}

/** Objects that tell each other apart by `kind`. */
function kindsOf(field: string): { kind: string; settings: Record<string, Described> }[] {
  const described = schema.properties![field]!
  const union = described.items ?? described
  return (union.oneOf ?? union.anyOf ?? []).map(({ properties }) => {
    const { kind, ...settings } = properties!
    return { kind: String(kind!.const), settings }
  })
}

/** `rate` 0.2: the setting as the page may write it. */
function written(name: string, { default: usual }: Described): string[] {
  if (usual === undefined) return [`\`${name}\``]
  const forms = typeof usual === 'number' ? [String(usual), usual.toFixed(5), usual.toExponential()] : []
  return [...forms, JSON.stringify(usual), `\`${JSON.stringify(usual)}\``].map((form) => `\`${name}\` ${form}`)
}

it('lists every field', () => {
  expect([...rowsUnder('All fields').keys()].sort()).toEqual(Object.keys(schema.properties!).sort())
})

describe.each([
  ['Layers', 'layers'],
  ['Losses', 'loss'],
  ['Optimizers', 'optimizer'],
  ['Schedules', 'schedule'],
  ['Limits', 'clip'],
])('under %s', (heading, field) => {
  it('lists every kind, each setting with its default', () => {
    const rows = rowsUnder(heading)
    expect([...rows.keys()].sort()).toEqual(
      kindsOf(field)
        .map(({ kind }) => kind)
        .sort(),
    )
    for (const { kind, settings } of kindsOf(field)) {
      for (const [name, described] of Object.entries(settings)) {
        expect(
          written(name, described).some((text) => rows.get(kind)!.includes(text)),
          `${kind}: ${name}`,
        ).toBe(true)
      }
    }
  })
})

it('lists early stopping and split with their defaults', () => {
  const rows = rowsUnder('Early stopping')
  for (const field of ['earlyStopping', 'split']) {
    const described = schema.properties![field]!
    const { properties } = described.anyOf?.find((one) => one.properties) ?? described
    for (const [name, setting] of Object.entries(properties!)) {
      expect(
        written(name, setting).some((text) => rows.get(field)!.includes(text)),
        `${field}: ${name}`,
      ).toBe(true)
    }
  }
})

it('names every choice', () => {
  for (const choice of [...activations, ...initialisers, ...engineChoices, ...splitKinds]) {
    expect(page).toContain(`\`${choice}\``)
  }
})

it('has examples that are recipes', () => {
  const examples = [...page.matchAll(/```json\n(.*?)```/gs)].map(([, text]) => JSON.parse(text!) as unknown)
  expect(examples.length).toBeGreaterThan(0)
  for (const example of examples) expect(recipeFileSchema.safeParse(example).error?.issues ?? []).toEqual([])
})
