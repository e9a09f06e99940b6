/** A long query with its progress told and its end on request. */
import type { DuckDBConnection } from '@duckdb/node-api'

export type ImportOptions = {
  /** 0–1, or null where the end isn't known. */
  onProgress?: (share: number | null, detail: string) => void
  signal?: AbortSignal
}

const period = 250

/** DuckDB's own progress, spread from `from` to `to`; an abort interrupts it and rejects with the abort's reason. */
export async function watched<T>(
  connection: DuckDBConnection,
  { onProgress, signal }: ImportOptions,
  [from, to]: [number, number],
  work: () => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted()
  const interrupt = (): void => connection.interrupt()
  signal?.addEventListener('abort', interrupt)
  // Every query of the work starts from nothing again: what is told never goes back.
  let told = from
  const timer = setInterval(() => {
    const share = from + (to - from) * (connection.progress.percentage / 100)
    if (share <= told) return
    told = share
    onProgress?.(share, 'Reading')
  }, period)
  try {
    return await work()
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  } finally {
    clearInterval(timer)
    signal?.removeEventListener('abort', interrupt)
  }
}
