/** Constants: numbers that are known while tracing. They stand at the program's top level, however deep they are used. */
import type { Dimension, ElementType } from '../program'
import type { Tensor } from '../trace'
import { Scope } from '../trace'

export function constant(
  near: Tensor | Scope,
  values: readonly number[],
  type: ElementType,
  shape: readonly number[],
): Tensor {
  const root = near instanceof Scope ? near.root : near.scope.root
  const [tensor] = root.add({ kind: 'constant', values }, [], [{ type, shape }], null)
  if (values.length === 1) tensor!.splat = values[0]!
  return tensor!
}

/** One number, of the type of the tensor it will meet. */
export function scalar(near: Tensor, value: number, type: ElementType = near.type): Tensor {
  return constant(near, [value], type, [])
}

export function sameShape(a: readonly Dimension[], b: readonly Dimension[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i])
}
