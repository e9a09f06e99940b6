import { describe, expect, it } from 'vitest'
import { drawLoop } from '../../../../src-renderer/components/loop/drawing'
import { sampledStep, tutorialStep } from './loop-step'

const frame = { width: 640, height: 320 }

describe('the drawing of a step', () => {
  it('shows what flows through it for the row, forward', () => {
    const { columns, links } = drawLoop(tutorialStep(), 'forward', 1, frame)
    expect(columns.map(({ units }) => units.map(({ label, value }) => [label, value]))).toEqual([
      [['size', 2.5]],
      [['price', 1.5]],
    ])
    expect(links.map(({ value, label }) => [value, label])).toEqual([[0.5, '0.5']])
  })

  it('shows gradients going backward and changes in the update', () => {
    expect(drawLoop(tutorialStep(), 'backward', 0, frame).links[0]!.value).toBe(-1245.5)
    expect(drawLoop(tutorialStep(), 'backward', 0, frame).columns[1]!.units[0]!.value).toBe(-299)
    expect(drawLoop(tutorialStep(), 'update', 0, frame).links[0]!.value).toBeCloseTo(12.455, 9)
    expect(drawLoop(tutorialStep(), 'repeat', 0, frame).links[0]!.value).toBe(12.955)
  })

  it('marks dead units and counts those that are not drawn', () => {
    const { columns } = drawLoop(sampledStep(), 'forward', 0, frame)
    expect(columns[1]!.units.map(({ mark }) => mark)).toEqual(['dead', null])
    expect(columns[1]!.hidden).toBe(998)
  })

  it('draws larger numbers thicker, and stays within its frame', () => {
    const { links, columns, width } = drawLoop(sampledStep(), 'forward', 0, frame)
    expect(links[1]!.width).toBeGreaterThan(links[0]!.width)
    expect(width).toBe(frame.width)
    for (const { y } of columns.flatMap(({ units }) => units)) expect(y > 0 && y < frame.height).toBe(true)
  })
})
