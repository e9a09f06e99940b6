/** The two directions of a slice through many parameters, each of length one and at right angles to the other. */
import type { Plane, StepTrace, TrainingState } from '../engines/engine'
import { createRandom } from '../program/random'
import type { Walk } from './walk'

export type Axis = { label: string; low: number; high: number }
export type Direction = { label: string; direction: Float64Array }

export function directions(walk: Walk, trace: StepTrace, which: 'gradient' | 'start'): [Direction, Direction] {
  const random = Float64Array.from(normals(walk.state.parameters.length, walk.subject.recipe.seed))
  const first = which === 'gradient' ? downhill(trace) : fromStart(walk)
  const main = normalised(first.direction) ?? normalised(random)!
  const [label, other] =
    which === 'gradient'
      ? ['A random direction at right angles', random]
      : ['Against the gradient, at right angles', downhill(trace).direction]
  const second = normalised(without(other, main)) ?? normalised(without(random, main)) ?? new Float64Array(main.length)
  return [
    { label: first.label, direction: main },
    { label, direction: second },
  ]
}

function downhill({ gradient }: StepTrace): Direction {
  return { label: 'Against the gradient', direction: Float64Array.from(gradient, (one) => -one) }
}

function fromStart({ kept, state }: Walk): Direction {
  const start = kept.first.state.parameters
  return {
    label: 'From the first step here',
    direction: Float64Array.from(state.parameters, (one, i) => one - start[i]!),
  }
}

/** Place of a state along a direction, seen from the plane's center. */
export function project({ parameters }: TrainingState, { center }: Plane, direction: Float64Array): number {
  let sum = 0
  for (let i = 0; i < direction.length; i++) sum += (parameters[i]! - center[i]!) * direction[i]!
  return sum
}

export function lengthOf(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2
  return Math.sqrt(sum)
}

/** null: it has no direction, being zero or not finite. */
function normalised(vector: Float64Array): Float64Array | null {
  const length = Math.hypot(lengthOf(vector, new Float64Array(vector.length)))
  return length > 1e-12 && Number.isFinite(length) ? vector.map((one) => one / length) : null
}

/** Less its part along `along`. */
function without(vector: Float64Array, along: Float64Array): Float64Array {
  const share = vector.reduce((sum, one, i) => sum + one * along[i]!, 0)
  return vector.map((one, i) => one - share * along[i]!)
}

/** Box and Muller 1958: normal numbers, so that no axis is preferred. */
function* normals(count: number, seed: number): Generator<number> {
  const next = createRandom(seed, 'slice-direction', 0)
  for (let i = 0; i < count; i++) yield Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
}
