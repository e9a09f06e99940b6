/** What a person is told when a run ends otherwise than planned. */
import { assertNever } from '../../src-shared/errors'
import type { EngineInfo } from '../../src-shared/project'
import type { Diagnosis, DivergenceCause } from '../../src-shared/run'
import type { StoredSummary } from '../document/run-store'
import type { MadeBy } from './checkpoint'
import type { TrainerExit } from './launcher'
import type { EndReason } from './messages'

/** null where there is nothing to explain. */
export function endWords(
  reason: EndReason,
  run: StoredSummary,
  epoch: number,
  diagnosis: Diagnosis | null,
): string | null {
  if (reason === 'diverged') return divergedWords(run, epoch, diagnosis)
  return reason === 'converged' ? convergedWords(run, epoch) : null
}

function convergedWords({ recipe, rows, best, weights }: StoredSummary, epoch: number): string {
  const { patience, minimumChange } = recipe.earlyStopping!
  const loss = rows.validation > 0 ? 'validation loss' : 'training loss'
  const fallen = minimumChange > 0 ? `fallen by more than ${minimumChange}` : 'become lower'
  const kept =
    best === null
      ? ''
      : weights === 'best'
        ? ` The weights of the best epoch, ${best.epoch}, are used.`
        : ` The best epoch was ${best.epoch}; the weights of the last one are used.`
  return `Stopped early after epoch ${epoch}: the ${loss} had not ${fallen} for ${count(patience, 'epoch')}.${kept}`
}

function divergedWords({ recipe, best, weights }: StoredSummary, epoch: number, diagnosis: Diagnosis | null): string {
  const rate = recipe.optimizer.learningRate
  const lower = diagnosis?.learningRate ?? Number((rate / 10).toPrecision(2))
  const held = diagnosis?.tried ? `the learning rate ${lower} held in a trial` : `try the learning rate ${lower}`
  const kept =
    weights === 'best' && best !== null
      ? `The weights of the best epoch, ${best.epoch}, are kept.`
      : epoch === 0
        ? 'The weights from the start are kept.'
        : `The weights of epoch ${epoch} are kept.`
  return `The loss stopped being a number in epoch ${epoch + 1}. ${causeWords(diagnosis?.cause ?? { kind: 'rate' }, rate, held)} ${kept}`
}

function causeWords(cause: DivergenceCause, rate: number, held: string): string {
  switch (cause.kind) {
    case 'huge-cell': {
      const far = cause.deviations === null ? '' : `, ${rounded(cause.deviations)} deviations from the middle`
      return `The likely cause is one cell: “${cause.column}” in row ${group(cause.row)} is far outside of its column${far}. Correct it or exclude the row; else ${held}.`
    }
    case 'scales': {
      const [widest, narrowest] = cause.columns
      const which =
        narrowest === undefined
          ? `The numbers of “${widest}” are large`
          : `The features are not on one scale: “${widest}” is ${cause.ratio === null ? 'far' : `about ${rounded(cause.ratio)} times`} larger than “${narrowest}”`
      return `${which}, and they are not standardised. Standardise them; else ${held}.`
    }
    case 'gradients':
      return `The gradient explodes on its way back through the layers${cause.growth === null ? '' : `: it is ${rounded(cause.growth)} times as large as the weights`}. Clip it, or train fewer layers; else ${held}.`
    case 'rate':
      return `The learning rate ${rate} is probably too high: ${held}.`
    default:
      return assertNever(cause)
  }
}

/** Of a run that goes on, after `epoch`, with another engine or version than made its checkpoint; null: with the same. */
export function engineChangeWords(before: MadeBy, now: EngineInfo, epoch: number): string | null {
  if (before === null || (before.id === now.id && before.version === now.version)) return null
  return `Went on after epoch ${group(epoch)} with ${now.name} ${now.version}; ${before.name} ${before.version} computed until then. From there on the last digits may differ from those of a run that never stopped.`
}

export function lostWords(exit: TrainerExit, epoch: number): string {
  return `The training process ended unexpectedly (${manner(exit)}). ${safeWords(epoch)}`
}

/** Of a run that the app itself did not live to end. */
export function interruptedWords(epoch: number): string {
  return `Epochwise was closed while this run was training. ${safeWords(epoch)}`
}

function safeWords(epoch: number): string {
  const checkpoint = epoch === 0 ? 'the weights from the start' : `the last checkpoint, of epoch ${epoch},`
  return `Your data and ${checkpoint} are safe. Resume continues from there.`
}

function manner({ code, signal }: TrainerExit): string {
  if (signal === 'SIGKILL' || code === 137) return 'killed'
  if (signal !== null) return signal
  return code === null ? 'it could not be started' : `exit code ${code}`
}

/** Two digits say enough: "1,300". */
function rounded(value: number): string {
  return group(Number(value.toPrecision(2)))
}

function group(value: number): string {
  return value.toLocaleString('en-US')
}

function count(value: number, noun: string): string {
  return `${group(value)} ${noun}${value === 1 ? '' : 's'}`
}
