/** Why nothing can be trained: an error with the button that mends it. */
import { EpochwiseError } from '../../src-shared/errors'
import type { ErrorCode, Remedy } from '../../src-shared/errors'
import type { Column, TableState } from '../../src-shared/table'

export const toData: Remedy = { label: 'Show the data', action: { kind: 'view', view: 'data' } }

export function refusal(
  code: ErrorCode,
  message: string,
  remedy: Remedy,
  column?: Column,
  row?: number,
): EpochwiseError {
  return new EpochwiseError(code, message, {
    remedy,
    ...(column !== undefined && { column: column.name }),
    ...(row !== undefined && { row }),
  })
}

/** A setting of the recipe that doesn't fit the table. */
export function unfitting(message: string, field: string, remedy: Remedy): EpochwiseError {
  return new EpochwiseError('recipe.invalid', message, { field, remedy })
}

export function featureRemedy(table: TableState): Remedy {
  const spare = table.columns.find(({ role, missing, odd }) => role === 'ignored' && missing + odd < table.rows)
  if (spare === undefined) return toData
  return { label: `Use “${spare.name}”`, action: { kind: 'role', columnId: spare.id, role: 'feature' } }
}
