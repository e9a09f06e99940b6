/** How one column goes with a target; asked anew when either of them, or the table, is another. */
import type { Client } from '../../src-shared/client'
import type { Relation } from '../../src-shared/insight'
import type { Column, TableState } from '../../src-shared/table'
import { Answer } from './answer.svelte'

/** Columns that are walked over with the arrow keys are not asked about. */
const pause = 250

export class RelationState {
  readonly #answer = new Answer<Relation>()
  #columns = $state.raw<readonly Column[]>([])
  #columnId = $state<number | null>(null)
  #targetId = $state<number | null>(null)
  /** Project and revision. */
  #of = ''

  readonly targets = $derived(this.#columns.filter(({ role }) => role === 'target'))
  /** The chosen one, else the first. */
  readonly target = $derived<Column | null>(
    this.targets.find(({ id }) => id === this.#targetId) ?? this.targets[0] ?? null,
  )
  /** Of these two; another pair's is not shown. */
  readonly relation = $derived.by(() => {
    const relation = this.#answer.value
    return relation?.columnId === this.#columnId && relation.targetId === this.target?.id ? relation : null
  })

  constructor(readonly client: Client) {}

  get failed(): string | null {
    return this.#answer.failed
  }

  compareWith(targetId: number): void {
    this.#targetId = targetId
    this.#ask()
  }

  follow(path: string, table: TableState | null, column: Column): void {
    this.#columns = table?.columns ?? []
    this.#columnId = column.id
    this.#of = `${path} ${String(table?.revision ?? 0)}`
    this.#ask()
  }

  #ask(): void {
    const { target } = this
    const columnId = this.#columnId
    if (columnId === null || target === null || target.id === columnId) return
    const input = { columnId, targetId: target.id }
    const key = `${this.#of} ${String(columnId)} ${String(target.id)}`
    this.#answer.ask(key, () => this.client.send('insight.relation', input), pause)
  }
}
