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
  const timer = setInterval(() => {
    const { percentage } = connection.progress
    if (percentage > 0) onProgress?.(from + (to - from) * (percentage / 100), 'Reading')
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
