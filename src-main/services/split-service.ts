/** Which rows are held back, for whoever shows them: worked out once, until what they depend on changes. */
import type { Handlers } from '../../src-shared/contract'
import type { RowParts } from '../features/row-parts'
import { partsDependOn, resolveParts } from '../features/row-parts'
import type { Document } from '../document/document'
import type { ServiceContext } from './context'

export function createSplitService(context: ServiceContext): Handlers<'split'> {
  let known: { key: string; parts: Promise<RowParts> } | null = null

  function partsOf(document: Document): Promise<RowParts> {
    const { seed, split, task, loss } = document.recipe()
    const { columnIds, hasFeature } = partsDependOn(document.table())
    const key = JSON.stringify([document.markOf(columnIds), hasFeature, seed, split, task, loss])
    if (known?.key !== key) {
      const parts = resolveParts(document, document.recipe())
      known = { key, parts }
      parts.catch(() => {
        if (known?.parts === parts) known = null
      })
    }
    return known.parts
  }

  return {
    async 'split.parts'({ rowIds }) {
      const { partOf, counts, words } = await partsOf(context.document)
      return { parts: rowIds.map(partOf), counts, words }
    },
  }
}
