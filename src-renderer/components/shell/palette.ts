/** Which commands a few typed letters mean, the best first. */
import type { Command } from '../../state/commands-state.svelte'

/** How well `query` fits: lower is better, null not at all. Words may come in any order. */
export function fit(label: string, query: string): number | null {
  const text = label.toLowerCase()
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  let worst = 0
  for (const word of words) {
    const at = text.indexOf(word)
    if (at < 0) return null
    const startsWord = at === 0 || /\W/.test(text.charAt(at - 1))
    worst = Math.max(worst, at === 0 ? 0 : startsWord ? 1 : 2)
  }
  return worst
}

export function findCommands(commands: readonly Command[], query: string): Command[] {
  return commands
    .filter((command) => command.enabled)
    .map((command) => ({ command, rank: fit(command.label, query) ?? fit(`${command.group} ${command.label}`, query) }))
    .filter((one): one is { command: Command; rank: number } => one.rank !== null)
    .sort((a, b) => a.rank - b.rank)
    .map((one) => one.command)
}
