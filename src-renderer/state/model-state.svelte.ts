/**
 * The recipe while a person changes it.
 *
 * What was typed shows at once. The first change is sent at once too, so that nobody trains with the recipe before it;
 * what follows quickly is sent together a moment later, one message at a time. A refused part keeps what was typed, with
 * the reason beside it, until it is typed anew.
 */
import type { Client } from '../../src-shared/client'
import type { Finding, ModelSummary } from '../../src-shared/project'
import type { Recipe, RecipeChange } from '../../src-shared/recipe'
import type { TableState } from '../../src-shared/table'
import { EpochwiseError } from '../../src-shared/errors'

const pause = 250

/** The recipe with what was typed over it. */
export function mergeChange(recipe: Recipe, change: RecipeChange): Recipe {
  return { ...recipe, ...change }
}

/** What is left of `typed` once `taken` was accepted: the parts that were typed anew meanwhile. */
export function withoutTaken(typed: RecipeChange, taken: RecipeChange): RecipeChange {
  const left = Object.entries(typed).filter(([key, value]) => taken[key as keyof RecipeChange] !== value)
  return Object.fromEntries(left)
}

/** A stale weight list would refuse another architecture: a change of layers lets the weights be drawn. */
export function withConsequences(recipe: Recipe, change: RecipeChange): RecipeChange {
  if (change.layers === undefined || recipe.initialWeights === null) return change
  return { ...change, initialWeights: null }
}

/** `change.layers.0.units` → `layers.0.units`: hosts name the field of the message, the form those of the recipe. */
export function fieldOf(error: EpochwiseError, sent: RecipeChange): string {
  const field = (error.details.field ?? '').replace(/^change\./, '')
  return field === '' ? (Object.keys(sent)[0] ?? '') : field
}

export class ModelState {
  readonly #client: Client
  readonly #fail: (error: unknown) => void
  #base = $state.raw<Recipe>() as Recipe
  #typed = $state.raw<RecipeChange>({})
  /** Refused by the service: their parts are not sent again until they are typed anew. */
  #errors = $state.raw<Readonly<Record<string, string>>>({})
  /** Refused by the field itself: nothing of it was ever sent. */
  #refusals = $state.raw<Readonly<Record<string, string>>>({})
  #findings = $state.raw<Finding[]>([])
  #summary = $state.raw<ModelSummary | null>(null)
  #checked = $state(false)
  #checkFailed = $state<string | null>(null)
  #timer: ReturnType<typeof setTimeout> | null = null
  #sending: Promise<void> | null = null
  #lastCheck = 0

  readonly recipe = $derived(mergeChange(this.#base, this.#typed))

  /** @param fail is told of errors that belong to no field. */
  constructor(client: Client, recipe: Recipe, fail: (error: unknown) => void) {
    this.#client = client
    this.#fail = fail
    this.#base = recipe
  }

  get findings(): readonly Finding[] {
    return this.#findings
  }

  /** The network as it would be trained; the last one that could be, while an error stands in the way. */
  get summary(): ModelSummary | null {
    return this.#summary
  }

  /** The first check has answered. */
  get checked(): boolean {
    return this.#checked
  }

  /** Something that was typed was refused: what would be trained is not what is on screen. */
  get refused(): boolean {
    return Object.keys(this.#errors).length + Object.keys(this.#refusals).length > 0
  }

  /** Why there is no check; null when there is one. */
  get checkFailed(): string | null {
    return this.#checkFailed
  }

  /** The reason at a field, by its dotted path: refused by itself, by the service, or in the way of a training. */
  errorAt(field: string): string | null {
    const found = this.#findings.find((finding) => finding.field === field)
    return this.#refusals[field] ?? this.#errors[field] ?? found?.message ?? null
  }

  /** A part of the recipe has an error, at whichever of its fields. */
  hasErrorIn(part: string): boolean {
    const named = this.#findings.flatMap(({ field }) => field ?? [])
    const fields = [...Object.keys(this.#refusals), ...Object.keys(this.#errors), ...named]
    return fields.some((field) => field === part || field.startsWith(`${part}.`))
  }

  /** The recipe as the project has it now; what was typed and not yet accepted stays over it. */
  adopt(recipe: Recipe): void {
    this.#base = recipe
  }

  /** Takes a change at once, and sends it: now after a rest, else with what else comes in the next moment. */
  change(change: RecipeChange): void {
    const whole = withConsequences(this.#base, change)
    this.#typed = { ...this.#typed, ...whole }
    for (const key of Object.keys(whole)) this.#errors = without(this.#errors, key)
    if (this.#timer !== null || this.#sending !== null) return this.#rest()
    void this.flush()
  }

  /** A field's own refusal of what was typed. null: it is right again. */
  refuse(field: string, reason: string | null): void {
    const others = without(this.#refusals, field)
    this.#refusals = reason === null ? others : { ...others, [field]: reason }
  }

  /** Sends what waits now: before a training, or when the view is left. */
  async flush(): Promise<void> {
    this.#rest()
    while (this.#sending) await this.#sending
    const sent = this.#unrefused()
    if (Object.keys(sent).length === 0) return
    this.#sending = this.#send(sent).finally(() => (this.#sending = null))
    await this.#sending
    await this.flush()
  }

  async reset(): Promise<void> {
    this.#typed = {}
    while (this.#sending) await this.#sending
    try {
      this.#base = await this.#client.send('recipe.reset', {})
      this.#errors = {}
      this.#refusals = {}
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Asks what would be trained with this recipe on this table; an answer that was overtaken is dropped. */
  async check(_recipe: Recipe, _table: TableState): Promise<void> {
    const turn = ++this.#lastCheck
    try {
      const { findings, model } = await this.#client.send('recipe.check', {})
      if (turn !== this.#lastCheck) return
      this.#findings = findings
      this.#summary = model ?? this.#summary
      this.#checkFailed = null
    } catch (error) {
      if (turn !== this.#lastCheck) return
      this.#checkFailed = error instanceof EpochwiseError ? error.message : 'The model could not be checked.'
    }
    this.#checked = true
  }

  /** Until it has passed without a change, changes are gathered. */
  #rest(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#timer = null
      if (Object.keys(this.#unrefused()).length > 0) void this.flush()
    }, pause)
  }

  async #send(sent: RecipeChange): Promise<void> {
    try {
      this.#base = await this.#client.send('recipe.change', { change: sent })
      this.#typed = withoutTaken(this.#typed, sent)
    } catch (error) {
      if (error instanceof EpochwiseError && (error.code === 'recipe.invalid' || error.code === 'message.invalid')) {
        // Refused as a whole; the other parts go again without the one that is wrong.
        this.#errors = { ...this.#errors, [fieldOf(error, sent)]: error.message }
        return
      }
      this.#typed = withoutTaken(this.#typed, sent)
      this.#fail(error)
    }
  }

  /** What was typed, without the parts that have an error: a field is named, its whole part waits. */
  #unrefused(): RecipeChange {
    const refused = Object.keys(this.#errors).map((field) => field.split('.')[0])
    return Object.fromEntries(Object.entries(this.#typed).filter(([key]) => !refused.includes(key)))
  }
}

function without(errors: Readonly<Record<string, string>>, field: string): Record<string, string> {
  const left = Object.entries(errors).filter(([key]) => key !== field && !key.startsWith(`${field}.`))
  return Object.fromEntries(left)
}
