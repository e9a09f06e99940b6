/**
 * Reverse-mode differentiation: one walk from the loss back to what it depends on (the tutorial's backward pass).
 *
 * Every operation knows its own backward; here their results are chained and summed. Source: Griewank and Walther,
 * Evaluating Derivatives, chapter 3.
 */
import type { Tensor, TracedNode } from './trace'
import { add } from './ops/elementwise'
import { filled } from './ops/shape'

/** ∂loss/∂x for each x of `wrt`, in its shape; zeros where the loss does not depend on it. */
export function gradients(loss: Tensor, wrt: readonly Tensor[]): Tensor[] {
  const found = new Map<Tensor, Tensor>([[loss, filled(loss, 1, loss.shape)]])
  for (const node of pathTo(loss, wrt).reverse()) {
    const outer = node.outputs.map((output) => found.get(output) ?? null)
    if (outer.every((gradient) => gradient === null)) continue
    if (node.backward === null) throw new Error(`${node.operation.kind} has no gradient.`)
    node.backward(outer).forEach((gradient, i) => {
      if (gradient === null) return
      const input = node.inputs[i]!
      const sofar = found.get(input)
      found.set(input, sofar === undefined ? gradient : add(sofar, gradient))
    })
  }
  return wrt.map((x) => found.get(x) ?? filled(x, 0, x.shape))
}

/** The nodes between `wrt` and the loss, each after those it reads. */
function pathTo(loss: Tensor, wrt: readonly Tensor[]): TracedNode[] {
  const path = new Set<TracedNode>()
  const leads = new Map<Tensor, boolean>(wrt.map((x) => [x, true]))
  const visit = (tensor: Tensor): boolean => {
    const known = leads.get(tensor)
    if (known !== undefined) return known
    const node = tensor.source
    const leadsThere = node !== null && node.inputs.map(visit).includes(true)
    leads.set(tensor, leadsThere)
    if (leadsThere) path.add(node)
    return leadsThere
  }
  visit(loss)
  return [...path]
}
