/** Results on standard output, messages on standard error, and the exit status that an error's code gives. */
import { errorCodes, toErrorData } from '../../../src-shared/errors'

export type Output = {
  /** A line of the result. */
  line(text: string): void
  /** An object of the result, on a line of its own. */
  json(value: unknown): void
  /** A message for the person that is no result. */
  note(text: string): void
}

export function processOutput(): Output {
  // A reader such as `head` that closes early has what it wanted.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  return {
    line: (text) => void process.stdout.write(`${text}\n`),
    json: (value) => void process.stdout.write(`${JSON.stringify(value)}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
  }
}

/** One line on standard error. @returns the exit status */
export function reportError(output: Output, error: unknown): number {
  const data = toErrorData(error)
  output.note(`error: ${data.message.replace(/\s*\n\s*/g, ' ')}`)
  return errorCodes[data.code]
}
