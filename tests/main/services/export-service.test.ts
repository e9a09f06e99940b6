/** The export command, on a real project with a stored run: made, proved on every row, delivered. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InferenceSession } from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import type { Document } from '../../../src-main/document/document'
import { targetName } from '../../../src-main/features/encoding'
import { fitEncoding } from '../features/fit-encoding'
import { networkOf } from '../../../src-main/features/model'
import type { Abilities } from '../../../src-main/services/abilities'
import { ServiceContext } from '../../../src-main/services/context'
import { listEngines } from '../../../src-main/services/engines-service'
import { createExportService } from '../../../src-main/services/export-service'
import { initialState, progressFrom, toCheckpoint } from '../../../src-main/training/checkpoint'
import type { AppEvent } from '../../../src-shared/contract'
import { defaultRecipe } from '../../../src-shared/recipe'
import { begunSummary } from '../../support/run-summary'
import { projectOf, temporaryFolder, edit } from '../document/support'
import { plainView } from '../../../src-shared/table'

const recipe = { ...defaultRecipe, optimizer: { kind: 'sgd' as const, learningRate: 0.1 } }

/** Numbers with a hole, categories with one that is rare and missing ones, and something to predict. */
function houses(target: (i: number) => string): string {
  const lines = Array.from({ length: 60 }, (_, i) => {
    const colour = ['red', 'green', 'blue', ''][i % 4]!
    return `${i % 7 === 0 ? '' : i * 1.25},${i === 3 ? 'mauve' : colour},${1_700_000_000 + i * 7919.5},${target(i)}`
  })
  return `size,colour,moment,answer\n${lines.join('\n')}\n`
}

type Setting = { document: Document; context: ServiceContext; folder: string; events: AppEvent[] }

async function openProject(csv: string): Promise<Setting> {
  const document = await projectOf(csv)
  const answer = document.table().columns.find(({ name }) => name === 'answer')!
  await document.setColumn(answer.id, { role: 'target' })
  const folder = temporaryFolder()
  const abilities: Abilities = {
    host: 'cli',
    dialogs: false,
    chooseFile: () => Promise.resolve(null),
    chooseDestination: () => Promise.resolve(null),
    resolve: (path) => join(folder, path),
    display: (path) => path.replace(folder, '~'),
    prepareDelivery: (name) => Promise.resolve(join(folder, name)),
    deliver: (path) => Promise.resolve({ kind: 'download', url: 'token', name: path.replace(`${folder}/`, '') }),
    listFiles: () => Promise.resolve([]),
  }
  const context = new ServiceContext(abilities, { data: folder, resources: folder })
  const events: AppEvent[] = []
  context.listen((event) => events.push(event))
  context.adopt(document)
  return { document, context, folder, events }
}

/** A run as it is stored after a training, with weights from its seed. */
async function storeRun(document: Document, withWeights = true): Promise<number> {
  const encoding = await fitEncoding(document, recipe)
  const network = networkOf(recipe, encoding)
  const { target } = encoding
  const { summary } = await document.runs.create({
    encoding: JSON.stringify(encoding),
    fingerprint: document.dataFingerprint(),
    summary: {
      ...begunSummary,
      status: 'completed',
      recipe,
      task: target.kind === 'numbers' ? 'regression' : 'classification',
      loss: target.kind === 'numbers' ? 'mse' : 'binary-cross-entropy',
      target: targetName(encoding),
      classes: target.kind === 'numbers' ? [] : target.classes,
      features: [],
      inputs: network.inputs,
      rows: encoding.rows,
      hasWeights: withWeights,
    },
  })
  const state = initialState(network, { ...recipe, seed: 4 })
  if (withWeights) await document.runs.saveCheckpoint(summary.id, toCheckpoint(progressFrom(state)))
  return summary.id
}

