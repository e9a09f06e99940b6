/** Texts as both sides see them: which spaces are trimmed, how a text stands in SQL, in a pattern. */

/** Those that DuckDB passes over around a number. */
export const spaces = ' \t\n\r\v\f'
const around = new RegExp(`^[${spaces}]+|[${spaces}]+$`, 'g')

export function trimmed(text: string): string {
  return text.replace(around, '')
}

const spacesSql = `E'${spaces.replace('\v', '\\x0B').replace('\t', '\\t').replace('\n', '\\n').replace('\r', '\\r').replace('\f', '\\f')}'`

/** Only texts that begin or end with a space are trimmed: trimming every text takes longer than reading the file. */
export function trimmedSql(text: string): string {
  const ends = Array.from(spaces)
    .map((space) => `ends_with(${text}, ${literal(space)})`)
    .join(' OR ')
  return `CASE WHEN ${text} < '!' OR ${ends} THEN trim(${text}, ${spacesSql}) ELSE ${text} END`
}

/** A text as an SQL literal: quotes doubled, and NUL, which would end the statement, by its number. */
export function literal(text: string): string {
  const parts = text.split('\0').map((part) => `'${part.replaceAll("'", "''")}'`)
  return parts.length === 1 ? parts[0]! : `(${parts.join(' || chr(0) || ')})`
}

export function listLiteral(texts: readonly string[]): string {
  return `CAST([${texts.map(literal).join(', ')}] AS VARCHAR[])`
}

/** A text that means itself in a pattern, JavaScript's and DuckDB's alike. */
export function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}
