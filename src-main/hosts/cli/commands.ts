/** One function a command, each a client of the same services as the window. */
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Client } from '../../../src-shared/client'
import type { ComputeState, EngineTest, SelfTest } from '../../../src-shared/compute'
import type { Column } from '../../../src-shared/table'
import type { EngineInfo, ProjectState } from '../../../src-shared/project'
import type { Options } from './options'
import type { Output } from './output'
import { EpochwiseError } from '../../../src-shared/errors'
import {
  choiceOption,
  flag,
  listOption,
  numberOption,
  positional,
  refuseMore,
  requiredText,
  textOption,
  wholeOption,
} from './options'
import { readRecipeFile } from './recipe-file'
import { recipeChangeFrom, standardiseFrom, trainOptions } from './train-options'
import { exportData, exportDataOptions, importData, importOptions } from './table-files'
import { step, stepOptions } from './step'
import { refuseExisting } from './refuse-existing'
import { trainAndReport } from './training'

/** What a command is given besides its options; `scratch` is a folder that goes away with the process. */
export type Surroundings = { client: Client; output: Output; scratch: string }

type Command = {
  options: Record<string, { type: 'string' | 'boolean' }>
  run(options: Options, around: Surroundings): Promise<void>
}

export const commandTable: Record<string, Command> = {
  train: { options: trainOptions, run: train },
  import: { options: importOptions, run: importData },
  'export-data': { options: exportDataOptions, run: exportData },
  predict: {
    options: { out: { type: 'string' }, run: { type: 'string' }, overwrite: { type: 'boolean' } },
    run: predict,
  },
  export: {
    options: {
      format: { type: 'string' },
      out: { type: 'string' },
      run: { type: 'string' },
      overwrite: { type: 'boolean' },
      json: { type: 'boolean' },
    },
    run: exportModel,
  },
  tutorial: {
    options: {
      standardise: { type: 'string' },
      lr: { type: 'string' },
      'initial-weights': { type: 'string' },
      seed: { type: 'string' },
      json: { type: 'boolean' },
    },
    run: tutorial,
  },
  step: { options: stepOptions, run: step },
  info: { options: { json: { type: 'boolean' } }, run: info },
  engines: { options: { json: { type: 'boolean' }, test: { type: 'boolean' } }, run: engines },
}

async function train(options: Options, { client, output }: Surroundings): Promise<void> {
  const data = positional(options, 0, 'The CSV')
  refuseMore(options, 1)
  requiredText(options, 'target', 'the column to predict')
  const file = textOption(options, 'recipe')
  const change = recipeChangeFrom(options, file === undefined ? {} : await readRecipeFile(file))
  const logEvery = wholeOption(options, 'log-every', 1) ?? 10
  const project = textOption(options, 'project')
  if (project !== undefined) await refuseExisting(project, options)
  const report = await client.send('table.import', { from: { kind: 'path', path: data } })
  for (const row of report?.listed ?? []) output.note(`note: line ${row.line} is left out: ${row.reason}`)
  for (const row of report?.repaired ?? []) output.note(`note: line ${row.line}: ${row.reason}`)
  await assignRoles(client, options)
  await client.send('recipe.change', { change })
  if (project !== undefined) {
    await client.send('project.saveAs', { to: { kind: 'path', path: project }, overwrite: flag(options, 'overwrite') })
  }
  await trainAndReport(client, { output, json: flag(options, 'json'), logEvery })
}

