/** From what a person typed to a row of features: the form, the reading of its fields, and what to flag. */
import { EpochwiseError, assertNever } from '../../src-shared/errors'
import type { PredictField, PredictFlag } from '../../src-shared/predict'
import { shorten } from '../document/edits/words'
import { isMissing, readText } from '../document/reading'
import { dateText, hasClock } from './date-text'
import type { Encoding, FeatureEncoding, ReadFeature } from './encoding'
import { readableOf } from './read-again'

export type GivenValue = { name: string; value: number | string | null }
export type ReadRow = { row: (number | string | null)[]; flags: PredictFlag[] }

export function formFields(encoding: Encoding): PredictField[] {
  return encoding.features.map(formField)
}

function formField(feature: FeatureEncoding): PredictField {
  const { name } = feature
  switch (feature.kind) {
    case 'number': {
      const { min, max, fill, reading } = feature
      const decimals = Math.min(feature.decimals, usefulDecimals(max - min))
      return { kind: 'number', name, min, max, typical: fill, decimals, decimal: reading.decimal }
    }
    case 'ordered':
      return { kind: 'ordered', name, values: feature.order, typical: feature.order[feature.fill] ?? '' }
    case 'boolean': {
      const [yes, no] = [feature.reading.trueWords[0] ?? '1', feature.reading.falseWords[0] ?? '0']
      return { kind: 'boolean', name, yes, no, typical: feature.fill === 1 ? yes : no }
    }
    case 'date': {
      const clock = hasClock(feature)
      const [min, max, typical] = [feature.min, feature.max, feature.fill].map((time) => dateText(time, clock))
      return { kind: 'date', name, min: min!, max: max!, typical: typical!, clock }
    }
    case 'category':
      return { kind: 'category', name, values: feature.categories, typical: feature.categories[0] ?? '' }
    default:
      return assertNever(feature)
  }
}

/** So that a thousandth of the range can be told apart; a sine's fifteen decimals say nothing more. */
function usefulDecimals(range: number): number {
  if (range === 0) return 6
  return Math.min(12, Math.max(0, 3 - Math.floor(Math.log10(range))))
}

/**
 * Values by name, in any order; a feature that is not named is missing. A number is one in the feature's own terms.
 *
 * @throws EpochwiseError predict.columns: a name that is no feature; predict.value: a text that its kind can't read
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
  const row = encoding.features.map((feature) => readValue(encoding, feature, given.get(feature.name) ?? null))
  const flags = encoding.features.flatMap((feature, j) => flag(feature, row[j] ?? null))
  return { row, flags }
}

function readValue(encoding: Encoding, feature: FeatureEncoding, value: GivenValue['value']): number | string | null {
  if (value === null || (typeof value === 'number' && feature.kind !== 'category')) return value
  const text = String(value)
  if (isMissing(text, encoding.missingWords)) return null
  if (feature.kind === 'category') return text
  const number = readText(readableOf(feature), text)
  if (number !== null) return number
  const message = `“${shorten(feature.name)}”: “${shorten(text)}” ${whyUnreadable(feature)}`
  throw new EpochwiseError('predict.value', message, { column: feature.name, field: feature.name })
}

/** A cell of a file, read as the import reads it: what the kind can't read is missing. */
export function readFileCell(encoding: Encoding, feature: FeatureEncoding, text: string): number | string | null {
  if (isMissing(text, encoding.missingWords)) return null
  return feature.kind === 'category' ? text : readText(readableOf(feature), text)
}

function whyUnreadable(feature: ReadFeature): string {
  switch (feature.kind) {
    case 'number':
      return `is not a number: write digits such as ${(12.5).toString().replace('.', feature.reading.decimal)}, or leave it empty.`
    case 'ordered':
      return `is none of ${shorten(feature.order.join(', '), 120)}.`
    case 'boolean':
      return `is neither ${feature.reading.trueWords[0] ?? '1'} nor ${feature.reading.falseWords[0] ?? '0'}.`
    case 'date':
      return `is not a date: write it as ${dateText(feature.max, hasClock(feature))}, or leave it empty.`
    default:
      return assertNever(feature)
  }
}

function flag(feature: FeatureEncoding, value: number | string | null): PredictFlag[] {
  const message = value === null ? flagMissing(feature) : flagValue(feature, value)
  return message === null ? [] : [{ field: feature.name, message }]
}

function flagMissing(feature: FeatureEncoding): string {
  switch (feature.kind) {
    case 'category':
      return 'Empty: it counts as a category that training never saw.'
    case 'number':
      return `Empty: the training rows' median, ${feature.fill}, stands in.`
    case 'ordered':
      return `Empty: the training rows' median, ${feature.order[feature.fill] ?? ''}, stands in.`
    case 'boolean':
      return `Empty: ${(feature.fill === 1 ? feature.reading.trueWords[0] : feature.reading.falseWords[0]) ?? feature.fill}, as in most training rows, stands in.`
    case 'date':
      return `Empty: the training rows' median, ${dateText(feature.fill, hasClock(feature))}, stands in.`
    default:
      return assertNever(feature)
  }
}

function flagValue(feature: FeatureEncoding, value: number | string): string | null {
  if (feature.kind === 'category') {
    const known = feature.categories.includes(String(value))
    return known ? null : `Training never saw “${shorten(String(value))}”, or too rarely.`
  }
  if (feature.kind === 'boolean' || typeof value !== 'number') return null
  const { min, max } = feature
  if (value >= min && value <= max) return null
  const inWords = (limit: number): string => {
    if (feature.kind === 'date') return dateText(limit, hasClock(feature))
    return feature.kind === 'ordered' ? (feature.order[limit] ?? '') : String(limit)
  }
  const seen = min === max ? `only ${inWords(min)}` : `${inWords(min)} to ${inWords(max)}`
  return `Outside what training saw: ${seen}.`
}
