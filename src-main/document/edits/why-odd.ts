/** Why a text can't stand in a column, with the spelling that would do where one can be guessed. */
import type { Column, Reading } from '../../../src-shared/table'
import { assertNever } from '../../../src-shared/errors'
import { isReadKind, plainReading } from '../../../src-shared/table'
import { readText } from '../reading'
import { readSpelledNumber } from '../reading-numbers'
import { shorten } from './words'

/** Of a text that the column's kind can't read. */
export function whyOdd({ kind, settings }: Pick<Column, 'kind' | 'settings'>, text: string): string {
  if (!isReadKind(kind)) return ''
  const shown = `“${shorten(text.trim())}”`
  switch (kind) {
    case 'number':
      return whyNotANumber(text, settings.reading)
    case 'boolean': {
      const { trueWords, falseWords } = settings.reading
      return `${shown} is neither true nor false: write ${trueWords[0] ?? ''} or ${falseWords[0] ?? ''}.`
    }
    case 'date':
      return `${shown} is not a date: write ${dateExamples[settings.reading.dateOrder]}, or leave the cell empty.`
    case 'ordered': {
      const some = (settings.order ?? []).slice(0, 10).map((word) => shorten(word))
      return `${shown} is not in the order of this column (${some.join(', ')}). Write one of them, or add it to the order first.`
    }
    default:
      return assertNever(kind)
  }
}

const dateExamples: Record<Reading['dateOrder'], string> = {
  ymd: '2024-12-31',
  dmy: '31.12.2024',
  mdy: '12/31/2024',
}

export function whyNotANumber(text: string, reading: Reading = plainReading): string {
  const shown = shorten(text.trim())
  const guess = guessNumber(text.trim(), reading)
  if (guess !== null) return `“${shown}” is not a number: write ${guess}.`
  if (/^[+-]?(?:inf(?:inity)?|[\d.]+e\+?\d+)$/i.test(text.trim())) {
    return `“${shown}” is too large for a number: write one below 1.8e308, or leave the cell empty.`
  }
  return `“${shown}” is not a number: write digits such as 12${reading.decimal}5, or leave the cell empty.`
}

/** `12,5` → `12.5`; `1 234,5` → `1234.5`; `$1,200` → `1200`; null where several readings are possible. */
function guessNumber(text: string, reading: Reading): string | null {
  const bare = text.replace(/[\s\u00a0\u202f_'’]/g, '').replace(/^[$€£¥]|[$€£¥%]$/g, '')
  const plain = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(bare)
    ? bare.replaceAll(',', '')
    : /^[+-]?\d{1,3}(?:\.\d{3})+,\d+$/.test(bare)
      ? bare.replaceAll('.', '').replace(',', '.')
      : bare.replace(/^([+-]?\d*),(\d+)$/, '$1.$2')
  if (readSpelledNumber(plain, plainReading) === null) return null
  const spelled = reading.decimal === ',' ? plain.replace('.', ',') : plain
  return spelled !== text && readText({ kind: 'number', settings: { reading } }, spelled) !== null ? spelled : null
}
