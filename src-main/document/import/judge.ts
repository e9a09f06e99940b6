/** What kind a column is and how its texts are to be read, proposed from some of its cells. All cells decide later. */
import type { ColumnKind, Reading } from '../../../src-shared/table'
import { plainReading } from '../../../src-shared/table'
import { isMissing, readText } from '../reading'

/** A column is read as numbers (or dates) when at least this share of its filled cells can be; the others are odd. */
export const readShare = 0.9

export type Judged = {
  kind: ColumnKind
  reading: Reading
  /** Both orders of day and month fit every date. */
  ambiguousDates: boolean
}

/** What the whole file suggests. */
export type Hints = { decimalComma: boolean }

const truths: readonly (readonly [string, string])[] = [
  ['true', 'false'],
  ['yes', 'no'],
  ['y', 'n'],
  ['t', 'f'],
  ['on', 'off'],
  ['ja', 'nein'],
  ['oui', 'non'],
  ['si', 'no'],
  ['sí', 'no'],
  ['wahr', 'falsch'],
  ['vrai', 'faux'],
]

const category: Judged = { kind: 'category', reading: plainReading, ambiguousDates: false }

/** Texts with how often each is there. */
type Texts = ReadonlyMap<string, number>

/** @param texts cells as the file spells them, missing ones among them */
export function judge(texts: readonly string[], missingWords: readonly string[], hints: Hints): Judged {
  const filled = new Map<string, number>()
  for (const text of texts) if (!isMissing(text, missingWords)) filled.set(text, (filled.get(text) ?? 0) + 1)
  if (filled.size === 0) return category
  const found = judgeTruth(filled)
  if (found !== null) return found
  return (mayBeRead(filled) ? (judgeNumber(filled, hints) ?? judgeDate(filled, hints)) : null) ?? judgeText(filled)
}

/** Enough of them hold a digit. */
function mayBeRead(texts: Texts): boolean {
  return weigh(texts, (text) => /\d/.test(text)) >= readShare
}

/** The share of the cells of which it holds. */
function weigh(texts: Texts, holds: (text: string) => boolean): number {
  let [all, some] = [0, 0]
  for (const [text, count] of texts) {
    all += count
    if (holds(text)) some += count
  }
  return some / all
}

function judgeTruth(filled: Texts): Judged | null {
  if (filled.size > 8) return null
  const words = new Set([...filled.keys()].map((text) => text.trim().toLowerCase()))
  if (words.size > 2) return null
  const pair = truths.find((one) => [...words].every((word) => one.includes(word)))
  if (pair === undefined) return null
  // One letter alone says nothing: it needs its opposite.
  if (pair[0].length === 1 && words.size < 2) return null
  const reading = { ...plainReading, trueWords: [pair[0]], falseWords: [pair[1]] }
  return { kind: 'boolean', reading, ambiguousDates: false }
}

/** Before or behind a number: money, and units that are hardly part of a code. */
const money = ['$', '€', '£', '¥', '₹', '₽', '₩', 'kr', 'zł', 'CHF', 'USD', 'EUR', 'GBP', 'JPY', 'Fr.', 'US$', 'R$']
const units =
  '% ‰ ° °C °F K km m cm mm µm nm mi ft in yd km² m² cm² ha km/h m/s mph kg g mg t lb lbs oz l L ml s ms min h d W kW MW kWh MWh V mV A mA Hz kHz MHz GHz B kB KB MB GB TB J kJ kcal cal Pa hPa kPa bar mol px pt pcs Stk € $'.split(
    ' ',
  )
const affixForm =
  /^\s*([+-]?)\s*([^\d\s.,+'’-][^\d]*?)?\s*([+-]?[\d.,][\d.,'’\s\u00a0\u202f]*(?:[eE][+-]?\d+)?)\s*([^\d\s.,][^\d]*|[^\d\s.,]+\/?[^\d]*)?\s*$/

const longestNumber = 60

export function findAffixes(texts: Iterable<string>): string[] {
  const found = new Set<string>()
  for (const text of texts) {
    const parts = text.length > longestNumber ? null : affixForm.exec(text)
    const before = parts?.[2]?.trim() ?? ''
    const behind = parts?.[4]?.trim() ?? ''
    if (money.includes(before)) found.add(before)
    if (units.includes(behind) || money.includes(behind)) found.add(behind)
  }
  return [...found].slice(0, 8)
}

type Marks = Pick<Reading, 'decimal' | 'thousands'>
const marks: readonly Marks[] = [
  { decimal: '.', thousands: '' },
  { decimal: '.', thousands: ',' },
  { decimal: ',', thousands: '' },
  { decimal: ',', thousands: '.' },
  { decimal: '.', thousands: ' ' },
  { decimal: ',', thousands: ' ' },
  { decimal: '.', thousands: "'" },
  { decimal: ',', thousands: "'" },
]

