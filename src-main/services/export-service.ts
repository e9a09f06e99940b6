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
import { parseEncoding } from '../features/encoding'
import { networkOf } from '../features/model'
import { fromCheckpoint } from '../training/checkpoint'
import { Predictor } from '../training/predictor'
import type { ServiceContext } from './context'

type Request = CheckedInput<'export.model'>
type Job = { runId: number; model: TrainedModel; path: string }

export function createExportService(context: ServiceContext): Handlers<'export'> {
  let last = 0
  return {
    async 'export.model'({ runId, to }) {
      const { document } = context
      const model = await readModel(document, runId)
      const path = await destination(context, to, `${model.encoding.target.name}.onnx`)
      if (path === null) return null
      const progress = reporter(context, `export-${++last}`, document.table().rows)
      try {
        const proof = await writeProved(document, { runId, model, path }, progress.report)
        return { delivery: await hand(context, to, path), proof }
      } finally {
        progress.end()
      }
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
  return { encoding, network, parameters: fromCheckpoint(checkpoint, network, summary.recipe).state.parameters }
}

async function destination({ abilities }: ServiceContext, to: Request['to'], name: string): Promise<string | null> {
  return to.kind === 'path' ? abilities.resolve(to.path) : abilities.prepareDelivery(fileName(name), 'onnx')
}

async function hand({ abilities }: ServiceContext, to: Request['to'], path: string): Promise<Delivery> {
  return to.kind === 'path' ? { kind: 'file', path: abilities.display(path) } : abilities.deliver(path)
}

/** The file takes its place only after the proof: what stood there before is not lost to one that failed. */
async function writeProved(document: Document, job: Job, report: (rows: number) => void): Promise<ExportProof> {
  const { encoding } = job.model
  // Loaded when first needed: the native library takes a while, and the app should start without it.
  const { createOnnxEngine } = await import('../engines/onnx/onnx-engine')
  const { proveExport } = await import('../exports/proof')
  const predictor = await Predictor.open(document.runs, createOnnxEngine(), job.runId)
  const rows: Rows = (take) =>
    readProjectRows(document, encoding, async (chunk) => {
      await take(chunk)
      report(chunk.rows)
    })
  try {
    let proof: ExportProof | null = null
    await writeExport(job.path, onnxModel(job.model), async (temporary) => {
      proof = await proveExport(temporary, encoding, (cells) => predictor.predict(cells), rows)
    })
    return proof!
  } finally {
    await predictor.close()
  }
}

/** For the status bar; at most ten times a second. */
function reporter(
  context: ServiceContext,
  id: string,
  total: number,
): { report: (rows: number) => void; end: () => void } {
  let [rows, latest] = [0, 0]
  const emit = (done: boolean): void => {
    const detail = `${rows.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} rows checked`
    const share = done || total === 0 ? 1 : Math.min(1, rows / total)
    context.emit('task.progress', { id, label: 'Exporting to ONNX', share, detail, done })
  }
  return {
    report(more) {
      rows += more
      if (performance.now() - latest < 100) return
      latest = performance.now()
      emit(false)
    },
    end: () => emit(true),
  }
}

/** A column's name as a file's: nothing that a file system or a shell would read otherwise. */
function fileName(name: string): string {
  return name
    .replace(/[^\p{L}\p{N}._ -]/gu, '_')
    .replace(/^\.+/, '_')
    .slice(-100)
}
