/** The step at which a training stopped being numbers. */
import type { LoopFound } from '../../src-shared/loop'
import type { Walk } from './walk'

/** How far a walk that has not met it looks ahead from where its run ended. */
const milliseconds = 2000

/** A diverged run was kept at its last finite loss, so that one step further tells. */
export async function findNonFinite(walk: Walk): Promise<LoopFound> {
  const { run, runAddress } = walk.subject
  if (
    walk.lastAddress === null &&
    run?.status === 'diverged' &&
    runAddress !== null &&
    walk.firstAddress <= runAddress
  ) {
    const here = walk.address
    await walk.move(runAddress + 1, { milliseconds })
    await walk.trace()
    await walk.move(here, { milliseconds })
  }
  const step = walk.lastAddress
  if (step === null) {
    const words =
      run?.status === 'diverged'
        ? 'The step can’t be found with the table as it is now.'
        : 'Every loss so far is a finite number.'
    return { step, lastFiniteStep: null, words }
  }
  const lastFiniteStep = step > walk.firstAddress ? step - 1 : null
  const words = `After ${step} ${step === 1 ? 'step' : 'steps'} the loss is not a finite number any more: the last update led there.`
  return {
    step,
    lastFiniteStep,
    words: lastFiniteStep === null ? `The loss is not finite from the first step on.` : words,
  }
}
