/** What the tutorial hides, said with the numbers of the run itself. */
import type { RunSummary } from '../../../src-shared/run'
import { formatNumber } from '../../charts/format'

/** The tutorial asks for a house of 3.0 once its loop is done. */
export const tutorialHouse = 3

/** On one scale each step of the tutorial's loop may be ten times as large: 100 epochs are then enough. */
const largerRate = 0.1

/** One neuron, one feature, three rows, finished: the tutorial's run, scaled or not. */
export function isTutorialRun(run: RunSummary): boolean {
  const { layers } = run.recipe
  const rows = run.rows.training + run.rows.validation
  return (
    run.status === 'completed' &&
    run.parent === null &&
    run.task === 'regression' &&
    layers.length === 0 &&
    run.features.length === 1 &&
    rows === 3
  )
}

export type Point = { x: number; y: number }

/** What the straight line through the rows says at `x` (least squares). null where the rows make no line. */
export function lineAt(points: readonly Point[], x: number): number | null {
  const count = points.length
  const meanX = points.reduce((sum, point) => sum + point.x, 0) / count
  const meanY = points.reduce((sum, point) => sum + point.y, 0) / count
  const spread = points.reduce((sum, point) => sum + (point.x - meanX) ** 2, 0)
  if (count < 2 || spread === 0) return null
  const together = points.reduce((sum, point) => sum + (point.x - meanX) * (point.y - meanY), 0)
  return meanY + (together / spread) * (x - meanX)
}

export type LessonNumbers = { run: RunSummary; loss: number; prediction: number; line: number }
export type Lesson = { text: string; action: { label: string; change: Partial<RunSummary['recipe']> } | null }

/** Near enough that nobody would call it wrong: half a percent. */
function near(prediction: number, line: number): boolean {
  return Math.abs(prediction - line) <= Math.abs(line) * 0.005
}

export function lessonOf(numbers: LessonNumbers): Lesson {
  const { run, loss, prediction, line } = numbers
  const [house, feature] = [tutorialHouse.toFixed(1), run.features[0]!.name]
  const answer = `For a ${feature} of ${house} it predicts ${formatNumber(prediction, 4)}; the line through the rows says ${formatNumber(line, 4)}.`
  if (!run.recipe.standardise) {
    return {
      text:
        `After ${run.epochs} epochs the loss is ${formatNumber(loss, 4)}, not “very low”: the mean squared error of prices in the hundreds. ` +
        `${answer} The two parameters learn at very different speeds, because the numbers are not on one scale. Standardised, they bear larger steps.`,
      action: {
        label: 'Standardise and train again',
        change: { standardise: true, optimizer: { ...run.recipe.optimizer, learningRate: largerRate } },
      },
    }
  }
  if (near(prediction, line)) return { text: `On one scale, the same loop gets there. ${answer}`, action: null }
  return {
    text: `${answer} On one scale all parameters learn equally fast, so larger steps are safe: a learning rate of ${largerRate} gets there.`,
    action: {
      label: `Learning rate ${largerRate} and train again`,
      change: { optimizer: { ...run.recipe.optimizer, learningRate: largerRate } },
    },
  }
}

/** Whether larger steps were already tried: then there is nothing left to offer. */
export function hasMore(run: RunSummary): boolean {
  return !run.recipe.standardise || run.recipe.optimizer.learningRate < largerRate
}
