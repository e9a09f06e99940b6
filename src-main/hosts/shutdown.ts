/** Ends a plain Node process in good order: once, within a time, whatever asks for it. */
import type { Log } from '../services/log'

const patienceMs = 8_000

/** @returns ends the process with that exit code; may be called any number of times */
export function endInOrder(close: () => Promise<void>, log: Log): (code: number) => void {
  let ending = false
  return (code) => {
    if (ending) return
    ending = true
    setTimeout(() => process.exit(code), patienceMs).unref()
    close()
      .catch((error: unknown) => log.error('Ending failed', error))
      .finally(() => process.exit(code))
  }
}

/** Ctrl-C and its like end well; what nobody caught is logged and ends as a failure. */
export function endOnSignals(end: (code: number) => void, log: Log): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(0))
  // Started by a script that was killed: nobody could end this process any more.
  process.on('disconnect', () => end(0))
  process.on('unhandledRejection', (reason) => log.error('A failure was not handled', reason))
  process.on('uncaughtException', (error) => {
    log.error('Epochwise ends after a failure', error)
    process.stderr.write('error: Epochwise ends after a failure of its own; the log has the particulars.\n')
    end(1)
  })
}
