/** The guided tour: at which chapter, and whether it was closed; remembered on this machine. */
import type { Stage } from '../components/loop/stages'
import { chapters } from '../components/loop/chapters'

const key = 'epochwise.guide'

function remembered(): { chapter: number; open: boolean } {
  try {
    const stored = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Record<'chapter' | 'open', unknown>>
    const chapter = typeof stored.chapter === 'number' && stored.chapter in chapters ? stored.chapter : 0
    return { chapter, open: stored.open !== false }
  } catch {
    return { chapter: 0, open: true }
  }
}

export class LoopGuideState {
  #place = $state.raw(remembered())

  /** @param onstage takes the view to where a chapter is best seen */
  constructor(readonly onstage: (stage: Stage) => void) {}

  get chapter(): number {
    return this.#place.chapter
  }
  get open(): boolean {
    return this.#place.open
  }
  /** The `data-guide` that is lit; null: none. */
  get lights(): string | null {
    return this.open ? chapters[this.chapter]!.lights : null
  }

  go(by: 1 | -1): void {
    const chapter = Math.min(chapters.length - 1, Math.max(0, this.chapter + by))
    this.#set({ chapter, open: true })
    const { stage } = chapters[chapter]!
    if (stage !== undefined) this.onstage(stage)
  }

  /** From the first chapter on, where it had come to its end. */
  show(): void {
    this.#set({ chapter: this.chapter === chapters.length - 1 ? 0 : this.chapter, open: true })
  }

  close(): void {
    this.#set({ chapter: this.chapter, open: false })
  }

  #set(place: { chapter: number; open: boolean }): void {
    this.#place = place
    localStorage.setItem(key, JSON.stringify(place))
  }
}
