/** Taking a trained run out of the app: the file is made, proved on the project's own rows, and only then handed over. */
import type { CheckedInput, ExportProof, Handlers } from '../../src-shared/contract'
import { EpochwiseError } from '../../src-shared/errors'
import type { Delivery } from '../../src-shared/project'
import type { Document } from '../document/document'
import { writeFileAtomically } from '../exports/atomic-file'
import type { TrainedModel } from '../exports/onnx'
import { onnxModel } from '../exports/onnx'
import { readProjectRows } from '../exports/project-rows'
import { proveExport } from '../exports/proof'
import { parseEncoding } from '../features/encoding'
import { networkOf } from '../features/model'
import type { ServiceContext } from './context'

type Request = CheckedInput<'export.model'>

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
        const proof = await writeProved(document, model, path, progress.report)
        return { delivery: await hand(context, to, path), proof }
      } finally {
        progress.end()
      }
    },
  }
}

/** @throws EpochwiseError run.none, run.noWeights, project.invalid */
async function readModel(document: Document, runId: number): Promise<TrainedModel> {
  const { summary, encoding: json } = await document.runs.get(runId)
  const parameters = (await document.runs.checkpoint(runId))?.tensors['parameters']
  if (!summary.hasWeights || parameters === undefined) {
    throw new EpochwiseError('run.noWeights', 'This run has not learned anything yet. Train it first, then export it.')
  }
  const encoding = parseEncoding(json)
  return { encoding, network: networkOf(summary.recipe, encoding), parameters }
}

async function destination({ abilities }: ServiceContext, to: Request['to'], name: string): Promise<string | null> {
  return to.kind === 'path' ? abilities.resolve(to.path) : abilities.prepareDelivery(fileName(name), 'onnx')
}

async function hand({ abilities }: ServiceContext, to: Request['to'], path: string): Promise<Delivery> {
  return to.kind === 'path' ? { kind: 'file', path: abilities.display(path) } : abilities.deliver(path)
}

/** The file takes its place only after the proof: what stood there before is not lost to one that failed. */
async function writeProved(
  document: Document,
  model: TrainedModel,
  path: string,
  report: (rows: number) => void,
): Promise<ExportProof> {
  let proof: ExportProof | null = null
  await writeFileAtomically(path, onnxModel(model), async (temporary) => {
    proof = await proveExport(temporary, model, (take) =>
      readProjectRows(document, model.encoding, async (chunk) => {
        await take(chunk)
        report(chunk.rows)
      }),
    )
  })
  return proof!
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
