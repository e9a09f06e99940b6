/** The trainer as one of Electron's utility processes: Node without a window, in the app's own sandbox group. */
import type { UtilityProcess } from 'electron'
import { utilityProcess } from 'electron'
import type { FromTrainer } from '../../training/messages'
import type { Log } from '../../services/log'
import type { TrainerLauncher } from '../../training/launcher'
import { logNativeLines } from '../../training/native-words'

/** @param script the built trainer, absolute. Works once the app is ready. */
export function utilityTrainer(script: string, log: Log): TrainerLauncher {
  return () => {
    const child = utilityProcess.fork(script, [], {
      serviceName: 'Epochwise trainer',
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    if (child.stderr) logNativeLines(child.stderr, log)
    let ended = false
    child.once('exit', () => (ended = true))
    return {
      get pid() {
        return child.pid
      },
      send: (message) => child.postMessage(message),
      onMessage: (listener) => void child.on('message', (message) => listener(message as FromTrainer)),
      onExit: (listener) => void child.once('exit', (code) => listener({ code, signal: null })),
      kill: () => ended || killAtOnce(child),
    }
  }
}

/** Electron's own `kill` asks politely, which a native call under way does not hear. */
function killAtOnce(child: UtilityProcess): void {
  try {
    if (child.pid === undefined) child.kill()
    else process.kill(child.pid, 'SIGKILL')
  } catch {
    // It ended in between; `exit` tells.
  }
}
