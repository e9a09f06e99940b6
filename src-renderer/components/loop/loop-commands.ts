/** What the Loop view can do, for the palette and the list of shortcuts. Its keys are heard by the view itself. */
import type { Command } from '../../state/commands-state.svelte'
import type { LoopState } from '../../state/loop-state.svelte'
import type { Move } from './stages'

export function loopCommands(loop: LoopState): Command[] {
  const group = 'Loop'
  const enabled = loop.step !== null
  const moving = (id: string, label: string, move: Move): Command => ({
    id: `loop.${id}`,
    label,
    group,
    enabled: enabled && loop.placeAfter(move) !== null,
    run: () => loop.move(move),
  })
  const key = (id: string, label: string, keys: string): Command => ({
    id: `loop.key.${id}`,
    label,
    group,
    keys: [keys],
    enabled: false,
    run: () => undefined,
  })
  return [
    moving('epochForward', 'Epoch forward', 'epochForward'),
    moving('epochBack', 'Epoch back', 'epochBack'),
    moving('runStep', 'To where the run stands', 'runStep'),
    key('stageForward', 'Stage forward', '→'),
    key('stageBack', 'Stage back', '←'),
    key('stepForward', 'Step forward', 'shift+→'),
    key('stepBack', 'Step back', 'shift+←'),
    key('play', 'Play or pause', 'space'),
    key('first', 'Back to the start', 'r'),
  ]
}
