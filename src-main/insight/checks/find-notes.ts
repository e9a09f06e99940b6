/** Before training: what is worth knowing, what matters most first. */
import type { Note } from '../../../src-shared/insight'
import type { ModelSummary } from '../../../src-shared/project'
import type { Recipe } from '../../../src-shared/recipe'
import type { TableSource } from '../../features/snapshot'
import { withSnapshot } from '../../features/snapshot'
import { columnChecks } from './column-checks'
import type { Draft } from './draft'
import { asNote } from './draft'
import type { Figures } from './figures'
import { gatherFigures } from './figures'
import { leakChecks } from './leak-checks'
import { networkChecks } from './network-checks'
import { rowChecks } from './row-checks'

/** @param model what would be trained; null where nothing can be. */
export async function findNotes(source: TableSource, recipe: Recipe, model: ModelSummary | null): Promise<Note[]> {
  if (source.table().rows === 0) return []
  const figures = await withSnapshot(source, (connection, table) => gatherFigures(connection, table, recipe))
  // A column that gives two targets away is told once.
  const notes = ranked(figures, model).map(asNote)
  return notes.filter(({ key }, i) => notes.findIndex((note) => note.key === key) === i)
}

function ranked(figures: Figures, model: ModelSummary | null): Draft[] {
  const drafts = [
    ...leakChecks(figures),
    ...columnChecks(figures),
    ...rowChecks(figures),
    ...networkChecks(figures, model),
  ]
  return drafts.sort((a, b) => b.rank - a.rank)
}
