/** Notes on the data that the person has put aside, by key. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { writeMeta } from './state'
import { mostDismissed } from './stored'

/** Of very many the latest are kept. */
export function withNote(kept: readonly string[], note: string, dismissed: boolean): string[] {
  const others = kept.filter((other) => other !== note)
  return dismissed ? [...others, note].slice(-mostDismissed) : others
}

export async function writeDismissed(connection: DuckDBConnection, notes: string[]): Promise<string[]> {
  await writeMeta(connection, 'dismissed_notes', JSON.stringify(notes))
  return notes
}
