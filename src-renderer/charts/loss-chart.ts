/**
 * The loss curves on a canvas.
 *
 * Chart.js draws; what it draws is thinned here to the pixels of the visible window, so that a picture of 100,000
 * epochs costs the same as one of 1,000. The axes keep their width and the x axis the planned length of the run:
 * nothing moves under the eye while it trains.
 */
import type { ChartConfiguration, ChartDataset, ChartOptions } from 'chart.js'
import { Chart, LinearScale, LineController, LineElement, LogarithmicScale, PointElement, Tooltip } from 'chart.js'
import annotationPlugin from 'chartjs-plugin-annotation'
import zoomPlugin from 'chartjs-plugin-zoom'
import type { ChartLook } from './look'
import type { CurvePoint, Losses } from './series'
import { annotationsOf } from './annotations'
import { formatCount, formatNumber, formatTick } from './format'
import { dashes } from './look'
import { decimate, lossAt } from './series'
import { lossRange } from './range'

Chart.register(
  LinearScale,
  LogarithmicScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
  annotationPlugin,
  zoomPlugin,
)

export type Curve = {
  label: string
  /** A place among the eight colours and dashes. */
  style: number
  epochs: readonly number[]
  /** What is drawn: smoothed or not. */
  values: Losses
  /** What was measured: drawn faintly behind a smoothed curve, and said by the tooltip. */
  measured: Losses
}

export type CurvePicture = {
  curves: readonly Curve[]
  /** The planned length of the longest run. */
  epochs: number
  scale: 'linear' | 'logarithmic'
  baseline: { loss: number; words: string } | null
  best: { epoch: number; value: number } | null
}

type Span = { from: number; to: number }
type LineChart = Chart<'line', CurvePoint[]>

export class LossChart {
  readonly #chart: LineChart
  readonly #onZoom: (zoomed: boolean) => void
  #look: ChartLook
  /** What was zoomed to; null: the whole run. */
  #window: Span | null = null
  #picture: CurvePicture = { curves: [], epochs: 1, scale: 'linear', baseline: null, best: null }

  constructor(canvas: HTMLCanvasElement, look: ChartLook, onZoom: (zoomed: boolean) => void) {
    this.#look = look
    this.#onZoom = onZoom
    this.#chart = new Chart(canvas, this.#configuration())
  }

  show(picture: CurvePicture): void {
    // A window of a run of another length would show another part of it.
    const other = picture.epochs !== this.#picture.epochs && this.#window !== null
    this.#picture = picture
    if (other) this.#show(null)
    else this.#draw()
  }

  restyle(look: ChartLook): void {
    this.#look = look
    this.#draw()
  }

  resetZoom(): void {
    this.#show(null)
  }

  /** Zooms about the middle; above 1 goes closer. For buttons and keys. */
  zoom(factor: number): void {
    const { from, to } = this.#shown
    const half = (to - from) / factor / 2
    const middle = (from + to) / 2
    this.#show({ from: Math.max(1, Math.floor(middle - half)), to: Math.min(this.#end, Math.ceil(middle + half)) })
  }

  destroy(): void {
    this.#chart.destroy()
  }

  get #end(): number {
    return Math.max(2, this.#picture.epochs)
  }

