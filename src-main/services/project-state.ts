/** The open project as a page needs it to draw itself from nothing. */
import { basename, dirname, join } from 'node:path'
import type { ProjectState, RecentProject } from '../../src-shared/project'
import type { RunSummary } from '../../src-shared/run'
import type { Document } from '../document/document'
import type { ServiceContext } from './context'

export const projectExtension = '.epochwise'
const curvePoints = 40

/** @throws EpochwiseError project.none */
export async function describeProject(context: ServiceContext): Promise<ProjectState> {
  const { document } = context
  return {
    name: projectName(document),
    path: context.abilities.display(document.path),
    untitled: isUntitled(context, document),
    readOnly: document.readOnly,
    table: document.table(),
    importReport: document.importReport(),
    recipe: document.recipe(),
    runs: await describeRuns(document),
    ...document.undoWords(),
  }
}

export function projectName(document: Document): string {
  return basename(document.path, projectExtension)
}

export function untitledFolder(context: ServiceContext): string {
  return join(context.folders.data, 'untitled')
}

export function isUntitled(context: ServiceContext, document: Document): boolean {
  return dirname(document.path) === untitledFolder(context)
}

/** A run's data have changed when the table is not as it was at its start: undo makes them unchanged again. */
async function describeRuns(document: Document): Promise<RunSummary[]> {
  const now = document.dataFingerprint()
  const runs = await document.runs.list()
  return runs.map(({ summary, fingerprint }) => ({ ...summary, dataChanged: fingerprint !== now }))
}

export async function describeRecent(document: Document): Promise<RecentProject> {
  const { rows, columns } = document.table()
  return {
    name: projectName(document),
    path: document.path,
    openedAt: new Date().toISOString(),
    rows,
    columns: columns.length,
    curve: await lastCurve(document),
  }
}

async function lastCurve(document: Document): Promise<number[]> {
  const last = (await document.runs.list()).at(-1)
  if (last === undefined) return []
  const { loss } = await document.runs.history(last.summary.id, 0, 200_000)
  const step = Math.max(1, loss.length / curvePoints)
  const points = Array.from(
    { length: Math.min(curvePoints, loss.length) },
    (_, i) => loss[Math.floor(i * step)] ?? null,
  )
  return points.filter((value) => value !== null)
}
