/** What is known of the data: profiles, relations, the table as a whole, and what to mind before training. */
import type { Handlers } from '../../src-shared/contract'
import type { Notes } from '../../src-shared/insight'
import { EpochwiseError } from '../../src-shared/errors'
import type { Document } from '../document/document'
import { Insight } from '../insight/insight'
import type { ServiceContext } from './context'

export function createInsightService(context: ServiceContext): Handlers<'insight'> {
  const insights = new WeakMap<Document, Insight>()
  const ask = async <T>(question: (insight: Insight, document: Document) => Promise<T>): Promise<T> => {
    const { document } = context
    const insight = insights.get(document) ?? new Insight(document)
    insights.set(document, insight)
    try {
      return await question(insight, document)
    } catch (error) {
      // Closing the project interrupts whoever still reads it.
      if (context.openDocument !== document) throw closed()
      throw error
    }
  }
  const notesOf = async (insight: Insight, document: Document): Promise<Notes> => {
    return { notes: await insight.notes(document.recipe()), dismissed: [...document.dismissedNotes()] }
  }
  return {
    'insight.profile': ({ columnId }) => ask((insight) => insight.profile(columnId)),
    'insight.relation': ({ columnId, targetId }) => ask((insight) => insight.relation(columnId, targetId)),
    'insight.relations': ({ columnIds, targetId }) => ask((insight) => insight.relations(columnIds, targetId)),
    'insight.summary': () => ask((insight) => insight.summary()),
    'insight.missing': ({ columnIds }) => ask((insight) => insight.missing(columnIds)),
    'insight.correlations': ({ columnIds }) => ask((insight) => insight.correlations(columnIds)),
    'insight.notes': () => ask(notesOf),
    'insight.dismiss': ({ key, dismissed }) =>
      ask(async (insight, document) => {
        await document.dismissNote(key, dismissed)
        return notesOf(insight, document)
      }),
  }
}

function closed(): EpochwiseError {
  return new EpochwiseError('project.none', 'The project was closed meanwhile.')
}
