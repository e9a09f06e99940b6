import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Transport } from '../../../src-shared/client'
import type { ErrorData, Reply } from '../../../src-shared/errors'
import type { Recipe, RecipeChange } from '../../../src-shared/recipe'
import type { TableState } from '../../../src-shared/table'
import { createClient } from '../../../src-shared/client'
import { defaultRecipe } from '../../../src-shared/recipe'
import { ModelState, withConsequences, withoutTaken } from '../../../src-renderer/state/model-state.svelte'

const table: TableState = { revision: 1, rows: 3, columns: [] }

async function settled(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await Promise.resolve()
}

/** Keeps a recipe as the service does; messages wait until the test lets them through. */
class Kitchen implements Transport {
  recipe: Recipe = defaultRecipe
  sent: RecipeChange[] = []
  refusal: ErrorData | null = null
  #held: ((reply: Reply<unknown>) => void)[] = []

  send(command: string, input: unknown): Promise<Reply<unknown>> {
    if (command === 'recipe.reset') {
      this.recipe = defaultRecipe
      return Promise.resolve({ ok: true, value: this.recipe })
    }
    if (command === 'recipe.change') this.sent.push((input as { change: RecipeChange }).change)
    return new Promise((resolve) => this.#held.push(resolve))
  }

  listen(): () => void {
    return () => undefined
  }

  /** Lets the oldest message through. */
  async take(): Promise<void> {
    const change = this.sent.at(-1)!
    const refusal = this.refusal
    this.refusal = null
    if (!refusal) this.recipe = { ...this.recipe, ...change }
    this.#held.shift()!(refusal ? { ok: false, error: refusal } : { ok: true, value: this.recipe })
    await settled()
  }

  async answer(reply: Reply<unknown>, place = 0): Promise<void> {
    this.#held.splice(place, 1)[0]!(reply)
    await settled()
  }
}

function model(recipe: Recipe = defaultRecipe) {
  const kitchen = new Kitchen()
  kitchen.recipe = recipe
  const failures: unknown[] = []
  return { kitchen, failures, state: new ModelState(createClient(kitchen), recipe, (error) => failures.push(error)) }
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('changing the recipe', () => {
  it('shows and sends a change at once, and what follows quickly together after a pause', async () => {
    const { kitchen, state } = model()
    state.change({ epochs: 20 })
    await settled()
    expect(kitchen.sent).toEqual([{ epochs: 20 }])
    await kitchen.take()
    vi.advanceTimersByTime(100)
    state.change({ seed: 7 })
    vi.advanceTimersByTime(200)
    state.change({ epochs: 30 })
    expect(state.recipe).toEqual({ ...defaultRecipe, epochs: 30, seed: 7 })
    await settled()
    expect(kitchen.sent).toHaveLength(1)
    vi.advanceTimersByTime(250)
    await settled()
    expect(kitchen.sent).toEqual([{ epochs: 20 }, { epochs: 30, seed: 7 }])
    await kitchen.take()
    expect(state.recipe).toEqual(kitchen.recipe)
  })

  it('sends what was changed meanwhile afterwards, and never shows an older value in between', async () => {
    const { kitchen, state } = model()
    state.change({ epochs: 20 })
    vi.advanceTimersByTime(250)
    await settled()
    state.change({ epochs: 21 })
    vi.advanceTimersByTime(250)
    await kitchen.take()
    expect(state.recipe.epochs).toBe(21)
    expect(kitchen.sent).toEqual([{ epochs: 20 }, { epochs: 21 }])
    await kitchen.take()
    expect(kitchen.recipe.epochs).toBe(21)
    expect(state.recipe.epochs).toBe(21)
  })

  it('keeps what is not accepted yet when the project tells another recipe', () => {
    const { state } = model()
    state.change({ epochs: 20 })
    state.adopt({ ...defaultRecipe, epochs: 5, seed: 9 })
    expect(state.recipe.epochs).toBe(20)
    expect(state.recipe.seed).toBe(9)
  })

  it('puts a refusal at its field, keeps what was typed, and still sends the rest', async () => {
    const { kitchen, state } = model()
    kitchen.refusal = {
      code: 'message.invalid',
      message: 'The most is 8192.',
      details: { field: 'change.layers.0.units' },
    }
    state.change({ layers: [{ kind: 'dense', units: 9999, activation: 'relu', initialiser: 'auto' }] })
    state.change({ seed: 3 })
    await settled()
    await kitchen.take()
    expect(state.errorAt('layers.0.units')).toBe('The most is 8192.')
    expect(state.refused).toBe(true)
    expect(state.recipe.layers[0]).toMatchObject({ units: 9999 })
    vi.advanceTimersByTime(250)
    await settled()
    expect(kitchen.sent.at(-1)).toEqual({ seed: 3 })
    await kitchen.take()
    state.change({ layers: [{ kind: 'dense', units: 99, activation: 'relu', initialiser: 'auto' }] })
    expect(state.errorAt('layers.0.units')).toBeNull()
    vi.advanceTimersByTime(250)
    await settled()
    await kitchen.take()
    expect(kitchen.recipe.layers[0]).toMatchObject({ units: 99 })
    expect(kitchen.recipe.seed).toBe(3)
  })

  it('tells a failure that belongs to no field, and goes back to what the project has', async () => {
    const { kitchen, state, failures } = model()
    state.change({ epochs: 20 })
    kitchen.refusal = { code: 'connection.lost', message: 'The connection is gone.' }
    vi.advanceTimersByTime(250)
    await settled()
    await kitchen.take()
    expect(failures).toHaveLength(1)
    expect(state.recipe.epochs).toBe(100)
    expect(kitchen.sent).toHaveLength(1)
  })

  it('sends at once when it is flushed', async () => {
    const { kitchen, state } = model()
    state.change({ epochs: 20 })
    const done = state.flush()
    await settled()
    await kitchen.take()
    await done
    expect(kitchen.recipe.epochs).toBe(20)
  })

  it('shows a reason that a field found itself, without holding back the others', async () => {
    const { kitchen, state } = model()
    state.refuse('epochs', 'Type a whole number.')
    expect(state.errorAt('epochs')).toBe('Type a whole number.')
    state.change({ seed: 3 })
    vi.advanceTimersByTime(250)
    await settled()
    expect(kitchen.sent).toEqual([{ seed: 3 }])
    state.refuse('epochs', null)
    expect(state.errorAt('epochs')).toBeNull()
  })

  it('forgets what was typed when it is reset, once what is under way has arrived', async () => {
    const { kitchen, state } = model({ ...defaultRecipe, epochs: 3 })
    state.change({ epochs: 20 })
    await settled()
    state.change({ seed: 8 })
    const done = state.reset()
    await kitchen.take()
    await done
    vi.advanceTimersByTime(1000)
    await settled()
    expect(kitchen.sent).toEqual([{ epochs: 20 }])
    expect(state.recipe).toEqual(defaultRecipe)
  })
})

describe('the parts of a change', () => {
  it('lets the weights be drawn anew when the layers change', () => {
    const recipe = { ...defaultRecipe, initialWeights: [1, 2] }
    expect(withConsequences(recipe, { layers: [] })).toEqual({ layers: [], initialWeights: null })
    expect(withConsequences(recipe, { epochs: 3 })).toEqual({ epochs: 3 })
    expect(withConsequences(defaultRecipe, { layers: [] })).toEqual({ layers: [] })
  })

  it('leaves what was typed anew after a part was sent', () => {
    expect(withoutTaken({ epochs: 21, seed: 1 }, { epochs: 20, seed: 1 })).toEqual({ epochs: 21 })
  })
})

describe('checking the model', () => {
  it('drops an answer that was overtaken', async () => {
    const { kitchen, state } = model()
    void state.check(defaultRecipe, table)
    void state.check(defaultRecipe, table)
    const finding = (message: string) => ({ code: 'x', message })
    await kitchen.answer({ ok: true, value: { findings: [finding('new')], model: null } }, 1)
    await kitchen.answer({ ok: true, value: { findings: [finding('old')], model: null } })
    expect(state.findings.map((one) => one.message)).toEqual(['new'])
    expect(state.checked).toBe(true)
  })

  it('puts what stands in the way at the field that it is about', async () => {
    const { kitchen, state } = model()
    void state.check(defaultRecipe, table)
    const finding = { code: 'recipe.invalid', message: 'No feature is a category.', field: 'layers.0' }
    await kitchen.answer({ ok: true, value: { findings: [finding], model: null } })
    expect(state.errorAt('layers.0')).toBe('No feature is a category.')
    expect(state.hasErrorIn('layers')).toBe(true)
    expect(state.hasErrorIn('optimizer')).toBe(false)
    expect(state.refused).toBe(false)
  })

  it('says why there is none', async () => {
    const { kitchen, state } = model()
    void state.check(defaultRecipe, table)
    await kitchen.answer({ ok: false, error: { code: 'project.none', message: 'No project is open.' } })
    expect(state.checkFailed).toBe('No project is open.')
  })
})
