/** Tables on the clipboard, as spreadsheets write them: tabs, line ends, and quotes around what holds either. */

export type TextSize = { rows: number; columns: number }

/** The cells of a clipboard text. A closing line end makes no row of its own. */
export function parseTsv(text: string): string[][] {
  const rows: string[][] = []
  let at = 0
  while (at < text.length) {
    const row: string[] = []
    let more = true
    while (more) {
      const cell = cellFrom(text, at)
      row.push(cell.text)
      more = text[cell.end] === '\t'
      at = cell.end + 1
    }
    // CRLF is one line end.
    if (text[at - 1] === '\r' && text[at] === '\n') at++
    rows.push(row)
  }
  return rows
}

export function writeTsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(quoted).join('\t')).join('\n')
}

export function sizeOf(rows: readonly (readonly string[])[]): TextSize {
  return { rows: rows.length, columns: rows.reduce((most, row) => Math.max(most, row.length), 0) }
}

/** The block as often as it fits whole into `size`: one copied cell fills a selection, as spreadsheets do. */
export function tiled(rows: readonly (readonly string[])[], size: TextSize): string[][] | null {
  const block = sizeOf(rows)
  if (block.rows === 0 || size.rows % block.rows !== 0 || size.columns % block.columns !== 0) return null
  return Array.from({ length: size.rows }, (_, row) =>
    Array.from({ length: size.columns }, (_, column) => rows[row % block.rows]?.[column % block.columns] ?? ''),
  )
}

function quoted(text: string): string {
  return /["\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** `end`: the place of the tab or line end behind it. */
function cellFrom(text: string, start: number): { text: string; end: number } {
  if (text[start] === '"') {
    const close = closingQuote(text, start + 1)
    const behind = text[close + 1]
    // A quote that does not end at a separator is one that was typed.
    if (close > 0 && (behind === undefined || '\t\r\n'.includes(behind)))
      return { text: text.slice(start + 1, close).replaceAll('""', '"'), end: close + 1 }
  }
  const separator = /[\t\r\n]/g
  separator.lastIndex = start
  const end = separator.exec(text)?.index ?? text.length
  return { text: text.slice(start, end), end }
}

function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from)
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2)
  return at
}
