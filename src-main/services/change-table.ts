/** An edit of the open project, and everyone told what it changed. */
import type { Document } from '../document/document'
import type { ServiceContext } from './context'
import { describeProject } from './project-state'

export async function changeTable<T>(context: ServiceContext, work: (document: Document) => Promise<T>): Promise<T> {
  const { document } = context
  const before = snapshotOf(document)
  const result = await work(document)
  await announce(context, document, before)
  return result
}

type Snapshot = { revision: number; fingerprint: string; recipe: unknown }

function snapshotOf(document: Document): Snapshot {
  return { revision: document.table().revision, fingerprint: document.dataFingerprint(), recipe: document.recipe() }
}

/** Runs show whether their data have changed, so they are told with the project when there are any. */
async function announce(context: ServiceContext, document: Document, before: Snapshot): Promise<void> {
  if (context.openDocument !== document) return
  const { revision, fingerprint, recipe } = snapshotOf(document)
  if (revision !== before.revision) {
    context.emit('table.changed', { ...document.table(), ...document.undoWords() })
  }
  const speaksOfRuns = fingerprint !== before.fingerprint && (await document.runs.list()).length > 0
  if (recipe !== before.recipe || speaksOfRuns) {
    context.emit('project.changed', { project: await describeProject(context) })
  }
}
