/** Vectors of a network and its training, as the programs take them by name. */
import type { Network } from '../program/network'
import { parameterLayout, statisticLayout } from '../program/network'
import { optimizerSlots } from '../program/optimizers/optimizers'
import type { Learned, TrainingSpec, TrainingState } from './engine'
import type { Elements, Feed } from './compiled-program'
import { floats } from './compiled-program'

export function learnedFeeds(network: Network, { parameters, statistics }: Learned): Record<string, Feed> {
  const { total } = statisticLayout(network)
  return {
    parameters: { data: parameters, shape: [parameterLayout(network).total] },
    ...(total === 0 ? {} : { statistics: { data: statistics, shape: [total] } }),
  }
}

type Vectors = Pick<TrainingState, 'parameters' | 'slots' | 'statistics'>

export function stateFeeds({ network, optimizer }: TrainingSpec, state: Vectors): Record<string, Feed> {
  const { total } = parameterLayout(network)
  const slots = optimizerSlots(optimizer).map((name) => [name, { data: state.slots[name]!, shape: [total] }] as const)
  return {
    ...learnedFeeds(network, state),
    ...Object.fromEntries(slots.map(([name, feed]) => [`slots.${name}`, feed])),
  }
}

/** The vectors after the steps that a program made. */
export function nextVectors({ network, optimizer }: TrainingSpec, found: Record<string, Elements>): Vectors {
  const keeps = statisticLayout(network).total > 0
  return {
    parameters: floats(found, 'nextParameters'),
    slots: Object.fromEntries(optimizerSlots(optimizer).map((name) => [name, floats(found, `nextSlots.${name}`)])),
    statistics: keeps ? floats(found, 'nextStatistics') : new Float32Array(),
  }
}
