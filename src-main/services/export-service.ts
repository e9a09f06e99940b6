/** Taking a trained run out of the app: the file is made, proved on the project's own rows, and only then handed over. */
import type { CheckedInput, ExportProof, Handlers } from '../../src-shared/contract'
import { EpochwiseError } from '../../src-shared/errors'
import type { Delivery } from '../../src-shared/project'
import type { Document } from '../document/document'
import type { TrainedModel } from '../exports/onnx'
import { onnxModel } from '../exports/onnx'
import { readProjectRows } from '../exports/project-rows'
import type { Rows } from '../exports/proof'
import { writeExport } from '../exports/write-export'
import { parseEncoding, targetName } from '../features/encoding'
import { networkOf } from '../features/model'
import { weightsInUse } from '../training/checkpoint'
import { Predictor } from '../training/predictor'
import type { ServiceContext } from './context'
import type { TaskTools } from './tasks'

type Request = CheckedInput<'export.model'>
type Job = { runId: number; model: TrainedModel; path: string }

export function createExportService(context: ServiceContext): Handlers<'export'> {
  return {
    async 'export.model'({ runId, to }) {
      const { document } = context
      const model = await readModel(document, runId)
      const path = await destination(context, to, `${targetName(model.encoding)}.onnx`)
      if (path === null) return null
      const proof = await context.tasks.run(
        'export',
        `Exporting ${targetName(model.encoding)} to ONNX`,
        (progress) => context.emit('task.progress', progress),
        (tools) => writeProved(document, { runId, model, path }, tools),
      )
      return { delivery: await hand(context, to, path), proof }
    },
  }
}

/** @throws EpochwiseError run.none, run.noWeights, project.invalid */
async function readModel({ runs }: Document, runId: number): Promise<TrainedModel> {
  const { summary, encoding: json } = await runs.get(runId)
  const checkpoint = await runs.checkpoint(runId)
  if (checkpoint === null) {
    throw new EpochwiseError(
      'run.noWeights',
      `Run ${runId} has not learned anything yet. Train it first, then export it.`,
    )
  }
  const encoding = parseEncoding(json)
  const network = networkOf(summary.recipe, encoding)
  return { encoding, network, learned: weightsInUse(checkpoint, network, summary.recipe) }
}

async function destination({ abilities }: ServiceContext, to: Request['to'], name: string): Promise<string | null> {
  return to.kind === 'path' ? abilities.resolve(to.path) : abilities.prepareDelivery(fileName(name), 'onnx')
}

async function hand({ abilities }: ServiceContext, to: Request['to'], path: string): Promise<Delivery> {
  return to.kind === 'path' ? { kind: 'file', path: abilities.display(path) } : abilities.deliver(path)
}

/** The file takes its place only after the proof: what stood there before is not lost to one that failed. */
async function writeProved(document: Document, { runId, model, path }: Job, tools: TaskTools): Promise<ExportProof> {
  // Loaded when first needed: the native library takes a while, and the app should start without it.
  const { createOnnxEngine } = await import('../engines/onnx/onnx-engine')
  const { proveExport } = await import('../exports/proof')
  const predictor = await Predictor.open(document.runs, createOnnxEngine(), runId)
  const rows = followed(document, model, tools)
  try {
    let proof: ExportProof | null = null
    await writeExport(path, onnxModel(model), async (temporary) => {
      proof = await proveExport(temporary, model.encoding, (cells) => predictor.predict(cells), rows)
    })
    return proof!
  } finally {
    await predictor.close()
  }
}

/** The project's rows, with the status bar told how far they are (at most ten times a second), until cancelled. */
function followed(document: Document, { encoding }: TrainedModel, { signal, progress }: TaskTools): Rows {
  const total = document.table().rows
  let [done, latest] = [0, 0]
  return (take) =>
    readProjectRows(document, encoding, async (chunk) => {
      signal.throwIfAborted()
      await take(chunk)
      done += chunk.rows
      if (performance.now() - latest < 100) return
      latest = performance.now()
      const detail = `${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} rows checked`
      progress(Math.min(1, done / total), detail)
    })
}

/** A column's name as a file's: nothing that a file system or a shell would read otherwise. */
function fileName(name: string): string {
  return name
    .replace(/[^\p{L}\p{N}._ -]/gu, '_')
    .replace(/^\.+/, '_')
    .slice(-100)
}
