/** The loss surface on a canvas: shades, contour lines, the path that was walked, where one stands. */
import type { LoopSurface } from '../../../src-shared/loop'
import type { ChartLook } from '../../charts/look'
import { contourLevels, contourSegments, lowestOf, shadeOf } from './contour'

type Size = { width: number; height: number }

export function paintSurface(canvas: HTMLCanvasElement, surface: LoopSurface, look: ChartLook, size: Size): void {
  const scale = window.devicePixelRatio || 1
  canvas.width = Math.max(1, Math.round(size.width * scale))
  canvas.height = Math.max(1, Math.round(size.height * scale))
  const context = canvas.getContext('2d')
  if (context === null) return
  context.setTransform(scale, 0, 0, scale, 0, 0)
  paintShades(context, surface, look, size)
  const columns = surface.losses[0]!.length - 1
  const rows = Math.max(1, surface.losses.length - 1)
  // The second axis grows upwards.
  const at = (x: number, y: number): [number, number] => [
    (x / columns) * size.width,
    size.height - (y / rows) * size.height,
  ]
  paintContours(context, surface, look, at)
  paintWay(context, surface, look, at)
}

function paintShades(context: CanvasRenderingContext2D, { losses }: LoopSurface, look: ChartLook, size: Size): void {
  const known = losses.flat().filter((value): value is number => value !== null)
  const [low, high] = [Math.min(...known), Math.max(...known)]
  const [wide, tall] = [losses[0]!.length, losses.length]
  const small = new OffscreenCanvas(wide, tall)
  const pen = small.getContext('2d')!
  losses.forEach((values, row) =>
    values.forEach((loss, column) => {
      const share = loss === null ? 1 : shadeOf(loss, low, high)
      pen.globalAlpha = loss === null ? 0 : 0.04 + 0.5 * share
      pen.fillStyle = look.colours[0]!
      pen.fillRect(column, tall - 1 - row, 1, 1)
    }),
  )
  context.imageSmoothingQuality = 'high'
  context.drawImage(small, 0.5, 0.5, Math.max(1, wide - 1), Math.max(1, tall - 1), 0, 0, size.width, size.height)
}

type At = (x: number, y: number) => [number, number]

function paintContours(context: CanvasRenderingContext2D, { losses }: LoopSurface, look: ChartLook, at: At): void {
  context.strokeStyle = look.muted
  context.globalAlpha = 0.55
  context.lineWidth = 0.75
  context.beginPath()
  for (const level of contourLevels(losses)) {
    for (const { x1, y1, x2, y2 } of contourSegments(losses, level)) {
      context.moveTo(...at(x1, y1))
      context.lineTo(...at(x2, y2))
    }
  }
  context.stroke()
  context.globalAlpha = 1
}

function paintWay(context: CanvasRenderingContext2D, surface: LoopSurface, look: ChartLook, at: At): void {
  const [across, up] = [surface.axes[0]!.values, surface.axes[1]?.values ?? [0, 1]]
  const placeOn = (values: number[], value: number): number =>
    ((value - values[0]!) / (values.at(-1)! - values[0]!)) * (values.length - 1)
  const spot = ({ x, y }: { x: number; y: number }): [number, number] => at(placeOn(across, x), placeOn(up, y))
  context.strokeStyle = look.colours[1]!
  context.fillStyle = look.colours[1]!
  context.lineWidth = 2
  context.beginPath()
  surface.path.forEach((one, place) => (place === 0 ? context.moveTo(...spot(one)) : context.lineTo(...spot(one))))
  context.stroke()
  if (surface.path.length <= 200) for (const one of surface.path) dot(context, spot(one), 2.5)
  const lowest = lowestOf(surface.losses)
  if (lowest !== null) cross(context, at(lowest.column, lowest.row), look)
  const here = spot(surface.current)
  context.fillStyle = look.surface
  context.strokeStyle = look.text
  dot(context, here, 5)
  context.beginPath()
  context.arc(...here, 5, 0, 2 * Math.PI)
  context.stroke()
}

function dot(context: CanvasRenderingContext2D, [x, y]: [number, number], radius: number): void {
  context.beginPath()
  context.arc(x, y, radius, 0, 2 * Math.PI)
  context.fill()
}

function cross(context: CanvasRenderingContext2D, [x, y]: [number, number], look: ChartLook): void {
  context.strokeStyle = look.text
  context.lineWidth = 2
  context.beginPath()
  context.moveTo(x - 4, y - 4)
  context.lineTo(x + 4, y + 4)
  context.moveTo(x + 4, y - 4)
  context.lineTo(x - 4, y + 4)
  context.stroke()
}
