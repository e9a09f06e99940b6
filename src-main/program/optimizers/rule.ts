/** What an optimizer is: a rule over the one flat vector in which all parameters stand. */
import type { Tensor } from '../trace'

export type Slots = Record<string, Tensor>

/** One number each, of the step under way; or, before the loop, of many steps at once. */
export type PerStep = Record<string, Tensor>

export type OptimizerRule = {
  /** Names of the vectors that it carries from step to step, each as long as the parameters, zero at first. */
  slots: readonly string[]
  /**
   * What depends on the step alone, worked out in double for many steps at once, outside the loop.
   * updates: float64 [any shape], counted from 1; rates: float64, the learning rate of each → float32 of that shape.
   */
  perStep(updates: Tensor, rates: Tensor): PerStep
  /** One update. parameters, gradient, slots, decays (1 where a parameter is a weight, else 0): [total]. */
  update(at: UpdateInputs): Updated
  /**
   * The sub-expressions of the rule as the textbook writes it, named `update.…`, after the update: always `update.change`,
   * [total], what was taken away from the parameters. updates and rate: float64 [].
   */
  explain(at: UpdateInputs, slots: Slots, updates: Tensor, rate: Tensor): void
}

export type UpdateInputs = { parameters: Tensor; gradient: Tensor; slots: Slots; perStep: PerStep; decays: Tensor }
export type Updated = { parameters: Tensor; slots: Slots }
