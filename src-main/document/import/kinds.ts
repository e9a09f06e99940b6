/** What each column is, judged by all of its cells. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Column, ColumnKind, ColumnRole } from '../../../src-shared/table'
import { paddedMissingSql, readingSql } from '../reading'
import { plainReading, usualMissingWords } from '../../../src-shared/table'
import { plainRows } from '../sql'

const asNumber = { kind: 'number', settings: { reading: plainReading } } as const

/** What one pass over the texts of a column says. */
export type Evidence = {
  /** Cells that are not missing. */
  filled: number
  /** Missing words with spaces around them. */
  padded: number
  /** Of the filled ones, the finite numbers. */
  numbers: number
  /** Whole digit strings that would lose their spelling as numbers: 007, or more than 15 digits. */
  codes: number
  /** Numbers with a fraction. */
  fractions: number
}

/** A column is a number when at least this share of its filled cells are; the others are its odd cells. */
const numberShare = 0.9

/**
 * A column of whole digit strings, any of which would lose its spelling as a number (007, a 20-digit key), is a
 * code: a category. With fractions among them they are measurements after all.
 */
export function judge({ filled, numbers, codes, fractions }: Omit<Evidence, 'padded'>): ColumnKind {
  if (numbers === 0 || numbers < numberShare * filled) return 'category'
  return codes > 0 && fractions === 0 ? 'category' : 'number'
}

/**
 * `relation` is SQL with these text columns, the plain missing words NULL already. One pass; every expression works on
 * the text as it was read, because texts made on the way would cost more than the reading.
 */
export async function gatherEvidence(
  connection: DuckDBConnection,
  relation: { sql: string; values: string[] },
  columns: readonly string[],
): Promise<{ rows: number; evidence: Evidence[] }> {
  const numbers = columns.map((name) => `${name}, ${readingSql(asNumber, name)} AS n_${name}`)
  const counts = columns.map(
    (name) => `count(${name}) AS texts_${name}, count(n_${name}) AS numbers_${name},
      count_if(${paddedMissingSql(name, usualMissingWords)}) AS padded_${name},
      count_if(n_${name} <> trunc(n_${name})) AS fractions_${name},
      count_if(CASE WHEN ${name} >= '00' AND ${name} < '0:' OR n_${name} >= 1e15
        THEN regexp_full_match(${name}, '0[0-9]+|[0-9]{16,}') ELSE FALSE END) AS codes_${name}`,
  )
  const sql = `SELECT count(*) AS all_rows, ${counts.join(', ')} FROM (SELECT ${numbers.join(', ')} FROM ${relation.sql})`
  const [row] = await plainRows(connection, sql, relation.values)
  const count = (what: string, name: string): number => Number(row![`${what}_${name}`])
  const evidence = columns.map((name) => ({
    filled: count('texts', name) - count('padded', name),
    padded: count('padded', name),
    numbers: count('numbers', name),
    codes: count('codes', name),
    fractions: count('fractions', name),
  }))
  return { rows: Number(row!['all_rows']), evidence }
}

/** A category with hardly a value twice tells rows apart, not kinds of rows. */
const idShare = 0.9
const idRows = 20

/**
 * To start with: the last column that could be one is the target, the others are features; columns without a value
 * and categories that are nearly all different (names, keys) are ignored.
 */
export function firstRoles(columns: readonly Omit<Column, 'role'>[], rows: number): ColumnRole[] {
  const useless = columns.map((column) => {
    const filled = rows - column.missing
    return filled === 0 || (column.kind === 'category' && filled > idRows && column.unique > idShare * filled)
  })
  const target = useless.lastIndexOf(false)
  return columns.map((_, index) => (index === target ? 'target' : useless[index]! ? 'ignored' : 'feature'))
}
