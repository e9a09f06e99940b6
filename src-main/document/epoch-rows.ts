/** Histories of runs: up to 100,000 epochs, written and read as whole columns. */
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { DOUBLE, DuckDBDataChunk, INTEGER } from '@duckdb/node-api'
import type { EpochColumns } from '../../src-shared/run'
import { noEpochs } from '../../src-shared/run'

/** DuckDB's size of a chunk. */
const chunkRows = 2048

export async function appendEpochRows(
  connection: DuckDBConnection,
  runId: number,
  epochs: EpochColumns,
): Promise<void> {
  const total = epochs.epoch.length
  if (total === 0) return
  const appender = await connection.createAppender('epochs')
  try {
    for (let from = 0; from < total; from += chunkRows) {
      const to = Math.min(total, from + chunkRows)
      const chunk = DuckDBDataChunk.create([INTEGER, INTEGER, DOUBLE, DOUBLE, DOUBLE, DOUBLE])
      chunk.setColumns([
        new Array<DuckDBValue>(to - from).fill(runId),
        epochs.epoch.slice(from, to),
        finite(epochs.loss, from, to),
        finite(epochs.validationLoss, from, to),
        epochs.seconds.slice(from, to),
        finite(epochs.learningRate, from, to),
      ])
      appender.appendDataChunk(chunk)
    }
    appender.flushSync()
  } finally {
    appender.closeSync()
  }
}

/** A number that is not finite is stored as none. */
function finite(values: readonly (number | null)[], from: number, to: number): (number | null)[] {
  const part: (number | null)[] = []
  for (let i = from; i < to; i++) {
    const value = values[i] ?? null
    part.push(value !== null && Number.isFinite(value) ? value : null)
  }
  return part
}

export async function readEpochRows(
  connection: DuckDBConnection,
  runId: number,
  after: number,
  limit: number,
): Promise<EpochColumns> {
  const reader = await connection.runAndReadAll(
    `SELECT epoch, loss, validation_loss, seconds, learning_rate FROM epochs
      WHERE run_id = ? AND epoch > ? ORDER BY epoch LIMIT ${Math.trunc(limit)}`,
    [runId, after],
  )
  if (reader.currentRowCount === 0) return noEpochs()
  const [epoch, loss, validationLoss, seconds, learningRate] = reader.getColumnsJS()
  return { epoch, loss, validationLoss, seconds, learningRate } as EpochColumns
}
