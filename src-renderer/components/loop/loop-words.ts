/** Places, counts and numbers of the loop in words. */
import type { LoopSource, LoopStep, Real, Shown } from '../../../src-shared/loop'
import type { Optimizer, OptimizerKind } from '../../../src-shared/recipe'
import type { Cell } from '../../../src-shared/table'
import { formatCount } from '../../charts/format'
import { runName } from '../train/words'

/** Made once: making one costs far more than using it, and a drawing has hundreds of numbers. */
const formats = Array.from(
  { length: 13 },
  (_, decimals) => new Intl.NumberFormat('en-US', { maximumFractionDigits: decimals }),
)

/** A number in a formula: six digits that mean something, a true minus, and an exponent where it is tiny or huge. */
export function figure(value: Real | undefined, digits = 6): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return 'not finite'
  if (value === 0) return '0'
  const size = Math.abs(value)
  const short = Number(value.toPrecision(digits))
  if (size >= 1e9 || size < 1e-4) return signed(short.toExponential().replace('e+', 'e'))
  const decimals = Math.max(0, Math.min(12, digits - Math.floor(Math.log10(size)) - 1))
  return signed(formats[decimals]!.format(short))
}

function signed(text: string): string {
  return text.replaceAll('-', '−')
}

/** As a factor or something taken away: negative numbers in brackets. */
export function factor(value: Real | undefined, digits = 6): string {
  const text = figure(value, digits)
  return text.startsWith('−') ? `(${text})` : text
}

export function plural(count: number, word: string): string {
  return `${formatCount(count)} ${word}${count === 1 ? '' : 's'}`
}

/** `3 rows`, or `12 of 10,000 rows` where only some are shown. */
export function shownWords({ of, shown }: Shown, word: string): string {
  return shown.length < of ? `${formatCount(shown.length)} of ${plural(of, word)}` : plural(of, word)
}

/** `Step 3 of 100 · epoch 3 of 100 · batch of 3 rows` */
export function positionWords({ position, batch }: Pick<LoopStep, 'position' | 'batch'>): string {
  const { step, epoch, epochs, stepsPerEpoch } = position
  const steps = epochs * stepsPerEpoch
  const planned = (now: number, all: number): string =>
    now > all
      ? `${formatCount(now)}, beyond the planned ${formatCount(all)}`
      : `${formatCount(now)} of ${formatCount(all)}`
  return `Step ${planned(step + 1, steps)} · epoch ${planned(epoch + 1, epochs)} · batch of ${plural(batch.rows.of, 'row')}`
}

export const optimizerNames: Record<OptimizerKind, string> = {
  sgd: 'SGD',
  momentum: 'Momentum',
  nesterov: 'Nesterov',
  rmsprop: 'RMSprop',
  adagrad: 'Adagrad',
  adam: 'Adam',
  adamw: 'AdamW',
  lion: 'Lion',
}

export function optimizerWords({ kind, learningRate }: Optimizer): string {
  return `${optimizerNames[kind]}, learning rate ${figure(learningRate)}`
}

export function sourceName({ runId }: Pick<LoopSource, 'runId'>): string {
  return runId === null ? 'Fresh weights' : runName({ id: runId })
}

/** The unit's name: `Output` where there is one output, else `Hidden 1, unit 3`. */
export function unitName(step: LoopStep, layer: number, unit: number): string {
  if (layer < 0) return step.batch.inputNames[unit] ?? `input ${unit + 1}`
  const { name, units } = step.layers[layer]!
  const number = units.shown[unit] ?? unit
  if (layer === step.layers.length - 1) return outputName(step, number)
  return `${name}, unit ${number + 1}`
}

function outputName({ source, layers }: LoopStep, unit: number): string {
  if (layers.at(-1)!.units.of === 1)
    return source.task === 'regression' ? source.target : (source.classes[1] ?? source.target)
  return source.classes[unit] ?? `output ${unit + 1}`
}

/** `city = Bern` loses its middle, so that the category stays; other names lose their end. */
export function shorten(label: string, letters: number): string {
  if (label.length <= letters) return label
  if (!label.includes(' = ')) return `${label.slice(0, letters - 1)}…`
  const end = Math.ceil((letters - 1) / 2)
  return `${label.slice(0, letters - 1 - end)}…${label.slice(-end)}`
}

/** A cell as it stands in the table. */
export function cellWords(cell: Cell | undefined): string {
  return cell ?? '–'
}
