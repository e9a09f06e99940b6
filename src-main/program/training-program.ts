/**
 * The training loop, in the tutorial's words: forward pass → loss → backward pass → update → repeat.
 *
 * One step is written once, in `trainingStep`. The programs around it differ in how often it is repeated: a block of
 * steps, many epochs with the validation loss at the end of each, or once with every intermediate as an output.
 */
import type { Loss, Optimizer } from '../../src-shared/recipe'
import { activations, answerActivation } from './activations'
import { forward, takeApart } from './forward'
import { gradients } from './gradients'
import { lossFunctions } from './losses'
import type { Network } from './network'
import { optimizerSlots, outputsOf, parameterLayout } from './network'
import { gather, split } from './ops/arrange'
import { add, cast, div, greater, mul } from './ops/elementwise'
import { loop } from './ops/loop'
import { filled, reshape, sum } from './ops/shape'
import type { Slots, Updated } from './optimizers/rule'
import { optimizerRule } from './optimizers/optimizers'
import type { Program } from './program'
import type { Tensor, Tracing } from './trace'
import { named, namedLike, trace } from './trace'

export type TrainingPlan = {
  network: Network
  loss: Loss
  optimizer: Optimizer
  /** Rows of a step; the last step of an epoch is padded to it. */
  batchSize: number
  /** Every step takes every row, in their own order: no shuffling, no padding, one step an epoch. */
  fullBatch: boolean
}

type Batch = { features: Tensor; targets: Tensor; weights: Tensor }
type Schedule = Record<string, Tensor>

/** How far off the outputs are: [], the mean over the batch's rows. */
export function measureLoss(plan: TrainingPlan, outputs: Tensor, { targets, weights }: Batch): Tensor {
  return named('loss', lossFunctions[plan.loss](outputs, targets, weights))
}

/** ∂loss/∂parameters: [total]. */
export function backward(plan: TrainingPlan, loss: Tensor, parameters: Tensor): Tensor {
  const [gradient] = gradients(loss, [parameters])
  takeApart(plan.network, gradient!, 'backward.')
  return gradient!
}

/** Moves the parameters against their gradient, as the optimizer's rule has it. */
export function update(plan: TrainingPlan, state: Updated, gradient: Tensor, schedule: Schedule): Updated {
  return optimizerRule(plan.optimizer).update(state.parameters, gradient, state.slots, schedule)
}

/** One turn of the training loop. The loss is that of the batch before the update, as the tutorial prints it. */
export function trainingStep(
  plan: TrainingPlan,
  state: Updated,
  batch: Batch,
  schedule: Schedule,
): { state: Updated; loss: Tensor } {
  const outputs = forward(plan.network, state.parameters, batch.features)
  const loss = measureLoss(plan, outputs, batch)
  const gradient = backward(plan, loss, state.parameters)
  return { state: update(plan, state, gradient, schedule), loss }
}

/**
 * A block of steps within one epoch.
 *
 * features [rows, inputs], targets [rows, outputs], updates float64 [steps] (their numbers, from 1), order int32
 * [steps, batch] (row numbers, −1 where there is none), parameters and slots [total] → the same, updated, and
 * losses [steps].
 */
export function stepsProgram(plan: TrainingPlan): Program {
  return trace((tracing) => {
    const data = dataInputs(tracing, plan, 'rows')
    const updates = tracing.input('updates', 'float64', ['steps'])
    const order = tracing.input('order', 'int32', ['steps', plan.batchSize])
    const { state, stacked } = repeatSteps(plan, stateInputs(tracing, plan), data, order, updates)
    outputState(tracing, state)
    tracing.output('losses', stacked[0]!)
  })
}

/**
 * Many epochs, each with the validation loss at its end (Σ over the validation rows) where there are such rows.
 *
 * As `stepsProgram`, with updates [epochs, steps], order [epochs, steps, batch] and the validation rows' features and
 * targets → also validationLosses [epochs]; losses are [epochs, steps]. With full batches there is no order, and
 * updates and losses are [epochs].
 */
export function epochsProgram(plan: TrainingPlan, steps: number, validationRows: number): Program {
  return trace((tracing) => {
    const data = dataInputs(tracing, plan, 'rows')
    const validation = validationRows === 0 ? null : validationInputs(tracing, plan, validationRows)
    const first = stateInputs(tracing, plan)
    const atEnd = ({ parameters }: Updated): Tensor[] =>
      validation === null ? [] : [validationLoss(plan, parameters, validation)]
    const { state, stacked } = plan.fullBatch
      ? repeatSteps(plan, first, data, null, tracing.input('updates', 'float64', ['epochs']), atEnd)
      : repeatEpochs(plan, first, data, epochInputs(tracing, plan, steps), atEnd)
    outputState(tracing, state)
    tracing.output('losses', stacked[0]!)
    if (validation !== null) tracing.output('validationLosses', stacked[1]!)
  })
}

