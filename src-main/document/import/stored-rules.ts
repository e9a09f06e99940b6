/** What the project keeps of its last import: the rules, with all columns judged, and the file. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { ImportRules } from '../../../src-shared/import'
import { importRulesSchema } from '../../../src-shared/import'
import { plainRows } from '../sql'
import { readJson } from '../stored'

/** `file`: absolute; null: the table was pasted. */
export type LastImport = { rules: ImportRules; file: string | null }

/** null: the table came from a version that kept no rules. @throws EpochwiseError project.invalid */
export async function readLastImport(connection: DuckDBConnection): Promise<LastImport | null> {
  const rows = await plainRows(connection, `SELECT key, value FROM meta WHERE key IN ('import_rules', 'import_file')`)
  const meta = new Map(rows.map((row) => [row['key'], String(row['value'])]))
  const rules = meta.get('import_rules')
  if (rules === undefined) return null
  return { rules: readJson(importRulesSchema, rules, 'import rules'), file: meta.get('import_file') || null }
}
