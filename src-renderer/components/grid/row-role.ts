/** The role of a row as it is shown before its number: a mark, and the words that say it in full. */
import type { ResolvedPart } from '../../../src-shared/split'
import type { Column, Row } from '../../../src-shared/table'
import { partMarks, partWords } from './filter-words'

/** `look` `quiet`: by the split. */
export type RowRole = { mark: string; look: 'set' | 'quiet'; words: string }

/** Short enough to stand before a row's number; most rows are learned from, and hardly marked for it. */
export const resolvedMarks: Record<ResolvedPart, string> = { training: '·', validation: 'Va', test: 'Te', out: '–' }

export const resolvedWords: Record<ResolvedPart, string> = {
  training: 'Training',
  validation: 'Validation',
  test: 'Test',
  out: 'Left out',
}

/** `resolved` null: not known, or nothing could be trained. `columns` as the row's cells. */
export function roleOf(row: Row, resolved: ResolvedPart | null, columns: readonly Column[]): RowRole | null {
  const byHand = row.part !== 'auto'
  if (byHand) {
    const words = `${partWords[row.part].toLowerCase()}, set by hand`
    const isLost = resolved === 'out' && row.part !== 'excluded'
    return { mark: partMarks[row.part], look: 'set', words: isLost ? `${words}, but ${leftOut(row, columns)}` : words }
  }
  if (resolved === null) return null
  const words = resolved === 'out' ? leftOut(row, columns) : `${resolvedWords[resolved].toLowerCase()}, by the split`
  return { mark: resolvedMarks[resolved], look: 'quiet', words }
}

/** The target that keeps the row from being used. */
function leftOut({ cells, odd }: Row, columns: readonly Column[]): string {
  const at = columns.findIndex(({ role }, place) => role === 'target' && (cells[place] === null || odd.includes(place)))
  if (at < 0) return 'left out'
  return `left out: ${columns[at]!.name} ${cells[at] === null ? 'is missing' : 'can’t be read'}`
}