/** features [rows, inputs], targets [rows, outputs], parameters [total] → lossSum [], Σ over the rows. */
export function validationProgram(plan: TrainingPlan): Program {
  return trace((tracing) => {
    const data = validationInputs(tracing, plan, 'validationRows')
    const parameters = tracing.input('parameters', 'float32', [parameterLayout(plan.network).total])
    tracing.output('lossSum', validationLoss(plan, parameters, data))
  })
}

/**
 * One step with every named intermediate as an output.
 *
 * features [batch, inputs], targets [batch, outputs], weights [batch, 1] (each row's share of the mean, 0 for padding),
 * updates float64 [], parameters, slots → the state after the step; `forward.0.preactivation`, `forward.0.activation`,
 * `loss` [], `lossOfRow` [batch, 1], `prediction` [batch, outputs] (values or probabilities), ∂loss/∂ of every parameter
 * (`backward.layers.0.weights`) and of every preactivation (`backward.0.preactivation`), and what the optimizer's rule
 * explains (`update.…`).
 */
export function stepProgram(plan: TrainingPlan): Program {
  return trace(
    (tracing) => {
      const data = dataInputs(tracing, plan, plan.batchSize)
      const batch = { ...data, weights: tracing.input('weights', 'float32', [plan.batchSize, 1]) }
      const updates = tracing.input('updates', 'float64', [])
      const rule = optimizerRule(plan.optimizer)
      const first = stateInputs(tracing, plan)
      const { state, loss } = trainingStep(plan, first, batch, rule.schedule(updates))
      outputState(tracing, state)
      explainLoss(tracing, plan, loss, batch)
      const [gradient] = gradients(loss, [first.parameters])
      tracing.output('gradient', gradient!)
      rule.explain(gradient!, state.slots, updates)
    },
    { outputNames: true },
  )
}

/** The mean is Σ weight · row loss, so a row's own loss is ∂mean/∂weight: no formula is written twice. */
function explainLoss({ output }: Tracing, plan: TrainingPlan, loss: Tensor, { weights }: Batch): void {
  const values = namedLike(loss, /^forward\.\d+\.preactivation$/)
  const wrt = values.map(({ tensor }) => tensor)
  const [ofRow, ...deltas] = gradients(loss, [weights, ...wrt])
  output('lossOfRow', ofRow!)
  deltas.forEach((delta, i) => output(values[i]!.name.replace('forward', 'backward'), delta))
  const task = plan.loss === 'mse' ? 'regression' : 'classification'
  output('prediction', activations[answerActivation(task, outputsOf(plan.network))](values.at(-1)!.tensor))
}

/**
 * The loss at many points of a plane through the parameters, in double: a surface, or a central difference.
 *
 * features float64 [rows, inputs], targets [rows, outputs], weights [rows, 1], center, first, second [total], at
 * [points, 2] → losses [points], at center + at₀ · first + at₁ · second.
 */
export function planeProgram(plan: Pick<TrainingPlan, 'network' | 'loss'>): Program {
  return trace(({ input, output }) => {
    const { total } = parameterLayout(plan.network)
    const features = input('features', 'float64', ['rows', plan.network.inputs])
    const targets = input('targets', 'float64', ['rows', outputsOf(plan.network)])
    const weights = input('weights', 'float64', ['rows', 1])
    const [center, first, second] = ['center', 'first', 'second'].map((name) => input(name, 'float64', [total]))
    const at = input('at', 'float64', ['points', 2])
    const none = input('none', 'float64', [])
    const { stacked } = loop([none], [at], ([carried], [place]) => {
      const [a, b] = split(place!, [1, 1])
      const parameters = add(add(center!, mul(first!, a!)), mul(second!, b!))
      const outputs = forward(plan.network, parameters, features)
      return { carried: [carried!], stacked: [lossFunctions[plan.loss](outputs, targets, weights)] }
    })
    output('losses', stacked[0]!)
  })
}

type Data = { features: Tensor; targets: Tensor }

type Repeated = { state: Updated; stacked: readonly Tensor[] }

/**
 * The loop itself: the losses, stacked, and what `after` makes of the state after each step. Batches are gathered for the
 * whole block at once and handed in one a turn.
 */
