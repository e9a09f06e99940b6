/**
 * The training loop: forward pass → loss → backward pass → update → repeat.
 *
 * One step is written once, in training-step.ts. The programs around it differ in how often it is repeated: a block of
 * steps, or many epochs with the validation loss at the end of each.
 */
import { asBatch, everyRow, gatherBatches } from './batches'
import { forward, layerDraws } from './forward'
import { statisticsInput } from './inference-program'
import { lossOf } from './losses'
import { parameterLayout } from './network'
import { loop } from './ops/loop'
import { filled } from './ops/shape'
import { optimizerRule } from './optimizers/optimizers'
import type { Program } from './program'
import type { Data, Numbers, Rows } from './training-inputs'
import { dataInputs, numberInputs, outputState, stateInputs, validationInputs } from './training-inputs'
import type { TrainingPlan } from './training-plan'
import type { LoopState } from './training-step'
import { trainingStep } from './training-step'
import type { Tensor, Tracing } from './trace'
import { trace } from './trace'

/**
 * A block of steps within one epoch.
 *
 * features [rows, inputs], targets [rows, outputs], rowWeights [rows] (of weighted data), updates float64 [steps] (their
 * numbers, from 1), rates float64 [steps] (their learning rates), order int32 [steps, batch] (row numbers, −1 where there
 * is none), parameters and slots [total], statistics [total] (of a network that keeps any) → the same, updated, as
 * nextParameters, nextSlots.…, nextStatistics; and losses [steps].
 */
export function stepsProgram(plan: TrainingPlan): Program {
  return trace((tracing) => {
    const data = dataInputs(tracing, plan, 'rows')
    const numbers = numberInputs(tracing, ['steps'])
    const order = tracing.input('order', 'int32', ['steps', plan.batchSize])
    const { state, stacked } = repeatSteps(plan, stateInputs(tracing, plan), data, order, numbers)
    outputState(tracing, state)
    tracing.output('losses', stacked[0]!)
  })
}

/**
 * Many epochs, each with the validation loss at its end (Σ over the validation rows) where there are such rows.
 *
 * As `stepsProgram`, with updates and rates [epochs, steps], order [epochs, steps, batch] and the validation rows' features
 * and targets → also validationLosses [epochs]; losses are [epochs, steps]. With full batches there is no order, and
 * updates, rates and losses are [epochs].
 */
export function epochsProgram(plan: TrainingPlan, steps: number, validationRows: number): Program {
  return trace((tracing) => {
    const data = dataInputs(tracing, plan, 'rows')
    const validation = validationRows === 0 ? null : validationInputs(tracing, plan, validationRows)
    const first = stateInputs(tracing, plan)
    const atEnd = (state: LoopState): Tensor[] =>
      validation === null ? [] : [validationLoss(plan, state.parameters, state.statistics, validation)]
    const { state, stacked } = plan.fullBatch
      ? repeatSteps(plan, first, data, null, numberInputs(tracing, ['epochs']), atEnd)
      : repeatEpochs(plan, first, data, epochInputs(tracing, plan, steps), atEnd)
    outputState(tracing, state)
    tracing.output('losses', stacked[0]!)
    if (validation !== null) tracing.output('validationLosses', stacked[1]!)
  })
}

/** Validation rows' features and targets, parameters, statistics → lossSum [], Σ over the rows, as a prediction sees them. */
export function validationProgram(plan: TrainingPlan): Program {
  return trace((tracing) => {
    const data = validationInputs(tracing, plan, 'validationRows')
    const parameters = tracing.input('parameters', 'float32', [parameterLayout(plan.network).total])
    const statistics = statisticsInput(tracing, plan.network)
    tracing.output('lossSum', validationLoss(plan, parameters, statistics, data))
  })
}

type Repeated = { state: LoopState; stacked: readonly Tensor[] }

/**
 * The loop itself: the losses, stacked, and what `after` makes of the state after each step. Batches are gathered for the
 * whole block at once and handed in one a turn.
 */
function repeatSteps(
  plan: TrainingPlan,
  first: LoopState,
  data: Data,
  order: Tensor | null,
  { updates, rates }: Numbers,
  after: (state: LoopState) => Tensor[] = () => [],
): Repeated {
  const { pack, unpack } = packing(plan)
  const perStep = optimizerRule(plan.optimizer).perStep(updates, rates)
  const draws = layerDraws(plan.network, plan.seed, updates)
  const [rateNames, drawNames] = [Object.keys(perStep), Object.keys(draws)]
  const batches = order === null ? [] : gatherBatches(data, order)
  const scanned = [updates, ...Object.values(perStep), ...Object.values(draws), ...batches]
  const { carried, stacked } = loop(pack(first), scanned, (values, [, ...slices]) => {
    const now = {
      optimizer: byName(rateNames, slices),
      draws: byName(drawNames, slices.slice(rateNames.length)),
    }
    const rows = slices.slice(rateNames.length + drawNames.length)
    const batch = order === null ? everyRow(plan, data) : asBatch(rows)
    const { state, loss } = trainingStep(plan, unpack(values), batch, now)
    return { carried: pack(state), stacked: [loss, ...after(state)] }
  })
  return { state: unpack(carried), stacked }
}

function repeatEpochs(
  plan: TrainingPlan,
  first: LoopState,
  data: Data,
  { updates, rates, order }: Numbers & { order: Tensor },
  atEnd: (state: LoopState) => Tensor[],
): Repeated {
  const { pack, unpack } = packing(plan)
  const { carried, stacked } = loop(
    pack(first),
    [updates, rates, order],
    (values, [ofEpoch, epochRates, epochOrder]) => {
      const numbers = { updates: ofEpoch!, rates: epochRates! }
      const { state, stacked: losses } = repeatSteps(plan, unpack(values), data, epochOrder!, numbers)
      return { carried: pack(state), stacked: [...losses, ...atEnd(state)] }
    },
  )
  return { state: unpack(carried), stacked }
}

function epochInputs({ input }: Tracing, plan: TrainingPlan, steps: number): Numbers & { order: Tensor } {
  return {
    updates: input('updates', 'float64', ['epochs', steps]),
    rates: input('rates', 'float64', ['epochs', steps]),
    order: input('order', 'int32', ['epochs', steps, plan.batchSize]),
  }
}

function validationLoss(
  plan: TrainingPlan,
  parameters: Tensor,
  statistics: Tensor | null,
  { features, targets }: Rows,
): Tensor {
  const weights = filled(features, 1, [features.shape[0]!, 1])
  const { outputs } = forward(plan.network, parameters, statistics, features, { kind: 'prediction' })
  return lossOf(plan.loss, outputs, targets, weights)
}

type Packing = { pack: (state: LoopState) => Tensor[]; unpack: (values: readonly Tensor[]) => LoopState }

/** A state ⇄ the values that a loop carries. */
function packing(plan: TrainingPlan): Packing {
  const { slots: names } = optimizerRule(plan.optimizer)
  return {
    pack: ({ parameters, slots, statistics }) => [
      parameters,
      ...names.map((name) => slots[name]!),
      ...(statistics === null ? [] : [statistics]),
    ],
    unpack: ([parameters, ...values]) => ({
      parameters: parameters!,
      slots: byName(names, values),
      statistics: values[names.length] ?? null,
    }),
  }
}

function byName(names: readonly string[], values: readonly Tensor[]): Record<string, Tensor> {
  return Object.fromEntries(names.map((name, i) => [name, values[i]!]))
}
