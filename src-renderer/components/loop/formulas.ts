/** The formulas of each stage. */
import type { LoopStep } from '../../../src-shared/loop'
import type { Focus, Worked } from './formula'
import type { Stage } from './stages'
import { backwardFormulas } from './backward-formulas'
import { forwardFormulas } from './forward-formulas'
import { lossFormulas } from './loss-formulas'
import { repeatFormulas, updateFormulas } from './update-formulas'

const byStage: Record<Stage, (step: LoopStep, focus: Focus) => Worked[]> = {
  forward: forwardFormulas,
  loss: lossFormulas,
  backward: backwardFormulas,
  update: updateFormulas,
  repeat: repeatFormulas,
}

export function formulasOf(stage: Stage, step: LoopStep, focus: Focus): Worked[] {
  return byStage[stage](step, focus)
}
