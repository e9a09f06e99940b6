/** The engines' self-test in a real trainer, on the Node that runs the tests and on the one that Electron has. */
import { fork } from 'node:child_process'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { installedNode24 } from '../../../../scripts/node-24.mjs'
import type { SelfTest } from '../../../../src-shared/compute'
import type { FromTrainer } from '../../../../src-main/training/messages'
import { logNativeLines } from '../../../../src-main/training/native-words'
import { tensorflowHome, withoutTensorflow } from '../../../support/tensorflow'

const node24 = installedNode24()

type Heard = { result: SelfTest; log: string[] }

async function runIn(execPath: string): Promise<Heard> {
  const env = { ...process.env, EPOCHWISE_TENSORFLOW: tensorflowHome }
  const child = fork(resolve('out/main/trainer.js'), [], {
    ...{ execPath, env, execArgv: [] },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const log: string[] = []
  const write = (words: string): void => void log.push(words)
  logNativeLines(child.stderr!, { info: write, warn: write, error: write })
  try {
    const result = await new Promise<SelfTest>((found, lost) => {
      child.on('message', (message: FromTrainer) => {
        if (message.kind === 'self-tested') found(message.result)
        else if (message.kind === 'failed') lost(new Error(message.error.message))
      })
      child.once('exit', (code, signal) => lost(new Error(`The trainer ended: ${code ?? signal}`)))
      child.send({ kind: 'self-test' })
    })
    return { result, log }
  } finally {
    child.kill('SIGKILL')
  }
}

function expectAllPassed({ result, log }: Heard): void {
  expect(result.engines.map(({ id, passed, note }) => ({ id, passed, note }))).toEqual(
    ['onnx', 'tensorflow-xla', 'tensorflow'].map((id) => ({ id, passed: true, note: null })),
  )
  expect(result.engines.every(({ secondsPerEpoch }) => secondsPerEpoch! > 0)).toBe(true)
  expect(result.webGpu).not.toBe('')
  for (const line of log) expect(line).not.toMatch(/^[IWEF]\d{4} |^\d{4}-\d\d-\d\d .*: [IWEF] /)
}

describe.skipIf(withoutTensorflow)('every engine agrees, and its chatter is readable', () => {
  it('on the Node that runs the tests', async () => expectAllPassed(await runIn(process.execPath)), 120_000)

  it.skipIf(node24 === null)('on Node 24', async () => expectAllPassed(await runIn(node24!)), 120_000)
})
