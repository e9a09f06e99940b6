/**
 * Starting a trainer process, whatever the host: `child_process.fork` here, `utilityProcess.fork` in Electron.
 *
 * Messages are structured clones: typed arrays stay typed arrays.
 */
import { fork } from 'node:child_process'
import { Socket } from 'node:net'
import type { Log } from '../services/log'
import type { FromTrainer, ToTrainer } from './messages'
import { logNativeLines } from './native-words'

/** How a process ended: by its own code, or by a signal (null where the host can't tell). */
export type TrainerExit = { code: number | null; signal: string | null }

export type TrainerProcess = {
  readonly pid: number | undefined
  send(message: ToTrainer): void
  /** One listener; set before the next turn of the event loop, or messages are lost. */
  onMessage(listener: (message: FromTrainer) => void): void
  /** Called once. Also when the process could not be started. */
  onExit(listener: (exit: TrainerExit) => void): void
  /** Ends it at once, whatever it is doing. */
  kill(): void
}

/** Starts a process that runs the built `trainer.js`. It must not keep the app alive. */
export type TrainerLauncher = () => TrainerProcess

/**
 * @param script the built trainer, absolute
 * @param log gets what the process says on standard error; without one it goes where the app's own goes
 */
export function forkTrainer(script: string, log?: Log): TrainerLauncher {
  return () => {
    const child = fork(script, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', log === undefined ? 'inherit' : 'pipe', 'ipc'],
      // The app's own flags (an inspector's port above all) are not the trainer's.
      execArgv: [],
    })
    child.unref()
    if (log !== undefined && child.stderr !== null) {
      logNativeLines(child.stderr, log)
      // A socket between processes, which must not keep the app alive either.
      if (child.stderr instanceof Socket) child.stderr.unref()
    }
    child.channel?.unref()
    return {
      pid: child.pid,
      send(message) {
        // A trainer that has just died is told of by its exit, not here.
        child.send(message, () => undefined)
      },
      onMessage: (listener) => void child.on('message', (message) => listener(message as FromTrainer)),
      onExit(listener) {
        let told = false
        const tell = (exit: TrainerExit): void => {
          if (!told) listener(exit)
          told = true
        }
        child.on('error', () => tell({ code: null, signal: null }))
        child.on('exit', (code, signal) => tell({ code, signal }))
      },
      kill: () => void child.kill('SIGKILL'),
    }
  }
}
