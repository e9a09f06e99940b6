/** A long query with its progress told and its end on request. */
import type { DuckDBConnection } from '@duckdb/node-api'

export type ImportOptions = {
  /** 0–1, or null where the end isn't known. */
  onProgress?: (share: number | null, detail: string) => void
  signal?: AbortSignal
  /** Called right before what was done is made to last. @throws what is to stop it */
  settle?: () => void
}

const period = 250

/** DuckDB's own progress, spread from `from` to `to`; an abort interrupts it and rejects with the abort's reason. */
export async function watched<T>(
  connection: DuckDBConnection,
  { onProgress, signal }: ImportOptions,
  [from, to]: [number, number],
  work: () => Promise<T>,
  wordsOf: (share: number) => string = () => 'Reading',
): Promise<T> {
  signal?.throwIfAborted()
  const interrupt = (): void => connection.interrupt()
  signal?.addEventListener('abort', interrupt)
  // Every query of the work starts from nothing again: what is told never goes back.
  let told = from
  const timer = setInterval(() => {
    // An interrupt between two queries is lost: it is given again until the work ends.
    if (signal?.aborted === true) connection.interrupt()
    const done = connection.progress.percentage / 100
    const share = from + (to - from) * done
    if (share <= told) return
    told = share
    onProgress?.(share, wordsOf(done))
  }, period)
  try {
    const result = await work()
    signal?.throwIfAborted()
    return result
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  } finally {
    clearInterval(timer)
    signal?.removeEventListener('abort', interrupt)
  }
}
