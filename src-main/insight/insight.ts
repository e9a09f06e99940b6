/** What is known of an open table. Every answer is kept until the table changes; the same question asked twice at once is one. */
import type {
  ColumnProfile,
  Correlations,
  MissingMap,
  Note,
  RankedRelations,
  Relation,
  TableSummary,
} from '../../src-shared/insight'
import type { Recipe } from '../../src-shared/recipe'
import type { Column } from '../../src-shared/table'
import { columnOf } from '../document/columns'
import { checkRecipe } from '../features/checks'
import type { TableSource } from '../features/snapshot'
import { withSnapshot } from '../features/snapshot'
import { findNotes } from './checks/find-notes'
import { isMeasured } from './columns'
import { readCorrelations, readMissingMap, readSummary } from './overview'
import { readProfile } from './profile'
import { rankRelations, readRelation } from './relation'

export class Insight {
  readonly #source: TableSource
  #known = new Map<string, Promise<unknown>>()
  #revision = -1

  constructor(source: TableSource) {
    this.#source = source
  }

  /** @throws EpochwiseError table.none, table.column */
  profile(columnId: number): Promise<ColumnProfile> {
    const column = this.#column(columnId)
    return this.#once(['profile', columnId], () =>
      withSnapshot(this.#source, (connection, { rows }) => readProfile(connection, column, rows)),
    )
  }

  /** @throws EpochwiseError table.none, table.column */
  async relation(columnId: number, targetId: number): Promise<Relation> {
    const [column, target] = [this.#column(columnId), this.#column(targetId)]
    const { numbers } = isMeasured(column) ? await this.profile(columnId) : { numbers: null }
    const middle = numbers && { from: numbers.quantiles.p5, to: numbers.quantiles.p95 }
    return this.#once(['relation', columnId, targetId], () =>
      withSnapshot(this.#source, (connection) => readRelation(connection, column, target, 'rows', middle)),
    )
  }

  /** @throws EpochwiseError table.none, table.column */
  relations(columnIds: readonly number[], targetId: number): Promise<RankedRelations> {
    const target = this.#column(targetId)
    const columns = columnIds.map((id) => this.#column(id))
    return this.#once(['relations', targetId, ...columnIds], () =>
      withSnapshot(this.#source, (connection, { rows }) => rankRelations(connection, columns, target, rows)),
    )
  }

  summary(): Promise<TableSummary> {
    return this.#once(['summary'], () => withSnapshot(this.#source, readSummary))
  }

  /** @throws EpochwiseError table.none, table.column */
  missing(columnIds: readonly number[]): Promise<MissingMap> {
    const columns = columnIds.map((id) => this.#column(id))
    return this.#once(['missing', ...columnIds], () =>
      withSnapshot(this.#source, (connection, { rows }) => readMissingMap(connection, columns, rows)),
    )
  }

  /** @throws EpochwiseError table.none, table.column */
  correlations(columnIds: readonly number[]): Promise<Correlations> {
    const columns = columnIds.map((id) => this.#column(id))
    return this.#once(['correlations', ...columnIds], () =>
      withSnapshot(this.#source, (connection, { rows }) => readCorrelations(connection, columns, rows)),
    )
  }

  notes(recipe: Recipe): Promise<Note[]> {
    return this.#once(['notes', JSON.stringify(recipe)], async () => {
      const { model } = await checkRecipe(this.#source, recipe)
      return findNotes(this.#source, recipe, model)
    })
  }

  #column(id: number): Column {
    return columnOf(this.#source.table().columns, id)
  }

  #once<T>(key: readonly (string | number)[], ask: () => Promise<T>): Promise<T> {
    const { revision } = this.#source.table()
    if (revision !== this.#revision) {
      this.#revision = revision
      this.#known = new Map()
    }
    const name = key.join(' ')
    const known = this.#known.get(name) as Promise<T> | undefined
    if (known !== undefined) return known
    const answers = this.#known
    const asked = ask().catch((error: unknown) => {
      answers.delete(name)
      throw error
    })
    answers.set(name, asked)
    return asked
  }
}
