/**
 * The loss around the current step: over the one or two parameters there are, or over a slice through many, with the
 * way that the walk has gone. The losses are means over the training rows, evenly sampled where they are many.
 */
import type { CheckedInput } from '../../src-shared/contract'
import { EpochwiseError } from '../../src-shared/errors'
import type { LoopSurface } from '../../src-shared/loop'
import type { Plane, StepRows } from '../engines/engine'
import { parameterLayout } from '../program/network'
import type { Axis } from './directions'
import { directions, lengthOf, project } from './directions'
import { lowestPoint } from './lowest-point'
import { real } from './samples'
import { inputNames } from './table-rows'
import type { Walk } from './walk'

type Request = CheckedInput<'loop.surface'>

/** Multiplications of a whole surface: some tenths of a second. */
const mostMultiplications = 1_000_000_000
const fewestRows = 32
const fewestPoints = 9

/** @throws EpochwiseError loop.unable where there are too many parameters for axes of their own */
export async function describeSurface(walk: Walk, request: Request): Promise<LoopSurface> {
  const { kind } = request
  const { total } = parameterLayout(walk.subject.spec.network)
  if (kind === 'parameters' && total > 2) {
    throw new EpochwiseError(
      'loop.unable',
      `This network has ${total} parameters: only a slice of its loss can be drawn.`,
    )
  }
  const resolution = affordable(total, request.resolution)
  const rows = walk.batches.pick(walk.batches.spread(rowsFor(total, resolution)))
  const view = kind === 'parameters' ? await ownAxes(walk, rows, total) : await slice(walk, request.directions)
  const axes = view.axes.map(({ label, low, high }) => ({ label, values: steps(low, high, resolution) }))
  const losses = await evaluate(walk, view, axes, rows)
  return {
    kind,
    axes,
    losses,
    ...(await way(walk, view, rows, kind)),
    rows: { used: rows.rows, of: walk.batches.rows },
  }
}

type View = { plane: Plane; axes: Axis[] }

function affordable(total: number, resolution: number): number {
  const most = Math.floor(Math.sqrt(mostMultiplications / (fewestRows * total)))
  return Math.max(fewestPoints, Math.min(resolution, most))
}

function rowsFor(total: number, resolution: number): number {
  return Math.max(fewestRows, Math.min(100_000, Math.floor(mostMultiplications / (resolution ** 2 * total))))
}

/** The parameters' own numbers, from the origin of the flat vector: wide enough for the way and for the lowest point. */
async function ownAxes(walk: Walk, rows: StepRows, total: number): Promise<View> {
  const unit = (place: number): Float64Array => Float64Array.from({ length: total }, (_, i) => (i === place ? 1 : 0))
  const plane = { center: new Float64Array(total), first: unit(0), second: unit(1) }
  const trace = await walk.trace()
  const lowest = walk.subject.loss === 'mse' ? await lowestPoint(walk, plane, rows, total) : null
  const seen = [...walk.kept.all.map(({ state }) => state.parameters), walk.state.parameters, trace.parameters]
  const names = axisNames(walk)
  const axes = names.map((label, i) => {
    const values = [...seen.map((parameters) => parameters[i]!), ...(lowest === null ? [] : [lowest[i]!])]
    return { label, ...around(values.filter(Number.isFinite), 0.15) }
  })
  return { plane, axes }
}

function axisNames({ subject }: Walk): string[] {
  const { encoding, spec } = subject
  const { total } = parameterLayout(spec.network)
  const [input] = inputNames(encoding, 1)
  return [`Weight of ${input}`, 'Bias'].slice(0, total)
}

/** Through the current point, as wide as the way that was gone and a few steps more. */
async function slice(walk: Walk, which: Request['directions']): Promise<View> {
  const trace = await walk.trace()
  const { parameters } = walk.state
  const axes = directions(walk, trace, which)
  const plane = { center: Float64Array.from(parameters), first: axes[0].direction, second: axes[1].direction }
  const reach = walk.kept.all.flatMap(({ state }) =>
    axes.map(({ direction }) => Math.abs(project(state, plane, direction))),
  )
  const stride = lengthOf(trace.parameters, parameters)
  const half = Math.max(...reach.filter(Number.isFinite), Number.isFinite(stride) ? 4 * stride : 0, 1e-6) * 1.2
  return { plane, axes: axes.map(({ label }) => ({ label, low: -half, high: half })) }
}

async function evaluate(
  walk: Walk,
  view: View,
  axes: LoopSurface['axes'],
  rows: StepRows,
): Promise<LoopSurface['losses']> {
  const [across, down] = [axes[0]!.values, axes[1]?.values ?? [0]]
  const at = Float64Array.from(down.flatMap((y) => across.flatMap((x) => [x, y])))
  const losses = await walk.inspection.lossesOn(walk.state, view.plane, at, rows)
  return down.map((_, row) => across.map((_, i) => real(losses[row * across.length + i])))
}

async function way(
  walk: Walk,
  { plane }: View,
  rows: StepRows,
  kind: Request['kind'],
): Promise<Pick<LoopSurface, 'path' | 'current'>> {
  const places = walk.kept.all.map(({ address, state }) => {
    return { step: address, x: project(state, plane, plane.first), y: project(state, plane, plane.second) }
  })
  const here = { x: project(walk.state, plane, plane.first), y: project(walk.state, plane, plane.second) }
  const at = Float64Array.from([...(kind === 'parameters' ? places : []), here].flatMap(({ x, y }) => [x, y]))
  const losses = await walk.inspection.lossesOn(walk.state, plane, at, rows)
  const path = places.map((place, i) => ({ ...place, loss: kind === 'parameters' ? real(losses[i]) : null }))
  return {
    path: path.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)),
    current: { x: finite(here.x), y: finite(here.y), loss: real(losses.at(-1)) },
  }
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0
}

function around(values: number[], margin: number): { low: number; high: number } {
  const [low, high] = [Math.min(...values, 0), Math.max(...values, 0)]
  const room = (high - low || 1) * margin
  return { low: low - room, high: high + room }
}

function steps(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1))
}
