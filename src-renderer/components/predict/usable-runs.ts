/** Which runs can be asked or exported, and which of them the view speaks of. */
import type { RunSummary } from '../../../src-shared/run'

/** Those with weights, newest first. */
export function usableRuns(runs: readonly RunSummary[]): RunSummary[] {
  return runs.filter((run) => run.hasWeights).reverse()
}

/** The chosen one where it can be used, else the newest that can. */
export function runToUse(runs: readonly RunSummary[], selectedId: number | null): RunSummary | null {
  const usable = usableRuns(runs)
  return usable.find((run) => run.id === selectedId) ?? usable[0] ?? null
}