function repeatSteps(
  plan: TrainingPlan,
  first: Updated,
  data: Data,
  order: Tensor | null,
  updates: Tensor,
  after: (state: Updated) => Tensor[] = () => [],
): Repeated {
  const names = optimizerSlots(plan.optimizer)
  const schedule = optimizerRule(plan.optimizer).schedule(updates)
  const scheduleNames = Object.keys(schedule)
  const scanned = [updates, ...Object.values(schedule), ...(order === null ? [] : gatherBatches(data, order))]
  const { carried, stacked } = loop(flatten(first, names), scanned, (values, [, ...slices]) => {
    const now = Object.fromEntries(scheduleNames.map((name, i) => [name, slices[i]!]))
    const batch = order === null ? everyRow(plan, data) : asBatch(slices.slice(scheduleNames.length))
    const { state, loss } = trainingStep(plan, unflatten(values, names), batch, now)
    return { carried: flatten(state, names), stacked: [loss, ...after(state)] }
  })
  return { state: unflatten(carried, names), stacked }
}

function repeatEpochs(
  plan: TrainingPlan,
  first: Updated,
  data: Data,
  { updates, order }: { updates: Tensor; order: Tensor },
  atEnd: (state: Updated) => Tensor[],
): Repeated {
  const names = optimizerSlots(plan.optimizer)
  const { carried, stacked } = loop(flatten(first, names), [updates, order], (values, [epochUpdates, epochOrder]) => {
    const { state, stacked: losses } = repeatSteps(plan, unflatten(values, names), data, epochOrder!, epochUpdates!)
    return { carried: flatten(state, names), stacked: [...losses, ...atEnd(state)] }
  })
  return { state: unflatten(carried, names), stacked }
}

function epochInputs({ input }: Tracing, plan: TrainingPlan, steps: number): { updates: Tensor; order: Tensor } {
  return {
    updates: input('updates', 'float64', ['epochs', steps]),
    order: input('order', 'int32', ['epochs', steps, plan.batchSize]),
  }
}

/** order int32 [steps, batch] → features [steps, batch, inputs], targets, and weights [steps, batch, 1] that sum to one. */
function gatherBatches({ features, targets }: Data, order: Tensor): Tensor[] {
  const present = cast(greater(order, -1), features.type)
  const weights = div(present, sum(present, [1], true))
  return [gather(features, order), gather(targets, order), reshape(weights, [...order.shape, 1])]
}

function asBatch([features, targets, weights]: readonly Tensor[]): Batch {
  return { features: features!, targets: targets!, weights: weights! }
}

function everyRow(plan: TrainingPlan, { features, targets }: Data): Batch {
  return { features, targets, weights: filled(features, 1 / plan.batchSize, [plan.batchSize, 1]) }
}

function validationLoss(plan: TrainingPlan, parameters: Tensor, { features, targets }: Data): Tensor {
  const weights = filled(features, 1, [features.shape[0]!, 1])
  return lossFunctions[plan.loss](forward(plan.network, parameters, features), targets, weights)
}

function dataInputs({ input }: Tracing, plan: TrainingPlan, rows: number | string): Data {
  const size = plan.fullBatch ? plan.batchSize : rows
  return {
    features: input('features', 'float32', [size, plan.network.inputs]),
    targets: input('targets', 'float32', [size, outputsOf(plan.network)]),
  }
}

function validationInputs({ input }: Tracing, plan: TrainingPlan, rows: number | string): Data {
  return {
    features: input('validationFeatures', 'float32', [rows, plan.network.inputs]),
    targets: input('validationTargets', 'float32', [rows, outputsOf(plan.network)]),
  }
}

function stateInputs({ input }: Tracing, plan: TrainingPlan): Updated {
  const { total } = parameterLayout(plan.network)
  const slots: Slots = {}
  for (const name of optimizerSlots(plan.optimizer)) slots[name] = input(`slots.${name}`, 'float32', [total])
  return { parameters: input('parameters', 'float32', [total]), slots }
}

function outputState({ output }: Tracing, state: Updated): void {
  output('nextParameters', state.parameters)
  for (const [name, slot] of Object.entries(state.slots)) output(`nextSlots.${name}`, slot)
}

const flatten = (state: Updated, names: readonly string[]): Tensor[] => [
  state.parameters,
  ...names.map((name) => state.slots[name]!),
]

function unflatten([parameters, ...slots]: readonly Tensor[], names: readonly string[]): Updated {
  return { parameters: parameters!, slots: Object.fromEntries(names.map((name, i) => [name, slots[i]!])) }
}
