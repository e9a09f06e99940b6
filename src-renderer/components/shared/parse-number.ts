/** What a person typed into a number field → the number, or why it is not one. */

export type NumberRule = { min?: number; max?: number; integer?: boolean }
export type ParsedNumber = { ok: true; value: number } | { ok: false; message: string }

const pattern = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

export function parseNumber(text: string, rule: NumberRule = {}): ParsedNumber {
  const plain = text.trim().replace(/^(.*\d)?,(\d+)$/, '$1.$2')
  if (plain === '') return { ok: false, message: 'Type a number.' }
  const value = Number(plain)
  if (!pattern.test(plain) || !Number.isFinite(value))
    return { ok: false, message: `“${text.trim()}” is not a number.` }
  if (rule.integer && !Number.isInteger(value)) return { ok: false, message: 'Type a whole number.' }
  if (rule.min !== undefined && value < rule.min) return { ok: false, message: `The least is ${rule.min}.` }
  if (rule.max !== undefined && value > rule.max) return { ok: false, message: `The most is ${rule.max}.` }
  return { ok: true, value }
}