/** The targets first: making one gives the old target back as a feature. */
async function assignRoles(client: Client, options: Options): Promise<void> {
  const columns = (await openProject(client)).table.columns
  const targets = targetsNamed(columns, requiredText(options, 'target', 'the column to predict'))
  for (const [place, { id }] of targets.entries()) {
    await client.send('column.set', { columnId: id, role: 'target', also: place > 0 })
  }
  const others = new Map(
    (['weight', 'group', 'time'] as const).flatMap((role) => {
      const name = textOption(options, role)
      return name === undefined ? [] : [[columnNamed(columns, name, `--${role}`).id, role] as const]
    }),
  )
  for (const [columnId, role] of others) await client.send('column.set', { columnId, role })
  const features = listOption(options, 'features')
  if (features === undefined) return
  const chosen = new Set(features.map((name) => columnNamed(columns, name, '--features').id))
  const both = targets.find(({ id }) => chosen.has(id))
  if (both !== undefined) {
    throw new EpochwiseError('table.column', `“${both.name}” is the target; it cannot be one of the --features too.`)
  }
  for (const column of columns) {
    if (targets.includes(column) || others.has(column.id)) continue
    await client.send('column.set', { columnId: column.id, role: chosen.has(column.id) ? 'feature' : 'ignored' })
  }
}

/** One column, or several with commas between; a column whose name has a comma is meant where there is one. */
function targetsNamed(columns: Column[], target: string): Column[] {
  if (columns.some(({ name }) => name === target)) return [columnNamed(columns, target, '--target')]
  return target.split(',').map((name) => columnNamed(columns, name.trim(), '--target'))
}

function columnNamed(columns: Column[], name: string, option: string): Column {
  const column = columns.find((one) => one.name === name)
  if (column !== undefined) return column
  const names = columns.slice(0, 20).map((one) => one.name)
  const more = columns.length > names.length ? ` and ${columns.length - names.length} more` : ''
  throw new EpochwiseError(
    'table.column',
    `${option}: there is no column “${name}”. The file has ${names.join(', ')}${more}.`,
    {
      column: name,
    },
  )
}

async function openProject(client: Client): Promise<ProjectState> {
  const { project } = await client.send('app.state', {})
  if (project === null) throw new EpochwiseError('project.none', 'No project is open.')
  return project
}

/** Opens the project for reading and finds the run that is asked for, or the last one that can predict. */
async function openRun(client: Client, options: Options): Promise<number> {
  const path = positional(options, 0, 'The project')
  const asked = wholeOption(options, 'run', 0)
  const project = await client.send('project.open', { from: { kind: 'path', path }, readOnly: true })
  const runs = project?.runs ?? []
  const run = asked === undefined ? runs.findLast((one) => one.hasWeights) : runs.find((one) => one.id === asked)
  if (run !== undefined) return run.id
  throw new EpochwiseError(
    'run.none',
    asked === undefined ? `${path} holds no trained run yet. Train it first.` : `${path} has no run ${asked}.`,
  )
}

async function predict(options: Options, { client, output, scratch }: Surroundings): Promise<void> {
  const data = positional(options, 1, 'The CSV')
  refuseMore(options, 2)
  const out = textOption(options, 'out')
  if (out !== undefined) await refuseExisting(out, options)
  const path = out ?? join(scratch, 'predictions.csv')
  const runId = await openRun(client, options)
  const done = await client.send('predict.file', {
    runId,
    from: { kind: 'path', path: data },
    to: { kind: 'path', path },
  })
  if (out === undefined) await pipeline(createReadStream(path), process.stdout, { end: false })
  else output.note(`${done?.rows ?? 0} predictions are in ${out}.`)
  for (const { line, reason } of done?.mended.first ?? []) output.note(`Line ${line} was mended: ${reason}`)
  const unnamed = (done?.mended.count ?? 0) - (done?.mended.first.length ?? 0)
  if (unnamed > 0) output.note(`${unnamed} more rows were mended.`)
}

async function exportModel(options: Options, { client, output }: Surroundings): Promise<void> {
  refuseMore(options, 1)
  const format = choiceOption(options, 'format', ['onnx']) ?? 'onnx'
  const out = requiredText(options, 'out', 'the file to write')
  await refuseExisting(out, options)
  const runId = await openRun(client, options)
  const done = await client.send('export.model', { runId, format, to: { kind: 'path', path: out } })
  if (done === null) return
  if (flag(options, 'json')) output.json({ file: out, format, ...done.proof })
  else output.line(`${out}: ${done.proof.words}`)
}

