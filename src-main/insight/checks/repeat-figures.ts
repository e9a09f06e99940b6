/** Rows that say the same in every column that counts, and those of them that stand on both sides of the split. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { EpochwiseError } from '../../../src-shared/errors'
import type { Recipe } from '../../../src-shared/recipe'
import type { Column, TableState } from '../../../src-shared/table'
import { createIdTable } from '../../features/snapshot'
import { surveyRows } from '../../features/survey'
import { textSql } from '../columns'
import { candidates, countRepeats } from '../overview'
import { numbersOf } from '../query'

export type RepeatFigures = {
  columns: Column[]
  /** Rows that repeat an earlier one. */
  count: number
  /** How many would if all values were thrown together at random. */
  byChance: number
  /** Held-back rows that a training row repeats; 0 where nothing can be trained yet. */
  acrossSplit: number
}

export async function readRepeats(
  connection: DuckDBConnection,
  table: TableState,
  recipe: Recipe,
  rows: number,
): Promise<RepeatFigures> {
  const columns = table.columns.filter(({ role }) => role !== 'ignored')
  const count = await countRepeats(connection, columns, 'used')
  const byChance = expectedRepeats(columns, rows)
  const worthIt = count > 10 * byChance
  return { columns, count, byChance, acrossSplit: worthIt ? await countAcross(connection, table, recipe, columns) : 0 }
}

/** Of n rows over K combinations about n²/2K meet another one; a few small categories make K small. */
function expectedRepeats(columns: readonly Column[], rows: number): number {
  const combinations = columns.reduce((so, { unique }) => so * Math.max(1, unique), 1)
  return Math.min(rows, (rows * rows) / (2 * combinations))
}

async function countAcross(
  connection: DuckDBConnection,
  table: TableState,
  recipe: Recipe,
  columns: readonly Column[],
): Promise<number> {
  const held = await heldRows(connection, table, recipe)
  if (held === null) return 0
  await createIdTable(connection, 'held_back', held, () => true)
  const [count] = await numbersOf(
    connection,
    `SELECT coalesce(sum(held), 0) FROM (SELECT count(*) FILTER (id IN (SELECT id FROM held_back)) AS held, count(*) AS n
      FROM ${candidates(columns, 'used')} GROUP BY ${columns.map(textSql).join(', ')} HAVING held > 0 AND n > held)`,
  )
  return count!
}

/** Ids of the rows that are not trained on; null where something stands in the way of training. */
async function heldRows(connection: DuckDBConnection, table: TableState, recipe: Recipe): Promise<Float64Array | null> {
  try {
    const { rows } = await surveyRows(connection, table, recipe)
    return rows.ids.filter((_, i) => rows.part[i] !== 0)
  } catch (error) {
    if (error instanceof EpochwiseError) return null
    throw error
  }
}
