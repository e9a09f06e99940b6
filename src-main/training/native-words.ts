/**
 * What native libraries write to standard error, as lines that a person can read: TensorFlow's carry a severity, a clock
 * and a place in its sources, and come by the dozen.
 */
import type { Log } from '../services/log'

type Level = 'info' | 'warn' | 'error'
export type NativeLine = { level: Level; words: string }

/** I0000 00:00:1795630233.918373   12038 port.cc:153] … and 2026-11-25 18:10:33.918: I tensorflow/core/x.cc:153] … */
const stamped = /^(?:\d{4}-\d\d-\d\d [\d:.]+: )?([IWEF])(?:\d{4} [\d:.]+ +\d+)? ?([\w./-]+):\d+\] (.*)$/
const levels = { I: 'info', W: 'warn', E: 'error', F: 'error' } as const satisfies Record<string, Level>
/** What is said at every start and means nothing to whoever reads the log. */
const idle =
  /All log messages before absl::InitializeLog|^To enable the following instructions|rebuild TensorFlow with the appropriate compiler flags|libvulkan|dawn-src/

/** null: nothing worth keeping. */
export function readNativeLine(line: string): NativeLine | null {
  const text = line.trim()
  if (text === '' || idle.test(text)) return null
  const [, severity, , words] = stamped.exec(text) ?? []
  if (severity === undefined) return { level: 'warn', words: text }
  return { level: levels[severity as keyof typeof levels], words: `TensorFlow: ${words!}` }
}

/** Writes a stream's lines to the log; the same line once a process. */
export function logNativeLines(stream: NodeJS.ReadableStream, log: Log): void {
  const told = new Set<string>()
  let rest = ''
  const tell = (line: string): void => {
    const read = readNativeLine(line)
    if (read === null || told.has(read.words)) return
    told.add(read.words)
    log[read.level](read.words)
  }
  stream.setEncoding('utf8')
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop()!
    lines.forEach(tell)
  })
  stream.on('end', () => tell(rest))
}
