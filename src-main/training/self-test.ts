/** The engines' self-test in a trainer process of its own, which ends with it: a crash is an answer, and no more. */
import type { SelfTest } from '../../src-shared/compute'
import { EpochwiseError, fromErrorData } from '../../src-shared/errors'
import type { Trainer } from './pool'

/** @throws EpochwiseError engine.broken; the signal's reason when it is aborted */
export async function runSelfTest(trainer: Trainer, signal: AbortSignal): Promise<SelfTest> {
  signal.throwIfAborted()
  try {
    return await new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
      trainer.attach({
        onMessage(message) {
          if (message.kind === 'self-tested') resolve(message.result)
          else if (message.kind === 'failed') reject(fromErrorData(message.error))
        },
        onExit: () => reject(crashed()),
      })
      trainer.send({ kind: 'self-test' })
    })
  } finally {
    trainer.kill()
  }
}

function crashed(): EpochwiseError {
  const words =
    'An engine ended its process during the self-test. Remove TensorFlow and set it up again, or train with ONNX Runtime.'
  return new EpochwiseError('engine.broken', words)
}
