import { describe, expect, it } from 'vitest'
import { EpochwiseError } from '../../../src-shared/errors'
import type { Delivery } from '../../../src-shared/project'
import { DeliveryState } from '../../../src-renderer/state/delivery-state.svelte'

const delivery: Delivery = { kind: 'download', url: '/downloads/1', name: 'model.onnx' }

function desk() {
  const received: Delivery[] = []
  const failed: unknown[] = []
  const app = {
    receive: (one: Delivery) => void received.push(one),
    fail: (error: unknown) => void failed.push(error),
  }
  return { received, failed, state: new DeliveryState<{ rows: number; delivery: Delivery }>(app) }
}

describe('a file that is made and handed over', () => {
  it('is under way until it is made, and received once', async () => {
    const { state, received } = desk()
    const making = state.run(() => Promise.resolve({ rows: 3, delivery }))
    expect(state.busy).toBe(true)
    await making
    expect([state.busy, state.made, received]).toEqual([false, { rows: 3, delivery }, [delivery]])
  })

  it('says why it was not made, and keeps the one before', async () => {
    const { state, failed } = desk()
    await state.run(() => Promise.resolve({ rows: 3, delivery }))
    await state.run(() => Promise.reject(new EpochwiseError('disk.full', 'The disk is full.')))
    expect([state.failure, state.made?.rows, state.busy, failed]).toEqual(['The disk is full.', 3, false, []])
    state.dismiss()
    expect(state.failure).toBeNull()
  })

  it('is silent where it was cancelled or nothing was chosen, and tells the app of what nobody expects', async () => {
    const { state, failed, received } = desk()
    await state.run(() => Promise.reject(new EpochwiseError('task.cancelled', 'It was cancelled.')))
    await state.run(() => Promise.resolve(null))
    expect([state.failure, received]).toEqual([null, []])
    const strange = new Error('strange')
    await state.run(() => Promise.reject(strange))
    expect([state.failure, failed]).toEqual([null, [strange]])
  })
})
