/** What the app has to say in passing: errors stay until they are dismissed, good news leaves by itself. */
import type { Remedy } from '../../src-shared/errors'
import { EpochwiseError } from '../../src-shared/errors'

export type NoteAction = { label: string; run: () => void | Promise<void> }
export type Note = { id: number; tone: 'bad' | 'note'; message: string; action: NoteAction | null }

const atMost = 3
const stay = 7000

export class NotesState {
  #notes = $state.raw<Note[]>([])
  #last = 0

  constructor(readonly applyRemedy: (remedy: Remedy) => Promise<void>) {}

  get notes(): readonly Note[] {
    return this.#notes
  }

  fail(error: unknown): void {
    if (error instanceof EpochwiseError) {
      // The person cancelled it: they know.
      if (error.code === 'task.cancelled') return
      const remedy = error.details.remedy
      this.#add('bad', error.message, remedy ? { label: remedy.label, run: () => this.applyRemedy(remedy) } : null)
      return
    }
    console.error(error)
    this.#add('bad', 'Something went wrong in this window. Your data is safe; reload the page to go on.', null)
  }

  /** An error with a way out that this page knows. */
  offer(message: string, action: NoteAction): void {
    this.#add('bad', message, action)
  }

  tell(message: string, action: NoteAction | null = null): void {
    const id = this.#add('note', message, action)
    setTimeout(() => this.dismiss(id), stay)
  }

  dismiss(id: number): void {
    this.#notes = this.#notes.filter((note) => note.id !== id)
  }

  clear(): void {
    this.#notes = []
  }

  #add(tone: Note['tone'], message: string, action: NoteAction | null): number {
    const id = ++this.#last
    // Good news makes way for newer good news; the same words are not said twice.
    const others = this.#notes.filter((note) => note.message !== message && !(tone === 'note' && note.tone === 'note'))
    this.#notes = [...others.slice(1 - atMost), { id, tone, message, action }]
    return id
  }
}
