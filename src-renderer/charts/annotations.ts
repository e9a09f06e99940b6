/** What stands on the chart beside the curves: the simplest guess as a line, the best epoch as a line and a mark. */
import type { AnnotationOptions } from 'chartjs-plugin-annotation'
import type { ChartLook } from './look'
import type { LossRange } from './range'
import { formatCount } from './format'

type Marks = { baseline: { loss: number } | null; best: { epoch: number; value: number } | null }
type Frame = { range: LossRange; /** The last epoch of the x axis. */ end: number; look: ChartLook }

export function annotationsOf({ baseline, best }: Marks, { range, end, look }: Frame): AnnotationOptions[] {
  const inSight = baseline !== null && baseline.loss >= range.min && baseline.loss <= range.max
  return [
    ...(inSight ? [baselineLine(baseline.loss, look)] : []),
    ...(best ? [bestLine(best.epoch, end, look), bestPoint(best, look)] : []),
  ]
}

function baselineLine(loss: number, look: ChartLook): AnnotationOptions {
  return {
    type: 'line',
    yMin: loss,
    yMax: loss,
    borderColor: look.muted,
    borderWidth: 1,
    borderDash: [3, 5],
    adjustScaleRange: false,
  }
}

function bestLine(epoch: number, end: number, look: ChartLook): AnnotationOptions {
  const content = `best: epoch ${formatCount(epoch)}`
  return {
    type: 'line',
    xMin: epoch,
    xMax: epoch,
    borderColor: look.muted,
    borderWidth: 1,
    borderDash: [1, 3],
    adjustScaleRange: false,
    label: {
      display: true,
      content,
      position: 'end',
      // Beside the line, on the side with more room; a letter of the label is about 6 pixels wide.
      xAdjust: (content.length * 3 + 6) * (epoch > end / 2 ? -1 : 1),
      backgroundColor: look.background,
      color: look.muted,
      font: { family: look.font, size: 11, weight: 'normal' },
      padding: 2,
    },
  }
}

function bestPoint(best: { epoch: number; value: number }, look: ChartLook): AnnotationOptions {
  return {
    type: 'point',
    xValue: best.epoch,
    yValue: best.value,
    pointStyle: 'rectRot',
    radius: 5,
    backgroundColor: look.background,
    borderColor: look.text,
    borderWidth: 2,
    adjustScaleRange: false,
  }
}
