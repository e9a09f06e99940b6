/** The page of the whole table: its figures, what goes with the target, what is missing where, what goes together. */
import type { Client } from '../../src-shared/client'
import type { Correlations, MissingMap, RankedRelations, TableSummary } from '../../src-shared/insight'
import type { Column, TableState } from '../../src-shared/table'
import { insightLimits } from '../../src-shared/insight'
import { isReadKind } from '../../src-shared/table'
import { Answer } from './answer.svelte'

export type DataPage = 'table' | 'overview'

/** After an edit, wait for the next one before reading the table again. */
const pause = 400

export class OverviewState {
  readonly summary = new Answer<TableSummary>()
  readonly relations = new Answer<RankedRelations>()
  readonly missing = new Answer<MissingMap>()
  readonly correlations = new Answer<Correlations>()
  #page = $state<DataPage>('table')
  #search = $state('')
  #targetId = $state<number | null>(null)
  #key = $state<string | null>(null)
  #table = $state.raw<TableState>({ revision: 0, rows: 0, columns: [] })

  readonly targets = $derived(this.#table.columns.filter(({ role }) => role === 'target'))
  /** The chosen target, else the first. */
  readonly target = $derived<Column | null>(
    this.targets.find(({ id }) => id === this.#targetId) ?? this.targets[0] ?? null,
  )
  /** Those whose name has what is searched for; ignored ones last. */
  readonly found = $derived(foundColumns(this.#table.columns, this.#search))
  readonly compared = $derived(this.found.filter(({ id }) => id !== this.target?.id))
  readonly gappy = $derived(this.found.filter(({ missing, odd }) => missing + odd > 0))
  readonly measured = $derived(this.found.filter(({ kind, unique }) => isReadKind(kind) && unique > 1))

  /** What the page's questions are about. */
  readonly subject = $derived({
    of: `${this.#key ?? ''} ${String(this.#table.revision)}`,
    targetId: this.target?.id ?? null,
    related: firstIds(this.compared, insightLimits.relations),
    gappy: firstIds(this.gappy, insightLimits.missing),
    measured: firstIds(this.measured, insightLimits.correlations),
  })

  constructor(readonly client: Client) {}

  get page(): DataPage {
    return this.#page
  }

  get search(): string {
    return this.#search
  }

  get table(): TableState {
    return this.#table
  }

  show(page: DataPage): void {
    this.#page = page
  }

  searchFor(text: string): void {
    this.#search = text
  }

  compareWith(targetId: number): void {
    this.#targetId = targetId
  }

  columnOf(id: number): Column | null {
    return this.#table.columns.find((column) => column.id === id) ?? null
  }

  /** Follows the project; another one begins with its rows. */
  follow(key: string | null, table: TableState | null): void {
    this.#table = table ?? { revision: 0, rows: 0, columns: [] }
    if (key === this.#key) return
    this.#key = key
    this.#page = 'table'
    this.#search = ''
    this.#targetId = null
    for (const answer of [this.summary, this.relations, this.missing, this.correlations]) answer.forget()
  }

  /** Asks for what the page shows; the same questions are asked once. */
  ask({ of, targetId, related, gappy, measured } = this.subject): void {
    const { client } = this
    if (this.#table.rows === 0 || this.#table.columns.length === 0) return
    const asked = <T>(answer: Answer<T>, about: readonly number[], question: () => Promise<T>): void => {
      answer.ask(`${of} ${about.join(' ')}`, question, answer.value === null ? 0 : pause)
    }
    asked(this.summary, [], () => client.send('insight.summary', {}))
    if (targetId !== null && related.length > 0) {
      const input = { columnIds: related, targetId }
      asked(this.relations, [targetId, ...related], () => client.send('insight.relations', input))
    }
    if (gappy.length > 0) asked(this.missing, gappy, () => client.send('insight.missing', { columnIds: gappy }))
    if (measured.length > 1)
      asked(this.correlations, measured, () => client.send('insight.correlations', { columnIds: measured }))
  }
}

function firstIds(columns: readonly Column[], most: number): number[] {
  return columns.slice(0, most).map(({ id }) => id)
}

/** In the order of the table, the ignored ones behind: what a limit cuts off is what matters least. */
export function foundColumns(columns: readonly Column[], search: string): Column[] {
  const wanted = search.trim().toLocaleLowerCase()
  const found = columns.filter(({ name }) => name.toLocaleLowerCase().includes(wanted))
  return [...found.filter(({ role }) => role !== 'ignored'), ...found.filter(({ role }) => role === 'ignored')]
}
