/** Light, dark, or what the system says; `data-theme` on the root always carries the outcome. */

export const themeChoices = ['system', 'light', 'dark'] as const
export type ThemeChoice = (typeof themeChoices)[number]

const key = 'epochwise.theme'

function remembered(): ThemeChoice {
  const stored = localStorage.getItem(key)
  return themeChoices.find((choice) => choice === stored) ?? 'system'
}

export class ThemeState {
  #choice = $state<ThemeChoice>('system')
  #systemDark = $state(false)
  readonly #system = window.matchMedia('(prefers-color-scheme: dark)')

  /** What is on screen: charts read their colours anew when it changes. */
  readonly resolved = $derived<'light' | 'dark'>(
    this.#choice === 'system' ? (this.#systemDark ? 'dark' : 'light') : this.#choice,
  )

  constructor() {
    this.#choice = remembered()
    this.#systemDark = this.#system.matches
    this.#show()
  }

  get choice(): ThemeChoice {
    return this.#choice
  }

  choose(choice: ThemeChoice): void {
    this.#choice = choice
    localStorage.setItem(key, choice)
    this.#show()
  }

  /** Follows the system until the given function is called. */
  follow(): () => void {
    const onChange = (event: MediaQueryListEvent): void => {
      this.#systemDark = event.matches
      this.#show()
    }
    this.#system.addEventListener('change', onChange)
    return () => this.#system.removeEventListener('change', onChange)
  }

  #show(): void {
    document.documentElement.dataset.theme = this.resolved
  }
}
