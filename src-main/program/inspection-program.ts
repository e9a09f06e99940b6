/** One step opened up, and the loss around a step: what the Loop view shows, by the same functions that train. */
import { answers } from './answer'
import type { Batch } from './batches'
import { forward, layerDraws } from './forward'
import { gradients } from './gradients'
import { lossOf } from './losses'
import { outputsOf, parameterLayout, statisticLayout } from './network'
import { split } from './ops/arrange'
import { add, mul } from './ops/elementwise'
import { loop } from './ops/loop'
import { filled } from './ops/shape'
import { optimizerRule } from './optimizers/optimizers'
import type { Program } from './program'
import { numberInputs, outputState, rowInputs, stateInputs } from './training-inputs'
import type { TrainingPlan } from './training-plan'
import { trainingStep } from './training-step'
import type { Tensor, Tracing } from './trace'
import { namedLike, trace } from './trace'

/**
 * One step with every named intermediate as an output.
 *
 * features [batch, inputs], targets [batch, outputs], weights [batch, 1] (each row's share of the loss, 0 for padding),
 * shares [batch, 1] (its share of the batch, where the network keeps statistics), updates and rates float64 [],
 * parameters, slots, statistics → the state after the step; `forward.0.preactivation`, `forward.0.activation`, `loss` [],
 * `lossOfRow` [batch, 1], `prediction` [batch, outputs] (values or probabilities), ∂loss/∂ of every parameter
 * (`backward.layers.0.weights`) and of every preactivation (`backward.0.preactivation`), `gradient` [total] and
 * `update.gradient` [total] (with penalties and limit: what the optimizer follows), and what its rule explains
 * (`update.…`).
 */
export function stepProgram(plan: TrainingPlan): Program {
  return trace(
    (tracing) => {
      const weights = tracing.input('weights', 'float32', [plan.batchSize, 1])
      const keeps = statisticLayout(plan.network).total > 0
      const shares = keeps ? tracing.input('shares', 'float32', [plan.batchSize, 1]) : weights
      const batch = { ...rowInputs(tracing, plan, plan.batchSize), weights, shares }
      const { updates, rates } = numberInputs(tracing, [])
      const rule = optimizerRule(plan.optimizer)
      const now = { optimizer: rule.perStep(updates, rates), draws: layerDraws(plan.network, plan.seed, updates) }
      const { state, loss, gradient, inputs } = trainingStep(plan, stateInputs(tracing, plan), batch, now)
      outputState(tracing, state)
      explainLoss(tracing, plan, loss, batch)
      tracing.output('gradient', gradient)
      rule.explain(inputs, state.slots, updates, rates)
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
  output('prediction', answers[plan.network.answer](wrt.at(-1)!))
}

/**
 * The loss at many points of a plane through the parameters, in double: a surface, or a central difference. As training
 * sees it at that update: with the batch's own statistics, and with its dropout.
 *
 * features float64 [rows, inputs], targets [rows, outputs], weights and shares [rows, 1], updates [], center, first,
 * second [total], at [points, 2] → losses [points], at center + at₀ · first + at₁ · second.
 */
export function planeProgram(plan: TrainingPlan): Program {
  return trace(({ input, output }) => {
    const { network } = plan
    const { total } = parameterLayout(network)
    const features = input('features', 'float64', ['rows', network.inputs])
    const targets = input('targets', 'float64', ['rows', outputsOf(network)])
    const weights = input('weights', 'float64', ['rows', 1])
    const shares = input('shares', 'float64', ['rows', 1])
    const draws = layerDraws(network, plan.seed, input('updates', 'float64', []))
    const [center, first, second] = ['center', 'first', 'second'].map((name) => input(name, 'float64', [total]))
    const at = input('at', 'float64', ['points', 2])
    const statistics = statisticLayout(network).total
    const running = statistics === 0 ? null : filled(features, 0, [statistics])
    const { stacked } = loop([input('none', 'float64', [])], [at], ([carried], [place]) => {
      const [a, b] = split(place!, [1, 1])
      const parameters = add(add(center!, mul(first!, a!)), mul(second!, b!))
      const { outputs } = forward(network, parameters, running, features, { kind: 'training', shares, draws })
      return { carried: [carried!], stacked: [lossOf(plan.loss, outputs, targets, weights)] }
    })
    output('losses', stacked[0]!)
  })
}
