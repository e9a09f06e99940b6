/** What a cell's text looks like, without knowing its column: enough to tell delimiters and headers apart. */
export type Look = 'empty' | 'number' | 'date' | 'text'

const number = /^[+-]?\s?[$€£¥]?\s?[+-]?(?:\d[\d.,'’ \u00a0\u202f]*|[.,]\d+)(?:[eE][+-]?\d+)?\s?[%‰$€£¥]?$/
const date =
  /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$|^\d{1,2}:\d{2}(?::\d{2})?$/

export function lookOf(text: string): Look {
  const bare = text.trim()
  if (bare === '') return 'empty'
  if (date.test(bare)) return 'date'
  return number.test(bare) ? 'number' : 'text'
}
