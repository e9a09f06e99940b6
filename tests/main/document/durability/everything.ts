/** All that a project holds, read through the app's own ways. */
import type { Document } from '../../../../src-main/document/document'
import { parseEncoding } from '../../../../src-main/features/encoding'
import { plainView } from '../../../../src-shared/table'

export type Everything = {
  columns: unknown
  rows: unknown[]
  recipe: unknown
  report: unknown
  runs: { run: unknown; epochs: unknown; checkpoint: unknown }[]
  undo: string | null
}

/** @throws EpochwiseError where something does not read */
export async function readEverything(document: Document): Promise<Everything> {
  const { columns, rows: count } = document.table()
  const rows: unknown[] = []
  for (let offset = 0; offset < count; offset += 1000) {
    const { rows: page } = await document.page(plainView, offset, 1000)
    if (page.length === 0) break
    rows.push(...page)
  }
  const runs: Everything['runs'] = []
  for (const { summary, ...rest } of await document.runs.list()) {
    parseEncoding(rest.encoding)
    runs.push({
      run: { summary, ...rest },
      epochs: await document.runs.history(summary.id, 0, 200_000),
      checkpoint: await document.runs.checkpoint(summary.id),
    })
  }
  const { undo } = document.undoWords()
  return { columns, rows, recipe: document.recipe(), report: document.importReport(), runs, undo }
}