async function tutorial(options: Options, { client, output }: Surroundings): Promise<void> {
  refuseMore(options, 0)
  const json = flag(options, 'json')
  const { initialWeights, seed } = recipeChangeFrom(options)
  const learningRate = numberOption(options, 'lr') ?? 0.01
  const standardise = standardiseFrom(options) ?? false
  await client.send('project.openSample', { id: 'tutorial' })
  await client.send('recipe.change', {
    change: {
      standardise,
      optimizer: { kind: 'sgd', learningRate },
      ...(seed === undefined ? {} : { seed }),
      ...(initialWeights ? { initialWeights } : {}),
    },
  })
  const run = await trainAndReport(client, { output, json, logEvery: 10 })
  const answer = await client.send('predict.row', { runId: run.id, values: [{ name: 'size', value: 3 }] })
  if (answer.kind !== 'regression') throw new EpochwiseError('internal', 'The tutorial predicts a number.')
  const price = answer.answers[0]!.value
  if (json) output.json({ event: 'prediction', size: 3, price })
  else output.line(`Predicted price for a 3000 sqft house: $${(price * 1000).toFixed(2)}`)
}

async function info(options: Options, { client, output }: Surroundings): Promise<void> {
  const path = positional(options, 0, 'The project')
  refuseMore(options, 1)
  const project = await client.send('project.open', { from: { kind: 'path', path }, readOnly: true })
  if (project === null) return
  if (flag(options, 'json')) {
    output.json({ ...project, path })
    return
  }
  const { rows, columns } = project.table
  output.line(`${project.name}: ${rows} rows × ${columns.length} columns`)
  for (const one of columns)
    output.line(`  ${one.name}: ${one.kind}, ${one.role}, ${one.missing} missing, ${one.unique} unique`)
  for (const run of project.runs) {
    output.line(
      `  run ${run.id}: ${run.status}, epoch ${run.epoch}/${run.epochs}, loss ${run.lastLoss ?? 'none'}, ${run.parameters} parameters`,
    )
  }
}

async function engines(options: Options, { client, output }: Surroundings): Promise<void> {
  refuseMore(options, 0)
  // The self-test may prove an engine.
  const test = flag(options, 'test') ? await client.send('compute.selfTest', {}) : null
  const { engines, tensorflow } = await client.send('compute.state', {})
  if (flag(options, 'json')) {
    output.json(engines.map((one) => ({ ...one, ...engineDetails(one, tensorflow, test) })))
    return
  }
  for (const one of engines) {
    output.line(`${one.id}: ${one.name} ${one.version}, ${one.available ? one.device : (one.note ?? 'not available')}`)
    const tested = test?.engines.find(({ id }) => id === one.id)
    if (tested) output.line(`  ${testWords(tested)}`)
  }
  if (tensorflow.gpuHindrance !== null) output.line(`GPU: ${tensorflow.gpuHindrance}`)
  if (test !== null) output.line(`ONNX Runtime's WebGPU: ${test.webGpu}. Tested on ${test.words}.`)
}

/** Of TensorFlow: what is set up, the GPU and what keeps it from it; of each engine that was tested: its figures. */
function engineDetails(
  { id }: EngineInfo,
  { installed, gpu, gpuHindrance }: ComputeState['tensorflow'],
  test: SelfTest | null,
): Record<string, unknown> {
  const tested = test?.engines.find((one) => one.id === id)
  return {
    ...(id === 'onnx' || id === 'onnx-webgpu' ? {} : { installed, gpu, missingForGpu: gpuHindrance }),
    ...(tested === undefined ? {} : { test: tested }),
  }
}

function testWords({ passed, secondsPerEpoch, difference, note }: EngineTest): string {
  if (!passed || secondsPerEpoch === null) return `failed: ${note ?? 'no figures'}`
  return `${secondsPerEpoch.toFixed(4)} s an epoch, weights within ${(difference ?? 0).toExponential(1)} after 100 steps`
}
