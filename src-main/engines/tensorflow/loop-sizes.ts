/** Sizes as TensorFlow gets them: every named size of a program as a number, −1 where only the call decides. */
import type { Dimension, Node, Program } from '../../program/program'
import type { FeedFacts } from '../compiled-program'

export class LoopSizes {
  /** Named sizes that loops go by: their tensors are always fed at full length, with the number of turns beside them. */
  readonly turns: readonly string[]
  readonly #facts: FeedFacts

  constructor(program: Program, facts: FeedFacts) {
    this.#facts = facts
    const shapes = new Map(program.inputs.map(({ value }) => [value.id, value.shape]))
    this.turns = [...new Set(loopNames(program.nodes, shapes))]
  }

  /** The full length of a size that loops go by; of others the number, where it is known. */
  of(size: Dimension): number {
    if (typeof size === 'number') return size
    const known = this.#facts.sizes[size]
    if (known !== undefined) return known
    if (!this.turns.includes(size)) return -1
    const most = this.#facts.most[size]
    if (most === undefined) throw new Error(`How many ${size} there may be must be known.`)
    return most
  }
}

function loopNames(nodes: readonly Node[], shapes: Map<number, readonly Dimension[]>): string[] {
  return nodes.flatMap(({ operation, inputs, outputs }) => {
    for (const { id, shape } of outputs) shapes.set(id, shape)
    if (operation.kind !== 'loop') return []
    const first = shapes.get(inputs[operation.carried]!)?.[0]
    return typeof first === 'string' ? [first] : []
  })
}
