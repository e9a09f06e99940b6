/** Opens a walk where it is asked for: at the start, where the run stands, or on the way between. */
import type { CheckedInput } from '../../src-shared/contract'
import { EpochwiseError } from '../../src-shared/errors'
import type { Document } from '../document/document'
import type { StoredRun } from '../document/run-store'
import type { Engine } from '../engines/engine'
import type { TemporaryFiles } from '../training/temporary-files'
import type { OpenedSubject } from './subject'
import { openFresh, openRun } from './subject'
import { Walk } from './walk'

export type Surroundings = { document: Document; files: TemporaryFiles; engine: Engine }
type At = CheckedInput<'loop.open'>['at']

/** @param stored null: fresh weights. The caller closes the walk, and moves it on where a step was asked for. */
export async function openWalk(
  { document, files, engine }: Surroundings,
  stored: StoredRun | null,
  at: At,
): Promise<Walk> {
  const opened = stored === null ? await openFresh(document, files) : await openRun(document, stored, files, engine)
  const { subject } = opened
  const place = typeof at === 'object' ? placeOf(at.step, opened) : at
  if (place === 'start' && !opened.fromStart) {
    throw new EpochwiseError(
      'loop.unable',
      `The beginning of run ${subject.run!.id} can’t be made again. ${reason(opened)}`,
    )
  }
  const state = place === 'start' ? await subject.startState() : opened.state
  // With other rows no step leads from one known state to another.
  return new Walk(subject, engine, { state, fromStart: opened.fromStart && !subject.dataChanged })
}

/** Which known state leads to that step. @throws EpochwiseError loop.unable where the rows that led there have changed */
function placeOf(step: number, { subject, fromStart }: OpenedSubject): 'start' | 'latest' {
  const { dataChanged, firstAddress, runAddress } = subject
  if (runAddress !== null && step >= runAddress && (!dataChanged || step === runAddress)) return 'latest'
  if (dataChanged && step !== firstAddress) {
    const words = `The table has changed since run ${subject.run!.id} learned from it, so the first ${step} steps can’t be made again.`
    throw new EpochwiseError('loop.unable', `${words} Open it at its start or where it stands, or undo the changes.`)
  }
  return fromStart ? 'start' : 'latest'
}

function reason({ subject }: OpenedSubject): string {
  return subject.dataChanged ? 'The table has changed since.' : 'The run that it branched off is gone.'
}
