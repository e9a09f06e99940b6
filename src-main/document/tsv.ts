/**
 * Cells as spreadsheets put them on the clipboard: tabs between cells, a line per row, quotes around a cell that holds
 * a tab, a newline or a quote, and doubled within.
 */

/** Rows of cells; a line's end at the end of the text begins no further row. */
export function parseTsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at <= text.length) {
    const { cell, end } = text[at] === '"' ? quotedCell(text, at) : plainCell(text, at)
    row.push(cell)
    at = end + 1
    if (text[end] === '\t') continue
    rows.push(row)
    row = []
    if (text[end] === '\r' && text[end + 1] === '\n') at++
    if (at >= text.length) break
  }
  return rows
}

function plainCell(text: string, from: number): { cell: string; end: number } {
  let end = from
  while (end < text.length && !ends(text[end]!)) end++
  return { cell: text.slice(from, end), end }
}

/** A quote that is never closed, or followed by text, is a character like any other. */
function quotedCell(text: string, from: number): { cell: string; end: number } {
  for (let close = text.indexOf('"', from + 1); close !== -1; close = text.indexOf('"', close + 2)) {
    if (text[close + 1] === '"') continue
    const end = close + 1
    if (end < text.length && !ends(text[end]!)) break
    return { cell: text.slice(from + 1, close).replaceAll('""', '"'), end }
  }
  return plainCell(text, from)
}

function ends(character: string): boolean {
  return character === '\t' || character === '\n' || character === '\r'
}

export function writeTsvRow(cells: readonly (string | null)[]): string {
  return cells.map((cell) => (cell === null ? '' : quoted(cell))).join('\t')
}

function quoted(cell: string): string {
  return /[\t\n\r"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
