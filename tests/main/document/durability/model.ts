/**
 * What the ordeals do to a project, step by step, so that from the file alone it can be told which steps are in it,
 * and that none is there by half.
 *
 * Step i, of an imported table of 100 rows: i % 4 = 1 types i into a cell of `single`; 2 types i into `all` of every row at
 * once; 3 saves checkpoint i with its epoch; 0 makes the recipe's seed i.
 */
import type { Document } from '../../../../src-main/document/document'
import type { Checkpoint, NewRun } from '../../../../src-main/document/run-store'
import type { EpochColumns } from '../../../../src-shared/run'
import { plainView } from '../../../../src-shared/table'
import { newRun } from '../new-run'

/** No step makes a seed below it, and the first seed is below it. */
const seedBase = 1000

/** How many steps one passage takes. */
export const steps = 12

export function ordealCsv(rows: number): string {
  return `single,all,text\n${Array.from({ length: rows }, (_, i) => `${-i},0,t${i}`).join('\n')}\n`
}

const place = { name: 'text', columnId: 3 }

/** With an encoding that reads, so that a damaged one is noticed. */
export const ordealRun: NewRun = {
  ...newRun,
  encoding: JSON.stringify({
    version: 2,
    features: [{ kind: 'category', ...place, categories: [] }],
    target: {
      kind: 'numbers',
      columns: [{ name: 'single', columnId: 1, mean: 0, deviation: 1, link: 'identity' }],
    },
    classWeights: null,
    weight: null,
    split: { kind: 'random', columnId: null, seed: 1, validationShare: 0, testShare: 0 },
    rows: { training: 100, validation: 0, test: 0, leftOut: 0, excluded: 0 },
    missingWords: [],
  }),
}

export async function perform(document: Document, i: number): Promise<void> {
  const rowIds = Array.from({ length: document.table().rows }, (_, at) => at + 1)
  if (i % 4 === 1) await document.changeCells([{ rowId: (i % 100) + 1, columnId: 1, text: String(i) }])
  else if (i % 4 === 2) await document.changeCells(rowIds.map((rowId) => ({ rowId, columnId: 2, text: String(i) })))
  else if (i % 4 === 0) await document.changeRecipe({ seed: seedBase + i })
  else {
    const [run] = await document.runs.list()
    const id = run?.summary.id ?? (await document.runs.create(ordealRun)).summary.id
    const { checkpoint, epochs } = checkpointAt(i)
    await document.runs.saveCheckpoint(id, checkpoint, epochs)
  }
}

export function checkpointAt(i: number): { checkpoint: Checkpoint; epochs: EpochColumns } {
  const tensor = new Float32Array(1000).fill(i)
  return {
    checkpoint: { epoch: i, step: i, counters: { i }, tensors: { parameters: tensor, 'slots.m': tensor } },
    epochs: { epoch: [i], loss: [i], validationLoss: [null], seconds: [1], learningRate: [null] },
  }
}

/** The last step of each kind that is in the project; a kind of which half a step is there is `torn`. */
export type Model = {
  rows: number
  single: number
  all: number | 'torn'
  checkpoint: number | 'torn'
  seed: number
}

export async function readModel(document: Document): Promise<Model> {
  const { rows } = await document.page(plainView, 0, 1000)
  const single = Math.max(0, ...rows.map(({ cells }) => Number(cells[0])))
  const all = new Set(rows.map(({ cells }) => Number(cells[1])))
  return {
    rows: document.table().rows,
    single,
    all: all.size > 1 ? 'torn' : ([...all][0] ?? 0),
    checkpoint: await readCheckpoint(document),
    seed: Math.max(0, document.recipe().seed - seedBase),
  }
}

async function readCheckpoint(document: Document): Promise<number | 'torn'> {
  const [run] = await document.runs.list()
  if (run === undefined) return 0
  const { id } = run.summary
  const checkpoint = await document.runs.checkpoint(id)
  const { epoch: epochs } = await document.runs.history(id, 0, 200_000)
  if (checkpoint === null) return epochs.length === 0 ? 0 : 'torn'
  const { epoch, tensors } = checkpoint
  const whole = Object.values(tensors).every((values) => values.length === 1000 && values.every((v) => v === epoch))
  return whole && Object.keys(tensors).length === 2 && Math.max(...epochs) === epoch ? epoch : 'torn'
}

/** The last acknowledged step of each kind among these. */
export function lastOfEachKind(acknowledged: readonly number[]): Omit<Model, 'rows'> {
  const last = (kind: number): number => Math.max(0, ...acknowledged.filter((i) => i > 0 && i % 4 === kind))
  return { single: last(1), all: last(2), checkpoint: last(3), seed: last(0) }
}
