/**
 * A training's progress ⇄ what the project file keeps of it.
 *
 * A checkpoint holds everything that the next step depends on, so that a run that was cut anywhere is, byte for byte,
 * the one that never was: weights, the optimizer's slots, the place in the epoch and so in its order of rows, the
 * counters that random numbers are drawn from, what is watched, and the best epoch's weights.
 */
import * as z from 'zod'
import { EpochwiseError } from '../../src-shared/errors'
import type { EngineInfo } from '../../src-shared/project'
import type { Recipe } from '../../src-shared/recipe'
import { engineIds } from '../../src-shared/recipe'
import type { Checkpoint } from '../document/run-store'
import type { Learned, TrainingState } from '../engines/engine'
import type { Network } from '../program/network'
import { initialParameters, initialStatistics, parameterLayout, statisticLayout } from '../program/network'
import { optimizerSlots } from '../program/optimizers/optimizers'
import type { Progress } from './messages'
import { firstWatch } from './watch'

const count = z.int().min(0)
const waiting = z.strictObject({ reference: z.number().nullable(), epochs: count })

const countersSchema = z.object({
  step: count,
  epochLossSum: z.number(),
  seconds: z.number().min(0),
  watch: z
    .strictObject({
      best: z.strictObject({ epoch: count, loss: z.number() }).nullable(),
      stop: waiting,
      plateau: waiting,
      rateScale: z.number().positive(),
    })
    .default(firstWatch),
  madeBy: z
    .strictObject({ id: z.enum(engineIds), name: z.string().max(200), version: z.string().max(200) })
    .nullable()
    .catch(null)
    .default(null),
})

/** The name of a slot among the tensors. */
const slotName = (slot: string): string => `slot.${slot}`
const bestPrefix = 'best.'

/** The engine that made the last steps; null: not known. */
export type MadeBy = Pick<EngineInfo, 'id' | 'name' | 'version'> | null

/** What a checkpoint was made of and by, to be told when it no longer fits. */
export type Origin = { fingerprint: string; madeBy: MadeBy }

export function toCheckpoint({ state, seconds, watch, best }: Progress, origin?: Origin): Checkpoint {
  const slots = Object.entries(state.slots).map(([name, values]) => [slotName(name), values] as const)
  return {
    epoch: state.epoch,
    step: state.position,
    counters: { step: state.step, epochLossSum: state.epochLossSum, seconds, watch, ...origin },
    tensors: {
      ...learnedTensors(state),
      ...Object.fromEntries(slots),
      ...(best === null ? {} : learnedTensors(best, bestPrefix)),
    },
  }
}

/** Without statistics where the network keeps none. */
function learnedTensors({ parameters, statistics }: Learned, prefix = ''): Record<string, Float32Array> {
  return {
    [`${prefix}parameters`]: parameters,
    ...(statistics.length === 0 ? {} : { [`${prefix}statistics`]: statistics }),
  }
}

/** @throws EpochwiseError project.invalid where the checkpoint doesn't fit the run's own network */
export function fromCheckpoint(checkpoint: Checkpoint, network: Network, recipe: Recipe): Progress {
  const counters = countersSchema.safeParse(checkpoint.counters)
  if (!counters.success) throw damaged()
  const { total } = parameterLayout(network)
  const kept = statisticLayout(network).total
  const has = (name: string): boolean => Object.hasOwn(checkpoint.tensors, name)
  const tensor = (name: string, length = total): Float32Array => {
    const values = has(name) ? checkpoint.tensors[name] : undefined
    if (values?.length !== length) throw damaged()
    return values
  }
  const learned = (prefix = ''): Learned => ({
    parameters: tensor(`${prefix}parameters`),
    statistics: kept === 0 ? new Float32Array() : tensor(`${prefix}statistics`, kept),
  })
  const slots = optimizerSlots(recipe.optimizer).map((slot) => [slot, tensor(slotName(slot))] as const)
  const { step, epochLossSum, seconds, watch } = counters.data
  const { epoch, step: position } = checkpoint
  const state = {
    ...learned(),
    slots: Object.fromEntries(slots),
    step,
    epoch,
    position,
    epochLossSum,
    rateFactor: watch.rateScale,
  }
  const best = has(`${bestPrefix}parameters`) ? learned(bestPrefix) : null
  return { state, seconds, watch, best }
}

/**
 * The weights that a run answers with: those of its best epoch where its recipe says so, else those it came to.
 *
 * @throws EpochwiseError project.invalid
 */
export function weightsInUse(checkpoint: Checkpoint, network: Network, recipe: Recipe): Learned {
  const { state, best } = fromCheckpoint(checkpoint, network, recipe)
  return recipe.earlyStopping?.restoreBest && best !== null ? best : state
}

/** Another engine, or another version of it, goes on with the same numbers, and not with the same bits. */
export function madeBy({ counters }: Checkpoint): MadeBy {
  const read = countersSchema.safeParse(counters)
  return read.success ? read.data.madeBy : null
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
  return {
    parameters,
    slots: Object.fromEntries(slots),
    statistics: initialStatistics(network),
    ...{ step: 0, epoch: 0, position: 0, epochLossSum: 0, rateFactor: 1 },
  }
}

/** A training that begins at `state`; a branch with what its parent's plateaus have left of the rate. */
export function progressFrom(state: TrainingState): Progress {
  return { state, seconds: 0, watch: { ...firstWatch, rateScale: state.rateFactor }, best: null }
}

function damaged(): EpochwiseError {
  return new EpochwiseError('project.invalid', "This run's weights are damaged. Train again.")
}
