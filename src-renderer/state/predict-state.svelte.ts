/**
 * Asking a run: the form of its features, what stands in its fields, and the answer to it.
 *
 * Every change asks anew after a short pause; of several questions under way only the last one's answer counts. The rows
 * that are nearest to the question's are looked for once its answer stands, because that may take longer.
 */
import type { Client } from '../../src-shared/client'
import type { CommandInput } from '../../src-shared/contract'
import type { Neighbours, PredictField, PredictForm, Prediction } from '../../src-shared/predict'
import { EpochwiseError } from '../../src-shared/errors'

const pause = 80

/** Beside a field: a remark about a value that training never saw, or the reason why there is no answer. */
export type FieldNote = { tone: 'warn' | 'bad'; message: string }

export function typicalText(field: PredictField): string {
  return field.kind === 'number' ? numberText(field, field.typical) : field.typical
}

type NumberField = Extract<PredictField, { kind: 'number' }>

/** As the column is spelled. */
export function numberText({ decimals, decimal }: NumberField, value: number): string {
  return String(Number(value.toFixed(decimals))).replace('.', decimal)
}

/** What a slider makes of a typed text; null where that is no plain number. The trainer's side reads it by all rules. */
export function plainNumber({ decimal }: NumberField, text: string): number | null {
  const plain = text.trim().replace(decimal, '.')
  const value = Number(plain)
  return plain !== '' && Number.isFinite(value) ? value : null
}

export class PredictState {
  readonly #client: Client
  #form = $state.raw<PredictForm | null>(null)
  #formError = $state<string | null>(null)
  /** One text a field, in the form's order: a name may be anything, so it is no key. '' is missing. */
  #texts = $state.raw<readonly string[]>([])
  #answer = $state.raw<Prediction | null>(null)
  #neighbours = $state.raw<Neighbours | null>(null)
  #neighboursError = $state<string | null>(null)
  #error = $state.raw<EpochwiseError | null>(null)
  #waiting = $state(false)
  /** Typed, and not asked yet: an answer that comes now is to an older question. */
  #unasked = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #turn = 0

  constructor(
    client: Client,
    readonly runId: number,
  ) {
    this.#client = client
  }

  get form(): PredictForm | null {
    return this.#form
  }

  /** Why there is no form. */
  get formError(): string | null {
    return this.#formError
  }

  get texts(): readonly string[] {
    return this.#texts
  }

  /** The last answer; `waiting` says that a newer one is on its way. */
  get answer(): Prediction | null {
    return this.#answer
  }

  /** Of the row that was asked last; those of an older one until then. */
  get neighbours(): Neighbours | null {
    return this.#neighbours
  }

  get neighboursError(): string | null {
    return this.#neighboursError
  }

  get waiting(): boolean {
    return this.#waiting
  }

  /** Why there is no answer, where no field is to blame. */
  get error(): string | null {
    if (this.#error === null || this.#fieldOf(this.#error) >= 0) return null
    return this.#error.message
  }

  noteAt(place: number): FieldNote | null {
    if (this.#error !== null) {
      return this.#fieldOf(this.#error) === place ? { tone: 'bad', message: this.#error.message } : null
    }
    const name = this.#form?.fields[place]?.name
    const flag = this.#answer?.flags.find((one) => one.field === name)
    return flag ? { tone: 'warn', message: flag.message } : null
  }

  async load(): Promise<void> {
    this.#formError = null
    try {
      const form = await this.#client.send('predict.form', { runId: this.runId })
      this.#form = form
      this.#texts = form.fields.map(typicalText)
      await this.ask()
    } catch (error) {
      this.#formError = error instanceof EpochwiseError ? error.message : 'The form could not be read.'
    }
  }

  set(place: number, text: string): void {
    this.#texts = this.#texts.map((old, i) => (i === place ? text : old))
    this.#waiting = true
    this.#unasked = true
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.ask(), pause)
  }

  /** Back to a typical row. */
  reset(): void {
    this.#texts = this.#form?.fields.map(typicalText) ?? []
    void this.ask()
  }

  /** Asks at once. An answer to an older question is dropped, whenever it comes. */
  async ask(): Promise<void> {
    const form = this.#form
    if (form === null) return
    clearTimeout(this.#timer)
    this.#unasked = false
    const turn = ++this.#turn
    this.#waiting = true
    const values = form.fields.map(({ name }, place) => ({ name, value: this.#texts[place]?.trim() ?? null }))
    const asked = { runId: this.runId, values }
    try {
      const answer = await this.#client.send('predict.row', asked)
      if (turn !== this.#turn) return
      this.#answer = answer
      this.#error = null
      void this.#look(turn, asked)
    } catch (error) {
      if (turn !== this.#turn) return
      this.#error =
        error instanceof EpochwiseError ? error : new EpochwiseError('internal', 'The answer could not be computed.')
    }
    this.#waiting = this.#unasked
  }

  async #look(turn: number, asked: CommandInput<'predict.neighbours'>): Promise<void> {
    try {
      const neighbours = await this.#client.send('predict.neighbours', asked)
      if (turn !== this.#turn) return
      this.#neighbours = neighbours
      this.#neighboursError = null
    } catch (error) {
      if (turn !== this.#turn) return
      this.#neighbours = null
      this.#neighboursError =
        error instanceof EpochwiseError ? error.message : 'The nearest rows could not be looked for.'
    }
  }

  /** No more questions: the view is left. */
  end(): void {
    clearTimeout(this.#timer)
    this.#turn += 1
  }

  #fieldOf(error: EpochwiseError): number {
    const field = error.details.field ?? error.details.column
    return this.#form?.fields.findIndex(({ name }) => name === field) ?? -1
  }
}
