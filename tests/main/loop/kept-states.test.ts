/** What a walk remembers: everything near, ever less far away, never more than it may. */
import { expect, it } from 'vitest'
import type { TrainingState } from '../../../src-main/engines/engine'
import { KeptStates } from '../../../src-main/loop/kept-states'

function stateOf(size: number): TrainingState {
  const none = { slots: {}, statistics: new Float32Array() }
  return { parameters: new Float32Array(size), ...none, step: 0, epoch: 0, position: 0, epochLossSum: 0, rateFactor: 1 }
}

it('finds the last state at or before an address, in whatever order they came', () => {
  const kept = new KeptStates()
  for (const address of [10, 3, 7, 3]) kept.add(address, stateOf(1))
  expect(kept.all.map(({ address }) => address)).toEqual([3, 7, 10])
  expect(kept.upTo(9)?.address).toBe(7)
  expect(kept.upTo(2)).toBeNull()
  expect(kept.at(10)?.address).toBe(10)
  expect(kept.at(8)).toBeNull()
})

it('keeps at most 400, the first among them, and stays dense near the last', () => {
  const kept = new KeptStates()
  for (let address = 0; address < 5000; address++) kept.add(address, stateOf(1))
  const addresses = kept.all.map(({ address }) => address)
  expect(addresses).toHaveLength(400)
  expect(addresses[0]).toBe(0)
  expect(addresses.slice(-20)).toEqual(Array.from({ length: 20 }, (_, i) => 4980 + i))
  const gaps = addresses.map((address, i) => address - (addresses[i - 1] ?? 0))
  expect(Math.max(...gaps)).toBeLessThan(500)
})

it('keeps few of large ones', () => {
  const kept = new KeptStates()
  const large = stateOf(8_000_000)
  for (let address = 0; address < 30; address++) kept.add(address, large)
  expect(kept.all).toHaveLength(6)
})
