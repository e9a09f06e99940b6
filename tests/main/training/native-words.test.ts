/** TensorFlow's own lines, as the log has them. */
import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { logNativeLines, readNativeLine } from '../../../src-main/training/native-words'

it.each([
  [
    'I0000 00:00:1795630233.918373   12038 port.cc:153] oneDNN custom operations are on.',
    { level: 'info', words: 'TensorFlow: oneDNN custom operations are on.' },
  ],
  [
    '2026-11-25 18:10:33.918373: W tensorflow/core/common/gpu.cc:2343] Cannot dlopen some GPU libraries.',
    { level: 'warn', words: 'TensorFlow: Cannot dlopen some GPU libraries.' },
  ],
  [
    'E0000 00:00:1795630233.918373   12038 cuda_dnn.cc:8310] Unable to register cuDNN factory',
    { level: 'error', words: 'TensorFlow: Unable to register cuDNN factory' },
  ],
  ['Error: something of ours', { level: 'warn', words: 'Error: something of ours' }],
  ['WARNING: All log messages before absl::InitializeLog() is called are written to STDERR', null],
  ['', null],
])('%s', (line, expected) => {
  expect(readNativeLine(line)).toEqual(expected)
})

it('lines come whole however they are cut, and each once', async () => {
  const stream = new PassThrough()
  const log: string[] = []
  const write = (words: string): void => void log.push(words)
  logNativeLines(stream, { info: write, warn: write, error: write })
  const line = 'W0000 00:00:1.2 3 a/b.cc:4] Twice.\n'
  stream.write(`${line}first ha`)
  stream.write('lf\n')
  stream.end(`${line}the end`)
  await new Promise((resolve) => stream.once('end', resolve))
  expect(log).toEqual(['TensorFlow: Twice.', 'first half', 'the end'])
})
