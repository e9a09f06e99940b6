/**
 * One turn of the training loop, in the tutorial's words: forward pass → loss → backward pass → update.
 */
import type { Batch } from './batches'
import { forward, takeApart } from './forward'
import { gradients } from './gradients'
import { lossOf } from './losses'
import type { Network } from './network'
import { parameterLayout } from './network'
import { concat } from './ops/arrange'
import { filled } from './ops/shape'
import type { PerStep, Slots, UpdateInputs } from './optimizers/rule'
import { optimizerRule } from './optimizers/optimizers'
import { addPenalty, clipGradient } from './penalties'
import type { TrainingPlan } from './training-plan'
import type { Tensor } from './trace'
import { named } from './trace'

/** What a step changes: parameters and slots [total], running statistics [total], null where the network keeps none. */
export type LoopState = { parameters: Tensor; slots: Slots; statistics: Tensor | null }

/** What a step is told besides its batch: the optimizer's numbers of the step, and what its layers draw from. */
export type StepNumbers = { optimizer: PerStep; draws: Record<string, Tensor> }

/** How far off the outputs are: [], the weighted mean over the batch's rows. */
export function measureLoss(plan: TrainingPlan, outputs: Tensor, { targets, weights }: Batch): Tensor {
  return named('loss', lossOf(plan.loss, outputs, targets, weights))
}

/** ∂loss/∂parameters: [total]. */
export function backward(plan: TrainingPlan, loss: Tensor, parameters: Tensor): Tensor {
  const [gradient] = gradients(loss, [parameters])
  takeApart(parameterLayout(plan.network).entries, gradient!, 'backward.')
  return gradient!
}

/** Moves the parameters against their gradient, as the penalties, the limit and the optimizer's rule have it. */
export function update(plan: TrainingPlan, inputs: UpdateInputs): Pick<LoopState, 'parameters' | 'slots'> {
  return optimizerRule(plan.optimizer).update(inputs)
}

export type Step = { state: LoopState; loss: Tensor; gradient: Tensor; inputs: UpdateInputs }

/** One turn of the training loop. The loss is that of the batch before the update, as the tutorial prints it. */
export function trainingStep(plan: TrainingPlan, state: LoopState, batch: Batch, now: StepNumbers): Step {
  const pass = { kind: 'training', shares: batch.shares, draws: now.draws } as const
  const { outputs, statistics } = forward(plan.network, state.parameters, state.statistics, batch.features, pass)
  const loss = measureLoss(plan, outputs, batch)
  const gradient = backward(plan, loss, state.parameters)
  const inputs = updateInputs(plan, state, gradient, now.optimizer)
  return { state: { ...update(plan, inputs), statistics }, loss, gradient, inputs }
}

function updateInputs(
  plan: TrainingPlan,
  { parameters, slots }: LoopState,
  gradient: Tensor,
  perStep: PerStep,
): UpdateInputs {
  const decays = decayMask(plan.network, parameters)
  const penalised = addPenalty(plan.regularisation, gradient, parameters, decays)
  const followed = named('update.gradient', clipGradient(plan.clip, penalised))
  return { parameters, gradient: followed, slots, perStep, decays }
}

/** [total]: 1 where a parameter is a weight, else 0. It depends on nothing, and so stands outside of the loop. */
function decayMask(network: Network, parameters: Tensor): Tensor {
  const { entries } = parameterLayout(network)
  return concat(entries.map(({ size, decays }) => filled(parameters, decays ? 1 : 0, [size])))
}
