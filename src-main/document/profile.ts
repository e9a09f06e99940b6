/** A column in numbers: its range, its middle, its shape, its commonest values. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Column, ColumnProfile, NumberProfile } from '../../src-shared/table'
import { DOUBLE } from '@duckdb/node-api'
import { isReadKind } from '../../src-shared/table'
import { plainRows } from './sql'
import { numberName, textName, valueName } from './schema'

const mostBins = 24
const mostValues = 12

export async function readProfile(connection: DuckDBConnection, column: Column, rows: number): Promise<ColumnProfile> {
  const { id, missing, odd, unique } = column
  const numbers = isReadKind(column.kind) && missing + odd < rows ? await readNumbers(connection, column) : null
  return { columnId: id, rows, missing, odd, unique, numbers, top: await readTop(connection, column) }
}

/** The deviation is the population's, as standardising uses it. */
async function readNumbers(connection: DuckDBConnection, column: Column): Promise<NumberProfile> {
  const name = numberName(column.id)
  const [row] = await plainRows(
    connection,
    `SELECT min(${name}) AS least, max(${name}) AS most, favg(${name}) AS mean,
      coalesce(stddev_pop(${name} / greatest(abs(least), abs(most), 1)) * any_value(greatest(abs(least), abs(most), 1)), 0) AS deviation,
      quantile_cont(${name}, 0.25) AS p25, quantile_cont(${name}, 0.5) AS p50, quantile_cont(${name}, 0.75) AS p75
      FROM rows, (SELECT min(${name}) AS least, max(${name}) AS most FROM rows)`,
  )
  const value = (key: string): number => Number(row![key])
  const [min, max] = [value('least'), value('most')]
  return {
    min,
    max,
    mean: value('mean'),
    deviation: value('deviation'),
    quantiles: { p25: value('p25'), p50: value('p50'), p75: value('p75') },
    bins: await readBins(connection, column, min, max),
  }
}

/** Fewer bins where there are fewer values. */
async function readBins(connection: DuckDBConnection, column: Column, min: number, max: number): Promise<number[]> {
  const count = Math.max(1, Math.min(mostBins, column.unique))
  const bins = Array.from({ length: count }, () => 0)
  const name = numberName(column.id)
  const width = max / count - min / count || 1
  const rows = await plainRows(
    connection,
    `SELECT CAST(greatest(0, least(?, floor((${name} - ?) / ?))) AS INTEGER) AS bin, count(*) AS n
      FROM rows WHERE ${name} IS NOT NULL GROUP BY bin`,
    [count - 1, min, width],
    [DOUBLE, DOUBLE, DOUBLE],
  )
  for (const row of rows) bins[Number(row['bin'])] = Number(row['n'])
  return bins
}

async function readTop(connection: DuckDBConnection, column: Column): Promise<ColumnProfile['top']> {
  const [value, text] = [valueName(column), textName(column.id)]
  const rows = await plainRows(
    connection,
    `SELECT min(${text}) AS value, count(*) AS n FROM rows WHERE ${value} IS NOT NULL
      GROUP BY ${value} ORDER BY n DESC, ${value} LIMIT ${mostValues}`,
  )
  return rows.map((row) => ({ value: String(row['value']), count: Number(row['n']) }))
}
