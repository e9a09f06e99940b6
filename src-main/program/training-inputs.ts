/** What the programs of a training take in and give out, by name. */
import { statisticsInput } from './inference-program'
import { outputsOf, parameterLayout } from './network'
import { optimizerRule } from './optimizers/optimizers'
import type { TrainingPlan } from './training-plan'
import type { LoopState } from './training-step'
import type { Tensor, Tracing } from './trace'

export type Rows = { features: Tensor; targets: Tensor }
/** rowWeights [rows]; null: every row weighs the same. */
export type Data = Rows & { rowWeights: Tensor | null }
/** Of each step: its number, from 1, and its learning rate. */
export type Numbers = { updates: Tensor; rates: Tensor }

export function numberInputs({ input }: Tracing, shape: string[]): Numbers {
  return { updates: input('updates', 'float64', shape), rates: input('rates', 'float64', shape) }
}

export function rowInputs({ input }: Tracing, plan: TrainingPlan, rows: number | string): Rows {
  return {
    features: input('features', 'float32', [rows, plan.network.inputs]),
    targets: input('targets', 'float32', [rows, outputsOf(plan.network)]),
  }
}

export function dataInputs(tracing: Tracing, plan: TrainingPlan, rows: number | string): Data {
  const size = plan.fullBatch ? plan.batchSize : rows
  const rowWeights = plan.weighted ? tracing.input('rowWeights', 'float32', [size]) : null
  return { ...rowInputs(tracing, plan, size), rowWeights }
}

export function validationInputs({ input }: Tracing, plan: TrainingPlan, rows: number | string): Rows {
  return {
    features: input('validationFeatures', 'float32', [rows, plan.network.inputs]),
    targets: input('validationTargets', 'float32', [rows, outputsOf(plan.network)]),
  }
}

export function stateInputs(tracing: Tracing, plan: TrainingPlan): LoopState {
  const { total } = parameterLayout(plan.network)
  const { slots: names } = optimizerRule(plan.optimizer)
  const slots = names.map((name) => [name, tracing.input(`slots.${name}`, 'float32', [total])] as const)
  return {
    parameters: tracing.input('parameters', 'float32', [total]),
    slots: Object.fromEntries(slots),
    statistics: statisticsInput(tracing, plan.network),
  }
}

export function outputState({ output }: Tracing, { parameters, slots, statistics }: LoopState): void {
  output('nextParameters', parameters)
  for (const [name, slot] of Object.entries(slots)) output(`nextSlots.${name}`, slot)
  if (statistics !== null) output('nextStatistics', statistics)
}
