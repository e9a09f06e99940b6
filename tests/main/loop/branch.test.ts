/** What a branch takes over from its parent, and what it begins anew. */
import { describe, expect, it } from 'vitest'
import { branchRecipe, branchState } from '../../../src-main/loop/branch'
import type { Recipe } from '../../../src-shared/recipe'
import { defaultRecipe } from '../../../src-shared/recipe'

const adam = defaultRecipe
const sgd: Recipe = { ...defaultRecipe, optimizer: { kind: 'sgd', learningRate: 0.1 } }
const state = {
  parameters: Float32Array.of(1, 2),
  slots: { m: Float32Array.of(3, 4), v: Float32Array.of(5, 6) },
  statistics: new Float32Array(),
  ...{ step: 17, epoch: 3, position: 2, epochLossSum: 9, rateFactor: 1 },
}

describe('the state', () => {
  it('is the parent’s where only the rate changes', () => {
    expect(branchState(state, adam, branchRecipe(adam, { learningRate: 0.5 }, 3))).toEqual(state)
  })

  it('has empty slots and counts its updates anew under another optimizer', () => {
    expect(branchState(state, adam, sgd)).toEqual({ ...state, slots: {}, step: 0 })
    const back = branchState({ ...state, slots: {} }, sgd, adam)
    expect(back).toEqual({ ...state, slots: { m: new Float32Array(2), v: new Float32Array(2) }, step: 0 })
  })

  it('stands at the beginning of its epoch where the batches are others', () => {
    const other = branchRecipe(adam, { batchSize: 'all' }, 3)
    expect(branchState(state, adam, other)).toEqual({ ...state, position: 0, epochLossSum: 0 })
  })
})

describe('the recipe', () => {
  it('ends where the parent’s does, or as many epochs later where that is past', () => {
    expect(branchRecipe(adam, {}, 40).epochs).toBe(100)
    expect(branchRecipe(adam, {}, 100).epochs).toBe(200)
    expect(branchRecipe(adam, { epochs: 7 }, 40).epochs).toBe(41)
    expect(branchRecipe({ ...adam, epochs: 1_000_000 }, {}, 1_000_000).epochs).toBe(1_000_000)
  })

  it('takes the rate for whichever optimizer it has, and changes nothing else', () => {
    expect(branchRecipe(adam, { learningRate: 0.5 }, 1)).toEqual({
      ...adam,
      optimizer: { ...adam.optimizer, learningRate: 0.5 },
    })
    expect(branchRecipe(adam, { optimizer: sgd.optimizer, learningRate: 2 }, 1).optimizer).toEqual({
      kind: 'sgd',
      learningRate: 2,
    })
  })
})
