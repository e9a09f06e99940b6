/** The step at which a walk stands, for the page: bounded samples of everything that it computed. */
import type { LoopPosition, LoopSource, LoopStep, LoopUpdate } from '../../src-shared/loop'
import type { RunStatus } from '../../src-shared/run'
import type { Document } from '../document/document'
import type { StepTrace } from '../engines/engine'
import { parameterLayout } from '../program/network'
import { describeAnswers, describeLoss } from './answers'
import { describeLayers } from './layers'
import { describeLine } from './line'
import { describeNonFinite } from './non-finite'
import { describeBatch } from './table-rows'
import type { NumbersTarget } from '../features/encoding'
import { targetName } from '../features/encoding'
import type { Walk } from './walk'

/** @param arrived where the walk got to when it could not get further, in words */
export async function describeStep(walk: Walk, document: Document, arrived: string | null): Promise<LoopStep> {
  const { subject, state, batches } = walk
  const trace = await walk.trace()
  const numbers = walk.rowNumbers()
  const rows = walk.rows()
  const batch = await describeBatch(document, subject, numbers, rows)
  const shown = batch.rows.shown
  return {
    source: describeSource(walk, document, { arrived, status: await statusOf(walk, document) }),
    position: describePosition(walk),
    batch,
    layers: describeLayers(subject.spec.network, state, trace, shown, rows.rows),
    loss: describeLoss(subject, trace, rows, shown),
    answers: describeAnswers(subject, trace, rows, shown),
    update: describeUpdate(walk, trace),
    line: describeLine(subject, batches, numbers, state, trace),
    nonFinite: describeNonFinite(subject.spec.network, state, trace, rows.rows),
  }
}

/** It may have gone on, ended or been deleted since the walk was opened. */
async function statusOf({ subject: { run } }: Walk, document: Document): Promise<RunStatus | null> {
  if (run === null) return null
  const stored = (await document.runs.list()).find(({ summary }) => summary.id === run.id)
  return stored?.summary.status ?? null
}

function describePosition(walk: Walk): LoopPosition {
  const { subject, state, batches } = walk
  return {
    step: walk.address,
    epoch: state.epoch,
    stepInEpoch: state.position,
    stepsPerEpoch: batches.stepsPerEpoch,
    epochs: subject.recipe.epochs,
    firstStep: walk.firstAddress,
    runStep: subject.runAddress,
    lastStep: walk.lastAddress,
  }
}

type Now = { arrived: string | null; status: RunStatus | null }

function describeSource({ subject, batches }: Walk, document: Document, { arrived, status }: Now): LoopSource {
  const { run, recipe, task, loss, encoding, spec, data } = subject
  const { target } = encoding
  const since = subject.fingerprint !== document.dataFingerprint()
  const changed = changedWords(subject.dataChanged, since)
  return {
    runId: run?.id ?? null,
    status,
    task,
    loss,
    optimizer: recipe.optimizer,
    target: targetName(encoding),
    classes: target.kind === 'classes' ? target.classes : [],
    scaling: target.kind === 'numbers' ? scalingOf(target) : null,
    parameters: parameterLayout(spec.network).total,
    trainingRows: data.features.length / spec.network.inputs,
    batchSize: batches.batchSize,
    seed: recipe.seed,
    dataChanged: changed !== null,
    note: [changed, arrived].filter((words) => words !== null).join(' ') || null,
    cannotHandBack: whyNoHandBack(subject, document, { since, status }),
    cannotBranch: whyNoBranch(subject, document, since),
  }
}

function scalingOf({ columns: [first] }: NumbersTarget): LoopSource['scaling'] {
  const { mean, deviation } = first!
  return { mean, deviation }
}

function changedWords(before: boolean, since: boolean): string | null {
  if (before) {
    return 'The table has changed since this run learned from it: the weights are the run’s own, the rows are those of today, and steps from here are not the run’s.'
  }
  return since
    ? 'The table has changed since it was opened here: the cells are those of today, the numbers are as they were.'
    : null
}

type Source = Walk['subject']
type Since = { since: boolean; status: RunStatus | null }

function whyNoHandBack({ run, dataChanged }: Source, document: Document, { since, status }: Since): string | null {
  if (run === null) return 'There is no run yet: train first.'
  if (status === 'running' || status === 'preparing') return `Run ${run.id} is training.`
  if (status !== 'paused' && status !== 'failed') return `Run ${run.id} has ended. Branch off it instead.`
  return whyNoBranch({ run, dataChanged }, document, since)
}

function whyNoBranch(
  { run, dataChanged }: Pick<Source, 'run' | 'dataChanged'>,
  document: Document,
  since: boolean,
): string | null {
  if (run === null) return 'There is no run to branch off yet: train first.'
  if (document.readOnly) return 'The project is open for reading only.'
  return dataChanged || since ? 'The table has changed. Undo the changes, or start a new run.' : null
}

function describeUpdate({ subject, state }: Walk, { values, learningRate }: StepTrace): LoopUpdate {
  const { optimizer } = subject.recipe
  const base = { number: state.step + 1, learningRate }
  if (optimizer.kind !== 'adam' && optimizer.kind !== 'adamw') return { ...base, adam: null }
  const one = (name: string): number => values[`update.${name}`]![0]!
  const { beta1, beta2, epsilon } = optimizer
  return {
    ...base,
    adam: {
      ...{ beta1, beta2, epsilon },
      correction1: one('correction1'),
      correction2: one('correction2'),
      rate: one('rate'),
      scaledEpsilon: one('scaledEpsilon'),
    },
  }
}
