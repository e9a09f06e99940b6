/**
 * What is watched from epoch to epoch: which was the best, when to stop, when to lower the rate.
 *
 * A pure function of the losses, so that a run that was cut anywhere decides as one that never was. The watched loss is
 * that of the validation rows; where none were held back, that of the training rows.
 */
import type { BestEpoch, EpochColumns } from '../../src-shared/run'

/** The loss must fall by more than `minimumChange` within `patience` epochs. */
export type Patience = { patience: number; minimumChange: number }

export type WatchRules = {
  losses: 'validation' | 'training'
  /** The best epoch's weights are kept. */
  keepBest: boolean
  /** They are what the run is used with. */
  restoreBest: boolean
  stop: Patience | null
  /** The rate is multiplied by `factor`, and never falls below `leastScale` of what the recipe says. */
  plateau: (Patience & { factor: number; leastScale: number }) | null
}

/** The loss to beat, and the epochs that have not beaten it. */
export type Waiting = { reference: number | null; epochs: number }

export type Watch = {
  best: BestEpoch | null
  stop: Waiting
  plateau: Waiting
  /** What the plateaus have left of the recipe's rate. */
  rateScale: number
}

/** `kept`: how many of the epochs stand; the decision was made at the end of the last of them. */
export type Followed = { watch: Watch; kept: number; decision: 'stop' | 'lower-rate' | null }

const nothingWaitedFor: Waiting = { reference: null, epochs: 0 }

export const firstWatch: Watch = { best: null, stop: nothingWaitedFor, plateau: nothingWaitedFor, rateScale: 1 }

/** Follows the epochs up to the first decision: what comes after it was trained as if it had not been made. */
export function follow(before: Watch, rules: WatchRules, epochs: EpochColumns): Followed {
  let watch = before
  for (let i = 0; i < epochs.epoch.length; i++) {
    const loss = (rules.losses === 'validation' ? epochs.validationLoss[i] : epochs.loss[i]) ?? null
    const stop = wait(watch.stop, rules.stop, loss)
    const plateau = wait(watch.plateau, rules.plateau, loss)
    watch = { ...watch, best: better(watch.best, epochs.epoch[i]!, loss), stop, plateau }
    if (rules.stop !== null && stop.epochs >= rules.stop.patience) return { watch, kept: i + 1, decision: 'stop' }
    if (rules.plateau !== null && plateau.epochs >= rules.plateau.patience) {
      const rateScale = Math.max(rules.plateau.leastScale, watch.rateScale * rules.plateau.factor)
      const lowered = rateScale < watch.rateScale
      watch = { ...watch, plateau: { ...plateau, epochs: 0 }, rateScale }
      if (lowered) return { watch, kept: i + 1, decision: 'lower-rate' }
    }
  }
  return { watch, kept: epochs.epoch.length, decision: null }
}

/** The earliest of the lowest. */
function better(best: BestEpoch | null, epoch: number, loss: number | null): BestEpoch | null {
  if (loss === null || !Number.isFinite(loss)) return best
  return best === null || loss < best.loss ? { epoch, loss } : best
}

/** A loss that is no number is no improvement. */
function wait(waiting: Waiting, rule: Patience | null, loss: number | null): Waiting {
  if (rule === null) return waiting
  const improved = loss !== null && (waiting.reference === null || loss < waiting.reference - rule.minimumChange)
  return improved ? { reference: loss, epochs: 0 } : { ...waiting, epochs: waiting.epochs + 1 }
}
