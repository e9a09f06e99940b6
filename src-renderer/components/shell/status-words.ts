/** The status bar's sentences. */
import type { ProjectState } from '../../../src-shared/project'
import type { RunSummary } from '../../../src-shared/run'
import type { RunProgress } from '../../state/training-state.svelte'
import { formatCount, formatSeconds } from '../../charts/format'

export function tableWords(project: ProjectState): string {
  const { rows, columns } = project.table
  return columns.length === 0
    ? 'No table'
    : `${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'} × ${formatCount(columns.length)}`
}

/** Seconds that the rest will take at the pace so far; null before anything is known. */
export function secondsLeft(epoch: number, epochs: number, seconds: number): number | null {
  return epoch === 0 || seconds === 0 ? null : (seconds / epoch) * (epochs - epoch)
}

export type RunWords = { words: string; share: number | null }

export function runWords(run: RunSummary, progress: RunProgress | null): RunWords {
  const here = progress?.runId === run.id && progress.epoch >= run.epoch ? progress : run
  const name = `Run ${String(run.id)}`
  const at = `epoch ${formatCount(here.epoch)}/${formatCount(run.epochs)}`
  const share = run.epochs === 0 ? null : here.epoch / run.epochs
  switch (run.status) {
    case 'preparing':
      return { words: `${name}: preparing`, share: null }
    case 'running': {
      const left = secondsLeft(here.epoch, run.epochs, here.seconds)
      return { words: `${name}: ${at}${left === null ? '' : `, ${formatSeconds(left)} left`}`, share }
    }
    case 'paused':
      return { words: `${name}: paused at ${at}`, share }
    case 'completed':
      return { words: `${name}: completed in ${formatSeconds(run.seconds)}`, share: null }
    case 'stopped':
    case 'diverged':
    case 'failed':
      return { words: `${name}: ${run.status} at ${at}`, share: null }
  }
}

export function savedWords(project: ProjectState, saving: boolean, connected: boolean): { words: string; tip: string } {
  if (!connected) return { words: 'not connected', tip: 'Changes wait until the connection is back' }
  if (project.readOnly)
    return { words: 'read-only', tip: 'Nothing can be changed; save it under another name to work on it' }
  if (saving) return { words: 'saving…', tip: 'The last change is on its way to the file' }
  if (project.untitled)
    return {
      words: 'kept, not named yet',
      tip: 'Every change is kept in the app’s own folder; “Save as” gives it a name',
    }
  return { words: 'saved', tip: `Every change is in ${project.path}` }
}
