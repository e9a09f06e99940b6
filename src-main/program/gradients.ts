/**
 * Reverse-mode differentiation: one walk from the loss back to what it depends on (the tutorial's backward pass).
 *
 * Every operation knows its own backward; here their results are chained and summed. Source: Griewank and Walther,
 * Evaluating Derivatives, chapter 3.
 */
import type { Shortcut, Tensor, TracedNode } from './trace'
import { add } from './ops/elementwise'
import { filled } from './ops/shape'

/** ∂loss/∂x for each x of `wrt`, in its shape; zeros where the loss does not depend on it. */
export function gradients(loss: Tensor, wrt: readonly Tensor[]): Tensor[] {
  const found = new Map<Tensor, Tensor>([[loss, filled(loss, 1, loss.shape)]])
  for (const step of pathTo(loss, wrt).reverse()) {
    const outer = step.outputs.map((output) => found.get(output) ?? null)
    if (outer.every((gradient) => gradient === null)) continue
    if (step.backward === null) throw new Error(`${kindOf(step)} has no gradient.`)
    step.backward(outer).forEach((gradient, i) => {
      if (gradient === null) return
      const input = step.inputs[i]!
      const sofar = found.get(input)
      found.set(input, sofar === undefined ? gradient : add(sofar, gradient))
    })
  }
  return wrt.map((x) => found.get(x) ?? filled(x, 0, x.shape))
}

type Step = TracedNode | Shortcut

function kindOf(step: Step): string {
  return 'operation' in step ? step.operation.kind : 'It'
}

/** The steps between `wrt` and the loss, each after those it reads. */
function pathTo(loss: Tensor, wrt: readonly Tensor[]): Step[] {
  const path = new Set<Step>()
  const leads = new Map<Tensor, boolean>(wrt.map((x) => [x, true]))
  const visit = (tensor: Tensor): boolean => {
    const known = leads.get(tensor)
    if (known !== undefined) return known
    const step = tensor.shortcut ?? tensor.source
    const leadsThere = step !== null && step.inputs.map(visit).includes(true)
    leads.set(tensor, leadsThere)
    if (leadsThere) path.add(step)
    return leadsThere
  }
  visit(loss)
  return [...path]
}
