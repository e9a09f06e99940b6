import { describe, expect, it } from 'vitest'
import type { ModelSummary } from '../../../../src-shared/project'
import type { LayerKind } from '../../../../src-shared/recipe'
import { drawNetwork, mostUnits, shortLabel } from '../../../../src-renderer/components/model/network-layout'

const frame = { width: 800, height: 500 }
const model = (hidden: number[], change: Partial<ModelSummary> = {}): ModelSummary => ({
  task: 'regression',
  loss: 'mse',
  target: 'price',
  classes: [],
  features: [
    { name: 'size', kind: 'number', inputs: 1 },
    { name: 'district', kind: 'category', inputs: 6 },
  ],
  inputs: 7,
  outputs: 1,
  layers: [...hidden, 1].map((units, i) => ({
    kind: 'dense',
    units,
    activation: i < hidden.length ? 'relu' : 'linear',
    parameters: 1,
  })),
  parameters: 100,
  rows: { training: 80, validation: 20, test: 0, leftOut: 0, excluded: 0 },
  words: '',
  ...change,
})
const draw = (summary: ModelSummary) => drawNetwork(summary, frame)

/** Hidden layers of these kinds and widths. */
function withLayers(hidden: [LayerKind, number][]): ModelSummary {
  const summary = model(hidden.map(([, units]) => units))
  hidden.forEach(([kind], place) => {
    summary.layers[place]!.kind = kind
    if (kind !== 'dense' && kind !== 'residual') summary.layers[place]!.activation = null
  })
  return summary
}

describe('the drawing of a network', () => {
  it('names the inputs by their features, with how many numbers a category takes, and the output by the target', () => {
    const { columns } = draw(model([4]))
    expect(columns[0]!.units.map((unit) => unit.label)).toEqual(['size', 'district ×6'])
    expect(columns.at(-1)!.units.map((unit) => unit.label)).toEqual(['price'])
    expect(columns.map((column) => column.kind)).toEqual(['inputs', 'layer', 'output'])
  })

  it('draws every unit of a small layer and links it to all of the next', () => {
    const { columns, links } = draw(model([4, 3]))
    expect(columns.map((column) => column.units.length)).toEqual([2, 4, 3, 1])
    expect(links).toHaveLength(2 * 4 + 4 * 3 + 3 * 1)
  })

  it('draws at most ten places of a wide layer, and says how many there are', () => {
    const layer = draw(model([64])).columns[1]!
    expect(layer.units).toHaveLength(mostUnits - 1)
    expect(layer.hidden).toBe(64 - (mostUnits - 1))
    expect(layer.ellipsis?.text).toBe('… 64')
    const lowest = Math.max(...layer.units.map((unit) => unit.y))
    expect(layer.ellipsis!.y).toBeLessThan(lowest)
  })

  it('keeps the last of many features at the end of its column', () => {
    const features = Array.from({ length: 30 }, (_, i) => ({ name: `f${i}`, kind: 'number' as const, inputs: 1 }))
    const { units } = draw(model([4], { features, inputs: 30 })).columns[0]!
    expect(units.at(-1)!.label).toBe('f29')
  })

  it('shortens a long name in its middle, so that names with one beginning stay apart', () => {
    expect(shortLabel('price')).toBe('price')
    expect(shortLabel('a_rather_long_measured_thing_119')).toBe('a_rather_lo…hing_119')
  })

  it('folds the middle of a deep network, as much as its frame asks for', () => {
    const deep = model(Array.from({ length: 20 }, () => 8))
    const wide = drawNetwork(deep, frame).columns
    expect(wide.map((column) => column.layer)).toEqual([null, 0, 1, 2, 3, 4, null, 15, 16, 17, 18, 19, null])
    expect(wide[6]!.title).toBe('… 10')
    const narrow = drawNetwork(deep, { width: 400, height: 300 }).columns
    expect(narrow.map((column) => column.layer)).toEqual([null, 0, null, 19, null])
    expect(narrow[2]!.title).toBe('… 18')
  })

  it('draws what only adjusts the numbers as a band across the lines', () => {
    const { columns, links } = draw(
      withLayers([
        ['dense', 4],
        ['batch-norm', 4],
        ['dropout', 4],
      ]),
    )
    expect(columns.map((column) => column.kind)).toEqual(['inputs', 'layer', 'band', 'band', 'output'])
    expect(columns.map((column) => column.layer)).toEqual([null, 0, 1, 2, null])
    expect(columns[2]).toMatchObject({ title: 'batch norm', units: [] })
    expect(links).toHaveLength(2 * 4 + 4 * 1)
  })

  it('leads a way around a residual block', () => {
    const { columns, bypasses } = draw(
      withLayers([
        ['dense', 4],
        ['residual', 4],
      ]),
    )
    expect(bypasses).toHaveLength(1)
    expect(bypasses[0]!.from).toBeLessThan(columns[2]!.x)
    expect(bypasses[0]!.to).toBeGreaterThan(columns[2]!.x)
  })

  it('stays inside its frame', () => {
    for (const summary of [model([]), model([64, 32]), model(Array.from({ length: 64 }, () => 512))]) {
      for (const { units } of draw(summary).columns) {
        for (const { x, y } of units) {
          expect(x).toBeGreaterThan(0)
          expect(x).toBeLessThan(frame.width)
          expect(y).toBeGreaterThan(0)
          expect(y).toBeLessThan(frame.height)
        }
      }
    }
  })

  it('names the class that a single output speaks of, and every class of several', () => {
    const two = model([], { task: 'classification', target: 'left', classes: ['no', 'yes'] })
    expect(draw(two).columns.at(-1)!.units[0]!.label).toBe('left: yes')
    const three = model([], { task: 'classification', classes: ['a', 'b', 'c'], outputs: 3 })
    three.layers[0]!.units = 3
    expect(
      draw(three)
        .columns.at(-1)!
        .units.map((unit) => unit.label),
    ).toEqual(['a', 'b', 'c'])
  })
})
