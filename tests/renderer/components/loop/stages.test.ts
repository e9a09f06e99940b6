import { describe, expect, it } from 'vitest'
import type { Move, Place } from '../../../../src-renderer/components/loop/stages'
import { placeAfter, transportKey } from '../../../../src-renderer/components/loop/stages'

const bounds = { firstStep: 0, lastStep: null, stepsPerEpoch: 5, runStep: 12 }
const after = (move: Move, place: Place, change: Partial<Parameters<typeof placeAfter>[2]> = {}): Place | null =>
  placeAfter(move, place, { ...bounds, ...change })

describe('the transport', () => {
  it('goes through the five stages and into the next step', () => {
    const seen: Place[] = []
    let place: Place = { step: 3, stage: 'forward' }
    for (let i = 0; i < 5; i++) {
      place = after('stageForward', place)!
      seen.push(place)
    }
    expect(seen.map(({ stage }) => stage)).toEqual(['loss', 'backward', 'update', 'repeat', 'forward'])
    expect(seen.map(({ step }) => step)).toEqual([3, 3, 3, 3, 4])
  })

  it('goes back over the beginning of a step to the end of the one before', () => {
    expect(after('stageBack', { step: 3, stage: 'loss' })).toEqual({ step: 3, stage: 'forward' })
    expect(after('stageBack', { step: 3, stage: 'forward' })).toEqual({ step: 2, stage: 'repeat' })
  })

  it('keeps the stage from step to step and from epoch to epoch', () => {
    expect(after('stepForward', { step: 3, stage: 'backward' })).toEqual({ step: 4, stage: 'backward' })
    expect(after('stepBack', { step: 3, stage: 'update' })).toEqual({ step: 2, stage: 'update' })
    expect(after('epochForward', { step: 3, stage: 'loss' })).toEqual({ step: 8, stage: 'loss' })
    expect(after('epochBack', { step: 3, stage: 'loss' })).toEqual({ step: 0, stage: 'loss' })
  })

  it('goes nowhere before the first step and beyond the last that is finite', () => {
    expect(after('stageBack', { step: 0, stage: 'forward' })).toBeNull()
    expect(after('stepBack', { step: 7, stage: 'loss' }, { firstStep: 7 })).toBeNull()
    expect(after('stageForward', { step: 9, stage: 'repeat' }, { lastStep: 9 })).toBeNull()
    expect(after('epochForward', { step: 7, stage: 'loss' }, { lastStep: 9 })).toEqual({ step: 9, stage: 'loss' })
  })

  it('leads back to the start and to where the run stands', () => {
    expect(after('first', { step: 9, stage: 'update' }, { firstStep: 4 })).toEqual({ step: 4, stage: 'forward' })
    expect(after('runStep', { step: 9, stage: 'update' })).toEqual({ step: 12, stage: 'forward' })
    expect(after('runStep', { step: 9, stage: 'update' }, { runStep: null })).toBeNull()
  })
})

describe('its keys', () => {
  const bare = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }

  it('are the arrows, Shift with them, Space and R', () => {
    expect(transportKey({ ...bare, key: 'ArrowRight' })).toBe('stageForward')
    expect(transportKey({ ...bare, key: 'ArrowLeft' })).toBe('stageBack')
    expect(transportKey({ ...bare, key: 'ArrowRight', shiftKey: true })).toBe('stepForward')
    expect(transportKey({ ...bare, key: 'ArrowLeft', shiftKey: true })).toBe('stepBack')
    expect(transportKey({ ...bare, key: ' ' })).toBe('play')
    expect(transportKey({ ...bare, key: 'r' })).toBe('first')
  })

  it('leave keys with a modifier, and all others, to the page', () => {
    expect(transportKey({ ...bare, key: 'r', ctrlKey: true })).toBeNull()
    expect(transportKey({ ...bare, key: 'ArrowLeft', altKey: true })).toBeNull()
    expect(transportKey({ ...bare, key: 'ArrowUp' })).toBeNull()
  })
})