describe('exporting a run', () => {
  it.each([
    ['a regression', (i: number) => String(1000 + 3 * i), ['predicted_answer']],
    [
      'a classification',
      (i: number) => (i % 3 === 0 ? 'yes' : 'no'),
      ['predicted_answer', 'probability_no', 'probability_yes'],
    ],
  ] as const)('writes a file and proves it on every row: %s', async (_, target, outputs) => {
    const { document, context, folder, events } = await openProject(houses(target))
    const runId = await storeRun(document)
    const exported = await createExportService(context)['export.model']({
      runId,
      format: 'onnx',
      to: { kind: 'path', path: 'model.onnx' },
    })
    expect(exported?.delivery).toEqual({ kind: 'file', path: '~/model.onnx' })
    expect(exported?.proof.rows).toBe(60)
    expect(exported?.proof.words).toContain('60 rows')
    expect(await readdir(folder)).toEqual(['model.onnx'])
    const session = await InferenceSession.create(await readFile(join(folder, 'model.onnx')))
    expect(session.inputNames).toEqual(['size', 'colour', 'moment'])
    expect(session.outputNames).toEqual(outputs)
    await session.release()
    const last = events.at(-1)
    expect(last).toMatchObject({ name: 'task.progress', payload: { done: true, share: 1 } })
  })

  it('names the file after the target where the host chooses the place', async () => {
    const { document, context } = await openProject(houses((i) => String(i)))
    const runId = await storeRun(document)
    const to = { kind: 'deliver' } as const
    const exported = await createExportService(context)['export.model']({ runId, format: 'onnx', to })
    expect(exported?.delivery).toEqual({ kind: 'download', url: 'token', name: 'answer.onnx' })
  })

  it('does nothing when the person closes the dialog', async () => {
    const { document, context, folder } = await openProject(houses((i) => String(i)))
    const runId = await storeRun(document)
    const abilities = { ...context.abilities, prepareDelivery: () => Promise.resolve(null) }
    const closed = new ServiceContext(abilities, context.folders)
    closed.adopt(document)
    expect(await createExportService(closed)['export.model']({ runId, format: 'onnx', to: { kind: 'deliver' } })).toBe(
      null,
    )
    expect(await readdir(folder)).toEqual([])
  })

  it('proves it on the rows as they are now, also when they have changed since the run', async () => {
    const { document, context } = await openProject(houses((i) => String(i)))
    const runId = await storeRun(document)
    const [first] = (await document.page(plainView, 0, 1)).rows
    const colour = document.table().columns.find(({ name }) => name === 'colour')!
    await edit(document, first!.id, colour.id, 'never seen')
    await document.deleteRows([first!.id + 1])
    const to = { kind: 'path', path: 'model.onnx' } as const
    const exported = await createExportService(context)['export.model']({ runId, format: 'onnx', to })
    expect(exported?.proof.rows).toBe(59)
  })

  it('refuses a run without weights, and a run that is not there', async () => {
    const { document, context } = await openProject(houses((i) => String(i)))
    const runId = await storeRun(document, false)
    const service = createExportService(context)
    const to = { kind: 'path', path: 'model.onnx' } as const
    await expect(service['export.model']({ runId, format: 'onnx', to })).rejects.toMatchObject({
      code: 'run.noWeights',
    })
    await expect(service['export.model']({ runId: 99, format: 'onnx', to })).rejects.toMatchObject({ code: 'run.none' })
  })

  it('can be cancelled while it checks, and then leaves nothing', async () => {
    const { document, context, folder } = await openProject(houses((i) => String(i)))
    const runId = await storeRun(document)
    context.listen(({ name, payload }) => {
      if (name === 'task.progress' && !payload.done) context.tasks.cancel(payload.id)
    })
    const to = { kind: 'path', path: 'model.onnx' } as const
    const cancelled = createExportService(context)['export.model']({ runId, format: 'onnx', to })
    await expect(cancelled).rejects.toMatchObject({ code: 'task.cancelled' })
    expect(await readdir(folder)).toEqual([])
  })

  it('says that the folder does not exist, and ends its progress', async () => {
    const { document, context, folder, events } = await openProject(houses((i) => String(i)))
    const runId = await storeRun(document)
    const to = { kind: 'path', path: 'none/model.onnx' } as const
    const service = createExportService(context)
    await expect(service['export.model']({ runId, format: 'onnx', to })).rejects.toMatchObject({ code: 'file.missing' })
    expect(await readdir(folder)).toEqual([])
    expect(events.at(-1)).toMatchObject({ name: 'task.progress', payload: { done: true } })
  })
})

it('lists the engine that ships with the app', async () => {
  const [first] = await listEngines()
  expect(first).toMatchObject({ id: 'onnx', available: true, version: '1.30.0', note: null })
})
