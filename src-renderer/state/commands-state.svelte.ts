/** Every command of the page by name: the palette lists them, the keyboard runs them, `?` shows their keys. */
import { untrack } from 'svelte'
import type { Keystroke } from '../components/shared/shortcut-words'
import { pressed } from '../components/shared/shortcut-words'

export type Command = {
  id: string
  label: string
  group: string
  /** Every way to press it, the one to show first: `mod+k`. */
  keys?: readonly string[]
  /** The keys are pressed where they mean something (copying in the grid), and heard there: here they are only told. */
  local?: boolean
  enabled: boolean
  run: () => void | Promise<void>
}

export type CommandSource = () => readonly Command[]

/** Text fields keep every key to themselves but those with a modifier; and their own undo. */
const fieldsOwn = ['mod+z', 'mod+shift+z', 'mod+y', '?']

export class CommandsState {
  #sources = $state.raw<readonly CommandSource[]>([])
  #paletteOpen = $state(false)
  #helpOpen = $state(false)

  readonly all = $derived(this.#sources.flatMap((source) => source()))

  get paletteOpen(): boolean {
    return this.#paletteOpen
  }

  get helpOpen(): boolean {
    return this.#helpOpen
  }

  showPalette(open: boolean): void {
    this.#paletteOpen = open
  }

  showHelp(open: boolean): void {
    this.#helpOpen = open
  }

  /** A view adds what it can do while it is shown. */
  add(source: CommandSource): () => void {
    // Whoever adds in an effect must not run again because of it.
    this.#sources = [...untrack(() => this.#sources), source]
    return () => {
      this.#sources = this.#sources.filter((other) => other !== source)
    }
  }

  /** Runs what was pressed; false where nothing was meant. */
  press(event: Keystroke, inField: boolean): boolean {
    const isMeant = (keys: string): boolean =>
      !(inField && (fieldsOwn.includes(keys) || isBare(keys))) && pressed(event, keys)
    const command = this.all.find((one) => one.enabled && one.local !== true && one.keys?.some(isMeant))
    if (command === undefined) return false
    void command.run()
    return true
  }
}

function isBare(keys: string): boolean {
  return !keys.includes('mod+') && !keys.includes('alt+') && !/^f\d+$/.test(keys)
}
