/**
 * The training rows that are nearest to a row, as the network sees them: by the Euclidean distance of the encoded inputs,
 * which the database works out from the cells, row by row, without the table in memory.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { assertNever } from '../../src-shared/errors'
import type { Neighbour } from '../../src-shared/predict'
import type { Column, TableState } from '../../src-shared/table'
import { literal } from '../document/reading-texts'
import { circleOf, plainArithmetic, sqlArithmetic } from './date-parts'
import type { RawRow } from './encode-rows'
import type { CategoryFeature, DateFeature, Encoding, FeatureEncoding, ReadFeature } from './encoding'
import { targetColumns } from './encoding'
import { readAgainSql, textAgainSql } from './read-again'
import type { TableSource } from './snapshot'
import { readRows } from './snapshot'
import { nameTrainingRows } from './usable-rows'
import { readRowsOf } from './write-training-data'

/** A run's training rows in the table as it is at one revision, ready to be searched again and again. */
export class TrainingRows {
  readonly revision: number
  readonly #connection: DuckDBConnection
  readonly #encoding: Encoding
  readonly #columns: readonly Column[]
  readonly #condition: string

  private constructor(
    connection: DuckDBConnection,
    { revision, columns }: TableState,
    encoding: Encoding,
    condition: string,
  ) {
    this.revision = revision
    this.#connection = connection
    this.#encoding = encoding
    this.#columns = columns
    this.#condition = condition
  }

  /** Whoever opens it closes it. @throws EpochwiseError run.state where the run's columns are gone */
  static async open(source: TableSource, encoding: Encoding): Promise<TrainingRows> {
    const connection = await source.connect()
    try {
      const table = source.table()
      const rows = await readRowsOf(connection, table, encoding)
      const condition = await nameTrainingRows(connection, rows, targetsIn(table, encoding))
      return new TrainingRows(connection, table, encoding, condition)
    } catch (error) {
      connection.closeSync()
      throw error
    }
  }

  /** Nearest first; of equally near ones, the one with the smaller id. */
  async nearest(row: RawRow, count: number): Promise<Neighbour[]> {
    const { features, target } = this.#encoding
    const distance = sumOf(features.flatMap((feature, j) => termsOf(feature, row[j] ?? null, this.#columns)))
    const cells = [...features, ...targetColumns(target)].map(({ columnId }) => textAgainSql(columnId, this.#columns))
    const found = await readRows(
      this.#connection,
      `SELECT id::DOUBLE, sqrt(distance), (SELECT count(*)::DOUBLE FROM rows before WHERE before.place < found.place),
          ${cells.join(', ')}
        FROM (SELECT * FROM rows
          JOIN (SELECT id, ${distance} AS distance FROM rows WHERE ${this.#condition}
            ORDER BY distance, id LIMIT ${count}) USING (id)) found
        ORDER BY distance, id`,
    )
    return found.map(([id, apart, index, ...texts]) => ({
      rowId: id as number,
      index: index as number,
      distance: apart as number,
      cells: texts.slice(0, features.length) as Neighbour['cells'],
      targets: texts.slice(features.length) as Neighbour['targets'],
    }))
  }

  close(): void {
    this.#connection.closeSync()
  }
}

function targetsIn({ columns }: TableState, { target }: Encoding): Column[] {
  return targetColumns(target).map(({ columnId }) => columns.find(({ id }) => id === columnId)!)
}

/** Added up as a tree: a chain of a thousand columns is too deep for the database. */
function sumOf(terms: readonly string[]): string {
  if (terms.length <= 1) return terms[0] ?? '0::DOUBLE'
  const half = terms.length >> 1
  return `(${sumOf(terms.slice(0, half))} + ${sumOf(terms.slice(half))})`
}

/** The squared differences of the feature's inputs. */
function termsOf(feature: FeatureEncoding, value: RawRow[number], columns: readonly Column[]): string[] {
  if (feature.kind === 'category') return [categoryTerm(feature, value, columns)]
  const read = readAgainSql(feature, columns)
  const own = typeof value === 'number' ? value : feature.fill
  const flag = `CASE WHEN (${read}) IS ${value === null ? 'NOT ' : ''}NULL THEN 1 ELSE 0 END`
  const terms = readTerms(feature, `coalesce(${read}, ${number(feature.fill)})`, own)
  return feature.flagged ? [...terms, flag] : terms
}

function readTerms(feature: ReadFeature, sql: string, own: number): string[] {
  switch (feature.kind) {
    case 'boolean':
      return [square(`(${sql} - ${number(own)})`)]
    case 'number':
    case 'ordered':
      return [square(`((${sql} - ${number(own)}) / ${number(feature.deviation)})`)]
    case 'date':
      return [square(`((${sql} - ${number(own)}) / ${number(feature.deviation)})`), ...circleTerms(feature, sql, own)]
    default:
      return assertNever(feature)
  }
}

function circleTerms({ cycles }: DateFeature, sql: string, own: number): string[] {
  return cycles.flatMap((cycle) => {
    const theirs = circleOf(sqlArithmetic, cycle, sql)
    return circleOf(plainArithmetic, cycle, own).map((value, k) => square(`(${theirs[k]!} - ${number(value)})`))
  })
}

/** Two one-hot rows that differ are √2 apart. */
function categoryTerm(
  { categories, columnId }: CategoryFeature,
  value: RawRow[number],
  columns: readonly Column[],
): string {
  const text = `coalesce(${textAgainSql(columnId, columns)}, '')`
  if (value !== null && categories.includes(String(value))) {
    return `CASE WHEN ${text} = ${literal(String(value))} THEN 0 ELSE 2 END`
  }
  if (categories.length === 0) return '0'
  return `CASE WHEN ${text} IN (${categories.map(literal).join(', ')}) THEN 2 ELSE 0 END`
}

function square(sql: string): string {
  return `pow(${sql}, 2)`
}

function number(value: number): string {
  return `'${value}'::DOUBLE`
}
