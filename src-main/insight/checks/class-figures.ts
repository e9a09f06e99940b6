/** The classes of the target, and how well a number tells them. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Column } from '../../../src-shared/table'
import { numberSql, textSql, valueSql, wordsSql } from '../columns'
import { numbersOf, rowsOf } from '../query'

export type ClassFigures = {
  count: number
  rows: number
  /** The largest. */
  most: { value: string; count: number }
  /** Those with fewer than `fewRows` rows: how many, the first by name with every spelling of theirs. */
  few: { count: number; names: string[]; texts: string[] }
}

/** A class with fewer rows can hardly be learned, and hardly be judged. */
export const fewRows = 10
const mostNames = 20
/** Fewer rows stand in order by chance. */
const fewestSorted = 50
const mostTexts = 1000

/** null: no row has a class. */
export async function readClasses(connection: DuckDBConnection, target: Column): Promise<ClassFigures | null> {
  const value = valueSql(target)
  const groups = `SELECT ${wordsSql(target)} AS words, count(*) AS n FROM used WHERE ${value} IS NOT NULL GROUP BY ${value}`
  const [all] = await rowsOf(connection, `SELECT count(*), sum(n), arg_max(words, n), max(n) FROM (${groups})`)
  if (Number(all![0]) === 0) return null
  const names = await rowsOf(connection, `${groups} HAVING n < ${fewRows} ORDER BY words LIMIT ${mostNames}`)
  const [few] = await numbersOf(connection, `SELECT count(*) FROM (${groups} HAVING n < ${fewRows})`)
  const texts = await rowsOf(
    connection,
    `SELECT DISTINCT ${textSql(target)} AS t FROM used WHERE ${value} IN
      (SELECT ${value} FROM used GROUP BY ${value} HAVING count(*) < ${fewRows}) ORDER BY t LIMIT ${mostTexts}`,
  )
  return {
    count: Number(all![0]),
    rows: Number(all![1]),
    most: { value: String(all![2]), count: Number(all![3]) },
    few: { count: few!, names: names.map(([name]) => String(name)), texts: texts.map(([text]) => String(text)) },
  }
}

/**
 * The share of rows that have the class of their neighbour when sorted by the number: near 1 where ranges of it tell the
 * class, whatever they are. Equal numbers stand in an order of chance. 0 for too few rows.
 */
export async function readAgreement(connection: DuckDBConnection, column: Column, target: Column): Promise<number> {
  const [x, y] = [numberSql(column), valueSql(target)]
  const [agreement, rows] = await numbersOf(
    connection,
    `SELECT avg((y = before)::INT), count(*) FROM
      (SELECT ${y} AS y, lag(${y}) OVER (ORDER BY ${x}, hash(id)) AS before
        FROM sample WHERE ${x} IS NOT NULL AND ${y} IS NOT NULL)`,
  )
  return rows! < fewestSorted ? 0 : agreement!
}
