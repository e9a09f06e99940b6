/** From what a person typed to a row of features: the form, the reading of its fields, and what to flag. */
import { EpochwiseError } from '../../src-shared/errors'
import type { PredictField, PredictFlag } from '../../src-shared/predict'
import { plainReading, usualMissingWords } from '../../src-shared/table'
import { shorten } from '../document/edits/words'
import { whyNotANumber } from '../document/edits/why-odd'
import { isMissing } from '../document/reading'
import { readSpelledNumber } from '../document/reading-numbers'
import type { CategoryFeature, Encoding, FeatureEncoding, NumberFeature } from './encoding'

export type GivenValue = { name: string; value: number | string | null }
export type ReadRow = { row: (number | string | null)[]; flags: PredictFlag[] }

export function formFields(encoding: Encoding): PredictField[] {
  return encoding.features.map((feature): PredictField => {
    const { kind, name } = feature
    if (kind === 'category') return { kind, name, values: feature.categories, typical: feature.categories[0] ?? '' }
    const { min, max, fill } = feature
    return { kind, name, min, max, typical: fill, decimals: Math.min(feature.decimals, usefulDecimals(max - min)) }
  })
}

/** So that a thousandth of the range can be told apart; a sine's fifteen decimals say nothing more. */
function usefulDecimals(range: number): number {
  if (range === 0) return 6
  return Math.min(12, Math.max(0, 3 - Math.floor(Math.log10(range))))
}

/**
 * Values by name, in any order; a feature that is not named is missing.
 *
 * @throws EpochwiseError predict.columns: a name that is no feature; predict.value: a text that is not a number
 */
export function readValues(encoding: Encoding, values: readonly GivenValue[]): ReadRow {
  const given = new Map(values.map(({ name, value }) => [name, value]))
  const names = new Set(encoding.features.map(({ name }) => name))
  const unknown = [...given.keys()].find((name) => !names.has(name))
  if (unknown !== undefined) {
    const known = [...names].map((name) => `“${shorten(name)}”`).join(', ')
    const message = `“${shorten(unknown)}” is not a feature of this run. Its features are ${shorten(known, 300)}.`
    throw new EpochwiseError('predict.columns', message, { column: unknown })
  }
  const row = encoding.features.map((feature) => readValue(feature, given.get(feature.name) ?? null))
  const flags = encoding.features.flatMap((feature, j) => flag(feature, row[j] ?? null))
  return { row, flags }
}

function readValue(feature: FeatureEncoding, value: GivenValue['value']): number | string | null {
  if (feature.kind === 'category') {
    const text = value === null ? '' : String(value)
    return text.trim() === '' ? null : text
  }
  if (value === null || typeof value === 'number') return value
  if (isMissing(value, usualMissingWords)) return null
  const number = readSpelledNumber(value, plainReading)
  if (number !== null) return number
  throw new EpochwiseError('predict.value', `“${shorten(feature.name)}”: ${whyNotANumber(value)}`, {
    column: feature.name,
    field: feature.name,
  })
}

/** A cell of a file, read as the import reads it: what is not a number is missing. */
export function readFileCell(feature: FeatureEncoding, text: string): number | string | null {
  if (isMissing(text, usualMissingWords)) return null
  return feature.kind === 'number' ? readSpelledNumber(text, plainReading) : text
}

function flag(feature: FeatureEncoding, value: number | string | null): PredictFlag[] {
  const message = feature.kind === 'number' ? flagNumber(feature, value) : flagCategory(feature, value)
  return message === null ? [] : [{ field: feature.name, message }]
}

function flagNumber(feature: NumberFeature, value: number | string | null): string | null {
  const { fill, min, max } = feature
  if (typeof value !== 'number') return `Empty: the training rows' median, ${fill}, stands in.`
  if (value >= min && value <= max) return null
  const seen = min === max ? `only ${min}` : `${min} to ${max}`
  return `Outside what training saw: ${seen}.`
}

function flagCategory({ categories }: CategoryFeature, value: number | string | null): string | null {
  if (value === null) return 'Empty: it counts as a category that training never saw.'
  return categories.includes(String(value)) ? null : `Training never saw “${shorten(String(value))}”, or too rarely.`
}
