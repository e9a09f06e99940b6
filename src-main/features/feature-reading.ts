/** The numbers of every feature in the usable rows: read to be measured, and read to be written. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { freemem } from 'node:os'
import type { FeatureEncoding } from './encoding'
import { createEnum, numberSql, placeSql, readDoubles } from './snapshot'
import type { UsableRows } from './usable-rows'

/** Bytes of numbers that are kept from the first reading for the second; of more, the table is read twice. */
const mostKept = 512 * 2 ** 20

/** Where a feature's number stands in a row of a chunk. */
export type Measured = { columnId: number; from: number }

export class FeatureReading {
  readonly #connection: DuckDBConnection
  readonly #tail: string
  readonly #all: readonly string[]
  readonly #keeps: boolean
  #kept: Float64Array[] | null = null
  /** Those that `numbers` gives: all but categories. */
  readonly measured: readonly Measured[]
  /** Numbers to a row of `numbers`. */
  readonly width: number

  private constructor(
    connection: DuckDBConnection,
    tail: string,
    features: readonly FeatureEncoding[],
    selected: readonly string[],
    keeps: boolean,
  ) {
    this.#connection = connection
    this.#tail = tail
    this.#all = ['id::DOUBLE', ...selected]
    this.#keeps = keeps
    const numbers = features.flatMap(({ kind, columnId }, j) =>
      kind === 'category' ? [] : [{ columnId, from: j + 1 }],
    )
    this.measured = keeps ? numbers : numbers.map(({ columnId }, from) => ({ columnId, from }))
    this.width = keeps ? this.#all.length : numbers.length
  }

  /**
   * One call a connection: it leaves temporary types.
   *
   * @param twice `numbers` will be asked for, and then `rows`: what is read for the first is kept, where it is not too much.
   */
  static async open(
    connection: DuckDBConnection,
    { ids, tail }: Pick<UsableRows, 'ids' | 'tail'>,
    features: readonly FeatureEncoding[],
    { twice }: { twice: boolean },
  ): Promise<FeatureReading> {
    const bytes = ids.length * (features.length + 1) * Float64Array.BYTES_PER_ELEMENT
    const keeps = twice && bytes <= Math.min(mostKept, freemem() / 4)
    return new FeatureReading(connection, tail, features, await selectFeatures(connection, features), keeps)
  }

  /** Chunks of `width` numbers a row, in which `measured` stand where it says. */
  async *numbers(): AsyncGenerator<Float64Array> {
    if (this.measured.length === 0) return
    if (!this.#keeps) {
      const numbers = this.measured.map(({ columnId }) => numberSql(columnId))
      yield* readDoubles(this.#connection, numbers, this.#tail)
      return
    }
    const kept: Float64Array[] = []
    for await (const values of readDoubles(this.#connection, this.#all, this.#tail)) {
      kept.push(values)
      yield values
    }
    this.#kept = kept
  }

  /** Chunks of rows, as a `ChunkEncoder` takes them: the id, and the number of every feature. */
  async *rows(): AsyncGenerator<Float64Array> {
    const kept = this.#kept
    if (kept === null) {
      yield* readDoubles(this.#connection, this.#all, this.#tail)
      return
    }
    this.#kept = null
    // From the end, for each to be let go once it is used.
    kept.reverse()
    for (let values = kept.pop(); values !== undefined; values = kept.pop()) yield values
  }
}

/** The SQL of each feature: its number, NaN where missing; its category's place, the unseen bucket's where it has none. */
async function selectFeatures(connection: DuckDBConnection, features: readonly FeatureEncoding[]): Promise<string[]> {
  const columns: string[] = []
  for (const [j, feature] of features.entries()) {
    if (feature.kind !== 'category') {
      columns.push(numberSql(feature.columnId))
    } else if (feature.categories.length === 0) {
      columns.push('0::DOUBLE')
    } else {
      await createEnum(connection, `feature_${j}`, feature.categories)
      columns.push(placeSql(feature.columnId, `feature_${j}`, feature.categories.length))
    }
  }
  return columns
}
