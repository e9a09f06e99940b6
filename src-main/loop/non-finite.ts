/** Where in a step the first number stopped being finite, in words. */
import type { StepTrace, TrainingState } from '../engines/engine'
import type { Network } from '../program/network'
import { widthsOf } from '../program/network'
import { layerName } from './layers'

/** null: every number is finite. */
export function describeNonFinite(
  network: Network,
  state: TrainingState,
  trace: StepTrace,
  rows: number,
): string | null {
  const stages: [string, () => ArrayLike<number>][] = [
    ['The weights before this step are not finite any more.', () => state.parameters],
    ...widthsOf(network).flatMap((units, i): [string, () => ArrayLike<number>][] => {
      const of = (kind: string) => () => trace.values[`forward.${i}.${kind}`]!.subarray(0, rows * units)
      const name = layerName(network, i)
      return [
        [`${name}: a preactivation is too large for a number.`, of('preactivation')],
        [`${name}: an activation is too large for a number.`, of('activation')],
      ]
    }),
    ['The loss is too large for a number.', () => [trace.loss]],
    ['A gradient is too large for a number.', () => trace.gradient],
    ['The update makes a weight too large for a number.', () => trace.parameters],
  ]
  return stages.find(([, values]) => !allFinite(values()))?.[0] ?? null
}

function allFinite(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false
  return true
}
