/** A step in full, for the command line. */
import { EpochwiseError } from '../../src-shared/errors'
import type { LoopNumbers, Real } from '../../src-shared/loop'
import { parameterLayout, widthsOf } from '../program/network'
import type { ParameterEntry } from '../program/network'
import { real, reals, wholeMatrix } from './samples'
import type { Walk } from './walk'

const mostNumbers = 2_000_000

/** @throws EpochwiseError loop.unable where that would be too much to print */
export async function describeNumbers(walk: Walk): Promise<LoopNumbers> {
  const { subject, state } = walk
  const { network } = subject.spec
  const { entries, total } = parameterLayout(network)
  const widths = widthsOf(network)
  const numbers = walk.rowNumbers()
  requireFew(numbers.length * 2 * widths.reduce((sum, units) => sum + units, 0) + 8 * total)
  const trace = await walk.trace()
  const shaped = (flat: Float32Array, { shape, offset }: ParameterEntry): Real[] | Real[][] => {
    const [rows, columns] = shape
    if (columns === undefined) return reals(flat.subarray(offset, offset + rows!))
    return wholeMatrix(flat.subarray(offset), columns, rows!)
  }
  return {
    step: walk.address,
    epoch: state.epoch,
    rows: Array.from(numbers, (row) => subject.ids[row]!),
    forward: widths.map((units, layer) => ({
      layer,
      preactivation: wholeMatrix(trace.values[`forward.${layer}.preactivation`]!, units, numbers.length),
      activation: wholeMatrix(trace.values[`forward.${layer}.activation`]!, units, numbers.length),
    })),
    loss: { value: real(trace.loss), perRow: reals(trace.values['lossOfRow']!.subarray(0, numbers.length)) },
    backward: entries.map((entry) => ({ parameter: entry.name, gradient: shaped(trace.gradient, entry) })),
    update: entries.map((entry) => ({
      parameter: entry.name,
      before: shaped(state.parameters, entry),
      after: shaped(trace.parameters, entry),
      slots: Object.fromEntries(
        Object.keys(trace.slots).map((name) => [
          name,
          { before: shaped(state.slots[name]!, entry), after: shaped(trace.slots[name]!, entry) },
        ]),
      ),
    })),
  }
}

function requireFew(count: number): void {
  if (count <= mostNumbers) return
  const words = `This step has about ${count.toLocaleString('en-US')} numbers, too many to print. The Loop view shows a sample of them.`
  throw new EpochwiseError('loop.unable', words)
}
