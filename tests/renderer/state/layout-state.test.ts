import { beforeEach, describe, expect, it } from 'vitest'
import { inspectorLimits, LayoutState } from '../../../src-renderer/state/layout-state.svelte'

beforeEach(() => localStorage.clear())

describe('the layout', () => {
  it('remembers the inspector’s width and fold', () => {
    const layout = new LayoutState()
    expect(layout.inspectorWidth).toBe(280)
    layout.resizeInspector(333.4)
    layout.toggleInspector()
    const later = new LayoutState()
    expect(later.inspectorWidth).toBe(333)
    expect(later.inspectorOpen).toBe(false)
  })

  it('keeps the inspector within its limits', () => {
    const layout = new LayoutState()
    layout.resizeInspector(5)
    expect(layout.inspectorWidth).toBe(inspectorLimits.min)
    layout.resizeInspector(5000)
    expect(layout.inspectorWidth).toBe(inspectorLimits.max)
  })

  it('starts as usual when what was remembered is broken', () => {
    localStorage.setItem('epochwise.layout', '{"inspectorWidth":"wide"')
    expect(new LayoutState().inspectorWidth).toBe(280)
  })
})
