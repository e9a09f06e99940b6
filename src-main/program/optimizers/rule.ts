/** What an optimizer is: a rule over the one flat vector in which all parameters stand. */
import type { Tensor } from '../trace'

export type Slots = Record<string, Tensor>

export type OptimizerRule = {
  /**
   * What depends on the number of the update alone, worked out for many updates at once, outside the loop.
   * updates: float64 [any shape], counted from 1 → float32 tensors of that shape.
   */
  schedule(updates: Tensor): Record<string, Tensor>
  /** One update. parameters, gradient, slots: [total]; schedule: one number each. */
  update(parameters: Tensor, gradient: Tensor, slots: Slots, schedule: Record<string, Tensor>): Updated
  /** The sub-expressions of the rule as the textbook writes it, named `update.…`, from the slots after update `updates`. */
  explain(gradient: Tensor, slots: Slots, updates: Tensor): void
}

export type Updated = { parameters: Tensor; slots: Slots }
