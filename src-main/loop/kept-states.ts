/**
 * The states that a walk keeps, by address, so that a step back or a jump is a short way from one of them. Their
 * memory is bounded: near the current step they stay dense, further away they thin out.
 */
import type { TrainingState } from '../engines/engine'

export type Kept = { address: number; state: TrainingState; gradient: Float32Array | null }

const mostBytes = 256 * 2 ** 20
const mostStates = 400
const fewestStates = 6

export class KeptStates {
  /** Ascending by address. */
  #all: Kept[] = []

  /** Oldest first. */
  get all(): readonly Kept[] {
    return this.#all
  }

  get first(): Kept {
    return this.#all[0]!
  }

  add(address: number, state: TrainingState): void {
    const place = this.#placeAfter(address)
    if (this.#all[place - 1]?.address === address) return
    this.#all.splice(place, 0, { address, state, gradient: null })
    if (this.#all.length > capacity(state)) this.#thin(address)
  }

  at(address: number): Kept | null {
    const found = this.#all[this.#placeAfter(address) - 1]
    return found?.address === address ? found : null
  }

  /** The last one at or before that address. */
  upTo(address: number): Kept | null {
    return this.#all[this.#placeAfter(address) - 1] ?? null
  }

  /** Drops the one whose absence is felt least; the first stays, for nothing leads back to it. */
  #thin(current: number): void {
    let [least, place] = [Infinity, 1]
    for (let i = 1; i < this.#all.length; i++) {
      const { address } = this.#all[i]!
      if (address === current) continue
      const gap = (this.#all[i + 1]?.address ?? address + 1) - this.#all[i - 1]!.address
      const felt = gap / (1 + Math.abs(address - current))
      if (felt < least) [least, place] = [felt, i]
    }
    this.#all.splice(place, 1)
  }

  #placeAfter(address: number): number {
    let [low, high] = [0, this.#all.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#all[middle]!.address <= address) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** A state may come with its gradient, so that counts as one vector more. */
function capacity({ parameters, slots }: TrainingState): number {
  const bytes = parameters.byteLength * (2 + Object.keys(slots).length)
  return Math.min(mostStates, Math.max(fewestStates, Math.floor(mostBytes / bytes)))
}
