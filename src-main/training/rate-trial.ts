/** A lower learning rate for a training that diverged: the first that holds in a short trial, from where it began. */
import type { TrainingSession, TrainingState } from '../engines/engine'
import { lossBetween } from './one-step'

/** `weight`: Σ of what the rows of an epoch weigh. */
type Trial = { session: TrainingSession; weight: number; deadline: number }

const rates = 8
const stepsOfTrial = 40
/** A person waits for it. */
const patience = 400

/** Two digits, each about a third of the one before. null: none held, or there was no time to see. */
export async function rateThatHolds(
  session: TrainingSession,
  start: TrainingState,
  { learningRate, weight }: { learningRate: number; weight: number },
): Promise<number | null> {
  const deadline = performance.now() + patience
  for (let k = 1; k <= rates && performance.now() < deadline; k++) {
    const rate = Number((learningRate * 10 ** (-k / 2)).toPrecision(2))
    if (await holds({ session, weight, deadline }, { ...start, rateFactor: rate / learningRate })) return rate
  }
  return null
}

/** The loss stays a number and does not grow: of two stretches of steps the second one's is hardly higher. */
async function holds(trial: Trial, start: TrainingState): Promise<boolean> {
  const first = await stretch(trial, start)
  const second = first && (await stretch(trial, first.state))
  return second !== null && second.loss <= first!.loss * 1.05
}

/** Some steps, and Σ loss × weight over their rows. null: not finite, or out of time. */
async function stretch(
  { session, weight, deadline }: Trial,
  from: TrainingState,
): Promise<{ state: TrainingState; loss: number } | null> {
  let [state, loss] = [from, 0]
  while (state.step < from.step + stepsOfTrial) {
    if (performance.now() > deadline) return null
    const budget = { milliseconds: 20, untilEpoch: Infinity, untilStep: from.step + stepsOfTrial }
    const block = await session.run(state, budget)
    if (!block.finite) return null
    loss += lossBetween(state, block.state, block.epochs, weight)
    state = block.state
  }
  return { state, loss }
}