  /** The epochs in sight. */
  get #shown(): Span {
    return this.#window ?? { from: 1, to: this.#end }
  }

  /** After the wheel, a drag or a pinch: the plugin moved the axis; from here on it is ours. */
  #zoomed(): void {
    const { min, max } = this.#chart.scales['x']!
    this.#show({ from: Math.floor(min), to: Math.ceil(max) })
  }

  #show(window: Span | null): void {
    const whole = window === null || (window.from <= 1 && window.to >= this.#end)
    this.#window = whole ? null : window
    this.#onZoom(!whole)
    this.#draw()
  }

  #draw(): void {
    const window = { ...this.#shown, buckets: Math.max(100, this.#chart.width / 2) | 0 }
    const drawn = this.#picture.curves.map((curve) => ({ curve, points: decimate(curve.epochs, curve.values, window) }))
    this.#chart.data.datasets = [
      ...drawn.filter(({ curve }) => curve.values !== curve.measured).map(({ curve }) => this.#faint(curve, window)),
      ...drawn.map(({ curve, points }) => this.#line(curve, points)),
    ]
    this.#chart.options = this.#options(
      lossRange(
        drawn.map(({ points }) => points),
        this.#picture,
      ),
    )
    this.#chart.update('none')
  }

  #line(curve: Curve, points: CurvePoint[]): ChartDataset<'line', CurvePoint[]> {
    return {
      label: curve.label,
      data: points,
      borderColor: this.#look.colours[curve.style % 8]!,
      borderDash: [...dashes[curve.style % 8]!],
      borderWidth: 2,
      pointRadius: points.length === 1 ? 3 : 0,
      pointBackgroundColor: this.#look.colours[curve.style % 8]!,
    }
  }

  #faint(curve: Curve, window: Parameters<typeof decimate>[2]): ChartDataset<'line', CurvePoint[]> {
    const colour = `color-mix(in srgb, ${this.#look.colours[curve.style % 8]!} 28%, transparent)`
    return {
      label: '',
      data: decimate(curve.epochs, curve.measured, window),
      borderColor: colour,
      borderWidth: 1,
      pointRadius: 0,
    }
  }

  #configuration(): ChartConfiguration<'line', CurvePoint[]> {
    return { type: 'line', data: { datasets: [] }, options: this.#options({ min: 0, max: 1 }) }
  }

  #options(range: { min: number; max: number }): ChartOptions<'line'> {
    const ticks = { color: this.#look.muted, font: { family: this.#look.font, size: 11 }, maxRotation: 0 }
    const grid = { color: this.#look.grid, drawTicks: false }
    const border = { color: this.#look.border }
    return {
      animation: false,
      parsing: false,
      normalized: true,
      responsive: true,
      maintainAspectRatio: false,
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      layout: { padding: { top: 12, right: 16 } },
      scales: {
        x: {
          type: 'linear',
          min: this.#shown.from,
          max: this.#shown.to,
          grid: { ...grid, display: false },
          border,
          ticks: { ...ticks, precision: 0, maxTicksLimit: 10, callback: (value) => formatTick(Number(value)) },
          title: { display: true, text: 'Epoch', color: this.#look.muted, font: ticks.font, padding: 0 },
        },
        y: {
          type: this.#picture.scale,
          // A logarithmic axis knows no suggestions; a linear one rounds them to whole ticks.
          ...(this.#picture.scale === 'linear' ? { suggestedMin: range.min, suggestedMax: range.max } : range),
          grid,
          border: { display: false },
          ticks: { ...ticks, maxTicksLimit: 8, callback: (value) => this.#lossTick(Number(value)) },
          afterFit: (axis) => {
            axis.width = 60
          },
        },
      },
      plugins: {
        tooltip: this.#tooltip(),
        annotation: { annotations: annotationsOf(this.#picture, { range, end: this.#end, look: this.#look }) },
        zoom: {
          limits: { x: { min: 1, max: this.#end, minRange: 4 } },
          pan: { enabled: true, mode: 'x', modifierKey: 'shift', onPanComplete: () => this.#zoomed() },
          zoom: {
            mode: 'x',
            wheel: { enabled: true, modifierKey: 'ctrl' },
            pinch: { enabled: true },
            drag: {
              enabled: true,
              threshold: 8,
              backgroundColor: `color-mix(in srgb, ${this.#look.muted} 20%, transparent)`,
            },
            onZoomComplete: () => this.#zoomed(),
          },
        },
      },
    }
  }

  /** A logarithmic axis marks every digit; only 1, 2 and 5 are written. */
  #lossTick(value: number): string {
    if (this.#picture.scale === 'linear') return formatTick(value)
    const digit = Number(value.toExponential(3).slice(0, 5))
    return [1, 2, 5].includes(digit) ? formatTick(value) : ''
  }

  #tooltip(): NonNullable<ChartOptions<'line'>['plugins']>['tooltip'] {
    return {
      animation: false,
      displayColors: false,
      backgroundColor: this.#look.surface,
      titleColor: this.#look.text,
      bodyColor: this.#look.text,
      borderColor: this.#look.border,
      borderWidth: 1,
      bodyFont: { family: this.#look.mono, size: 12 },
      titleFont: { family: this.#look.font, size: 12 },
      callbacks: {
        title: (items) => (items[0] ? `Epoch ${formatCount(items[0].parsed.x ?? 0)}` : ''),
        // The points were thinned, so each curve is asked for its own loss at that epoch.
        label: () => '',
        afterBody: (items) => (items[0] ? this.#lossesAt(items[0].parsed.x ?? 0) : []),
      },
      filter: (_item, place) => place === 0,
    }
  }

  #lossesAt(epoch: number): string[] {
    return this.#picture.curves
      .map((curve) => ({ label: curve.label, loss: lossAt(curve.epochs, curve.measured, epoch) }))
      .filter(({ loss }) => loss !== null)
      .map(({ label, loss }) => `${label} ${formatNumber(loss, 6)}`)
  }
}