/** Ways of reading numbers, the likelier first: among equals the first wins. */
export function numberReadings(affixes: string[], { decimalComma }: Hints): Reading[] {
  const order = decimalComma ? marks.toSorted((a, b) => Number(b.decimal === ',') - Number(a.decimal === ',')) : marks
  const ways = order.map((way) => ({ ...plainReading, ...way, affixes }))
  return decimalComma ? ways : [{ ...plainReading, affixes }, ...ways.slice(1)]
}

function judgeNumber(filled: Texts, hints: Hints): Judged | null {
  const marked = [...filled.keys()].some((text) => /[.,]/.test(text))
  const plain = countRead('number', plainReading, filled)
  const readings = numberReadings(findAffixes(filled.keys()), marked ? hints : { decimalComma: false })
  const best =
    plain === 1 && !hints.decimalComma ? { reading: plainReading, share: 1 } : bestReading('number', readings, filled)
  if (best.share < readShare) return null
  const kind = isCode(filled, best.reading) ? 'category' : 'number'
  return { kind, reading: best.reading, ambiguousDates: false }
}

/** Whole digit strings of which one would lose its spelling as a number (007, a key of 20 digits): codes, no measurements. */
function isCode(filled: Texts, reading: Reading): boolean {
  const texts = [...filled.keys()]
  if (!texts.some((text) => codeForm.test(text.trim()))) return false
  return texts.every((text) => Number.isInteger(readText({ kind: 'number', settings: { reading } }, text) ?? 0))
}

export const codeForm = /^(?:0[0-9]+|[0-9]{16,})$/

/** The reading that reads most, the first of equals; `ties`: how many read as much. */
function bestReading(
  kind: 'number' | 'date',
  readings: readonly Reading[],
  filled: Texts,
): { reading: Reading; share: number; ties: number } {
  const shares = readings.map((reading) => countRead(kind, reading, filled))
  const most = Math.max(...shares)
  return { reading: readings[shares.indexOf(most)]!, share: most, ties: shares.filter((one) => one === most).length }
}

function countRead(kind: 'number' | 'date', reading: Reading, texts: Texts): number {
  const column = { kind, settings: { reading } }
  return weigh(texts, (text) => text.length <= longestNumber && readText(column, text) !== null)
}

export function dateReadings({ decimalComma }: Hints): Reading[] {
  const dayFirst = decimalComma ? (['dmy', 'mdy'] as const) : (['mdy', 'dmy'] as const)
  return (['ymd', ...dayFirst] as const).map((dateOrder) => ({ ...plainReading, dateOrder }))
}

function judgeDate(filled: Texts, hints: Hints): Judged | null {
  const dots = [...filled.keys()].some((text) => /^\s*\d{1,2}\.\d{1,2}\.\d{2}/.test(text))
  const readings = dateReadings({ decimalComma: hints.decimalComma || dots })
  const best = bestReading('date', readings, filled)
  if (best.share < readShare) return null
  const ambiguousDates = best.ties === 2 && best.reading.dateOrder !== 'ymd' && !dots
  return { kind: 'date', reading: best.reading, ambiguousDates }
}

/** Long and hardly ever the same: nothing to make classes of. */
function judgeText(filled: Texts): Judged {
  let [cells, letters] = [0, 0]
  for (const [text, count] of filled) {
    cells += count
    letters += count * text.length
  }
  const isProse = cells >= 20 && filled.size > 0.9 * cells && letters / cells > 40
  return { ...category, kind: isProse ? 'text' : 'category' }
}

/** A file with numbers that only a decimal comma explains was made where 1.234 is a thousand. */
export function findHints(
  columns: readonly (readonly string[])[],
  missingWords: readonly string[],
  delimiter: string,
): Hints {
  let [commas, points] = [0, 0]
  for (const texts of columns) {
    const filled = texts.filter((text) => !isMissing(text, missingWords)).slice(0, 200)
    if (filled.length === 0) continue
    const clear = filled.filter((text) => /\d,(?:\d{1,2}|\d{4,})(?:\D*)$|\.\d{3},\d/.test(text)).length
    const other = filled.filter((text) => /\d\.(?:\d{1,2}|\d{4,})(?:\D*)$|,\d{3}\.\d/.test(text)).length
    if (clear > 0.3 * filled.length && other === 0) commas++
    if (other > 0.3 * filled.length && clear === 0) points++
  }
  return { decimalComma: commas > points || (delimiter === ';' && points === 0 && commas === points) }
}
