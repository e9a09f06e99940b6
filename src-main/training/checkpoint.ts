/** A training's state ⇄ what the project file keeps of it. */
import * as z from 'zod'
import { EpochwiseError } from '../../src-shared/errors'
import type { Recipe } from '../../src-shared/recipe'
import type { Checkpoint } from '../document/run-store'
import type { TrainingState } from '../engines/engine'
import type { Network } from '../program/network'
import { initialParameters, optimizerSlots, parameterLayout } from '../program/network'
import type { Progress } from './messages'

const countersSchema = z.object({
  step: z.int().min(0),
  epochLossSum: z.number(),
  seconds: z.number().min(0),
})

/** The name of a slot among the tensors. */
const slotName = (slot: string): string => `slot.${slot}`

export function toCheckpoint({ state, seconds }: Progress): Checkpoint {
  const slots = Object.entries(state.slots).map(([name, values]) => [slotName(name), values] as const)
  return {
    epoch: state.epoch,
    step: state.position,
    counters: { step: state.step, epochLossSum: state.epochLossSum, seconds },
    tensors: { parameters: state.parameters, ...Object.fromEntries(slots) },
  }
}

/** @throws EpochwiseError project.invalid where the checkpoint doesn't fit the run's own network */
export function fromCheckpoint(checkpoint: Checkpoint, network: Network, recipe: Recipe): Progress {
  const counters = countersSchema.safeParse(checkpoint.counters)
  if (!counters.success) throw damaged()
  const { total } = parameterLayout(network)
  const tensor = (name: string): Float32Array => {
    const values = Object.hasOwn(checkpoint.tensors, name) ? checkpoint.tensors[name] : undefined
    if (values?.length !== total) throw damaged()
    return values
  }
  const slots = optimizerSlots(recipe.optimizer).map((slot) => [slot, tensor(slotName(slot))] as const)
  const { step, epochLossSum, seconds } = counters.data
  const { epoch, step: position } = checkpoint
  const state = {
    parameters: tensor('parameters'),
    slots: Object.fromEntries(slots),
    step,
    epoch,
    position,
    epochLossSum,
  }
  return { state, seconds }
}

/** Further on in training than the checkpoint is. */
export function isAhead(state: TrainingState, { epoch, step }: Checkpoint): boolean {
  return state.epoch > epoch || (state.epoch === epoch && state.position > step)
}

/** Where training begins: the recipe's own weights, or drawn ones. */
export function initialState(network: Network, recipe: Recipe): TrainingState {
  const { total } = parameterLayout(network)
  const given = recipe.initialWeights
  const parameters = given === null ? initialParameters(network, recipe.seed) : Float32Array.from(given)
  const slots = optimizerSlots(recipe.optimizer).map((slot) => [slot, new Float32Array(total)] as const)
  return { parameters, slots: Object.fromEntries(slots), step: 0, epoch: 0, position: 0, epochLossSum: 0 }
}

function damaged(): EpochwiseError {
  return new EpochwiseError('project.invalid', "This run's weights are damaged. Train again.")
}
