/**
 * Errors that cross the boundary.
 *
 * An error has a stable code (for programs), a message (for people: what happened, where, what to do next)
 * and details (plain data: row, column, file, the command that mends it). Electron keeps only an error's
 * message, so replies carry the three as data and the client builds the error anew.
 */
import type { ColumnKind, ColumnRole, Filter } from './table'

/** Every code, with the exit status that the command line gives it: 2 for bad input, 1 for our own failure. */
export const errorCodes = {
  'message.invalid': 2,
  'command.unknown': 2,
  'sender.refused': 2,
  'path.outside': 2,
  'file.missing': 2,
  'file.exists': 2,
  'file.unreadable': 2,
  'file.readonly': 2,
  'file.tooLarge': 2,
  'disk.full': 2,
  'disk.failed': 2,
  'import.empty': 2,
  'import.headerOnly': 2,
  'import.binary': 2,
  'import.unreadable': 2,
  /** The file changed while it was read. */
  'import.changed': 2,
  /** The looked-at file was let go already. */
  'import.closed': 2,
  /** Edits would be lost. */
  'import.edited': 2,
  'project.none': 2,
  'project.invalid': 2,
  'project.newer': 2,
  'project.locked': 2,
  'project.readonly': 2,
  'table.none': 2,
  'table.row': 2,
  'table.column': 2,
  'cell.invalid': 2,
  'query.invalid': 2,
  /** What is pasted is larger than the table from there on. */
  'table.overhang': 2,
  'table.tooLarge': 2,
  'column.name': 2,
  'expression.invalid': 2,
  'column.kind': 2,
  'journal.empty': 2,
  'recipe.invalid': 2,
  'train.noTarget': 2,
  'train.noFeature': 2,
  'train.oneClass': 2,
  'train.constantTarget': 2,
  'train.tooFewRows': 2,
  'train.tooManyClasses': 2,
  /** A target of a kind that can't be predicted, or not together with the others. */
  'train.targetKind': 2,
  'train.negativeTarget': 2,
  /** A row's weight is missing or less than 0. */
  'train.weight': 2,
  'train.diverged': 2,
  'run.none': 2,
  'run.busy': 2,
  'run.state': 2,
  'run.noWeights': 2,
  'run.trainerLost': 1,
  /** No walk through the loop is open. */
  'loop.none': 2,
  /** The walk can't do that here. */
  'loop.unable': 2,
  'predict.value': 2,
  'predict.columns': 2,
  'export.mismatch': 1,
  'engine.unavailable': 1,
  'engine.unsupported': 2,
  'engine.busy': 2,
  'engine.download': 1,
  'engine.checksum': 1,
  'engine.compiler': 1,
  'engine.broken': 1,
  'port.inUse': 2,
  'task.cancelled': 2,
  'clipboard.refused': 2,
  'connection.lost': 1,
  internal: 1,
} as const

export type ErrorCode = keyof typeof errorCodes

/** A command of the app (or a view of it) that mends the problem, offered as a button beside the message. */
export type Remedy = { label: string; action: RemedyAction }

export type RemedyAction =
  | { kind: 'view'; view: 'data' | 'model' | 'train' | 'predict' | 'export' }
  | { kind: 'recipe'; change: Record<string, unknown> }
  | { kind: 'role'; columnId: number; role: ColumnRole }
  | { kind: 'roles'; columnIds: number[]; role: ColumnRole }
  | { kind: 'column-kind'; columnId: number; columnKind: ColumnKind }
  /** Shows those rows of the table. */
  | { kind: 'filter'; filters: Filter[] }
  /** Of rows that are equal in these columns the first stays. */
  | { kind: 'remove-duplicates'; columnIds: number[] }

export type ErrorDetails = {
  file?: string
  line?: number
  row?: number
  column?: string
  /** Which field of a form or message is meant, as a dotted path: `layers.0.units`. */
  field?: string
  /** What a paste would have to add. */
  overhang?: { rows: number; columns: number }
  remedy?: Remedy
}

export type ErrorData = { code: ErrorCode; message: string; details?: ErrorDetails }

/** What a handler gives back over any transport. */
export type Reply<T> = { ok: true; value: T } | { ok: false; error: ErrorData }

export class EpochwiseError extends Error {
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(message, options)
    this.name = 'EpochwiseError'
    this.code = code
    this.details = details
  }
}

/** Our own errors as they are; anything else as `internal`, without its text: that may hold paths or a stack. */
export function toErrorData(error: unknown): ErrorData {
  if (error instanceof EpochwiseError) {
    return { code: error.code, message: error.message, details: error.details }
  }
  return {
    code: 'internal',
    message: 'Something went wrong inside Epochwise. Your data is safe; the log has the particulars.',
  }
}

export function fromErrorData(data: ErrorData): EpochwiseError {
  return new EpochwiseError(data.code, data.message, data.details)
}

/** Closes a union: fails to compile when a case is forgotten. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected case: ${JSON.stringify(value)}`)
}
