/** Starts a run and prints what it reports until it has ended: what `train` and `tutorial` share. */
import type { Client } from '../../../src-shared/client'
import type { EpochColumns, Metrics, MetricsRows, RunSummary } from '../../../src-shared/run'
import type { Output } from './output'
import { EpochwiseError } from '../../../src-shared/errors'
import { hasEnded, logLine } from '../../../src-shared/run'

export type Report = { output: Output; json: boolean; logEvery: number }

export async function trainAndReport(client: Client, report: Report): Promise<RunSummary> {
  const ending = watchRun(client, report)
  const run = await client.send('run.start', {})
  printStart(report, run)
  const stop = (): void => void client.send('run.stop', { runId: run.id }).catch(() => undefined)
  process.once('SIGINT', stop)
  const ended = await ending(run).finally(() => process.off('SIGINT', stop))
  printEnd(report, ended)
  if (ended.status === 'diverged')
    throw new EpochwiseError('train.diverged', ended.message ?? 'The loss is no longer finite.')
  if (ended.status === 'failed')
    throw new EpochwiseError('run.trainerLost', ended.message ?? 'The training process ended.')
  return ended
}

/** Listens from before the start, because a short run ends before `run.start` has answered. */
function watchRun(client: Client, report: Report): (started: RunSummary) => Promise<RunSummary> {
  let finish: (run: RunSummary) => void
  let started = false
  let ended: RunSummary | null = null
  const waiting: EpochColumns[] = []
  const done = new Promise<RunSummary>((resolve) => (finish = resolve))
  let epochs = 0
  const unlisten = [
    client.on('run.epochs', (event) => {
      if (started) printEpochs(report, event.epochs, epochs)
      else waiting.push(event.epochs)
    }),
    client.on('run.changed', ({ run }) => {
      if (!hasEnded(run.status)) return
      ended = run
      if (started) finish(run)
    }),
  ]
  return async (run) => {
    started = true
    epochs = run.epochs
    // The caller prints the start first.
    await Promise.resolve()
    for (const columns of waiting) printEpochs(report, columns, epochs)
    if (ended !== null) finish(ended)
    return done.finally(() => unlisten.forEach((end) => end()))
  }
}

function printStart({ output, json }: Report, run: RunSummary): void {
  const rows = run.rows.training + run.rows.validation
  if (run.rows.leftOut > 0) {
    output.note(`note: ${run.rows.leftOut} of ${rows + run.rows.leftOut} rows have no ${run.target} and are left out.`)
  }
  if (!json) return
  const { engine, device, parameters } = run
  output.json({
    event: 'started',
    engine,
    device,
    rows,
    features: run.features.map((one) => one.name),
    parameters,
    rowsOf: run.rows,
  })
}

function printEpochs({ output, json, logEvery }: Report, columns: EpochColumns, epochs: number): void {
  for (const [i, epoch] of columns.epoch.entries()) {
    const [loss = null, validationLoss = null] = [columns.loss[i], columns.validationLoss[i]]
    if (json) output.json({ event: 'epoch', epoch, loss, validationLoss, seconds: columns.seconds[i] })
    else if (epoch % logEvery === 0) output.line(logLine(epoch, epochs, loss, validationLoss))
  }
}

const rowNames = { training: 'Training', validation: 'Validation', test: 'Test' } satisfies Record<MetricsRows, string>

/** `Validation (60 rows), R²: 0.93` and the rest. */
function metricLine(metrics: Metrics): string {
  const where = `${rowNames[metrics.rows]} (${metrics.count} rows)`
  if (metrics.kind === 'classification') {
    return `${where}, Accuracy: ${metrics.accuracy.toFixed(4)}, Log loss: ${metrics.logLoss.toFixed(4)}`
  }
  const r2 = metrics.r2 === null ? 'undefined' : metrics.r2.toFixed(4)
  return `${where}, R²: ${r2}, MAE: ${metrics.mae.toPrecision(6)}, RMSE: ${metrics.rmse.toPrecision(6)}`
}

function plainMetrics(metrics: Metrics | null): Record<string, number | null> | null {
  if (metrics === null) return null
  if (metrics.kind === 'classification') return { accuracy: metrics.accuracy, logLoss: metrics.logLoss }
  return { r2: metrics.r2, mae: metrics.mae, rmse: metrics.rmse }
}

function printEnd({ output, json }: Report, run: RunSummary): void {
  const { status, epoch, seconds, metrics, testMetrics } = run
  if (json) {
    const judged = { metrics: plainMetrics(metrics), testMetrics: plainMetrics(testMetrics) }
    output.json({ event: 'finished', status, epochs: epoch, ...judged, seconds })
    return
  }
  for (const judged of [metrics, testMetrics]) if (judged !== null) output.line(metricLine(judged))
}
