/** What an edit is planned with, and what a plan says. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { DocumentState } from '../state'
import type { Change } from '../stored'
import type { Views } from '../views'

/** Within the transaction that will make the change. */
export type Draft = {
  connection: DuckDBConnection
  state: DocumentState
  /** The journal entry to come: what is kept for it is written under this number. */
  entry: number
  views: Views
}

/** `changes` are made in this order; `label` names them in the history. */
export type Plan = { label: string; changes: Change[] }

/** `plan` null: there is nothing to change. */
export type Planned<T> = { plan: Plan | null; result: T }
