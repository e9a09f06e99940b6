/** A search for a learning rate in a trainer process of its own, which ends with it. */
import { EpochwiseError, fromErrorData } from '../../src-shared/errors'
import type { RateSearch } from '../../src-shared/run'
import type { TrainingJob } from './messages'
import type { Trainer } from './pool'

type Tools = { signal: AbortSignal; onProgress: (share: number) => void; onDataRead: () => void }

/** @throws EpochwiseError run.trainerLost; the signal's reason when it is aborted */
export async function findRate(trainer: Trainer, job: TrainingJob, tools: Tools): Promise<RateSearch> {
  const { signal, onProgress, onDataRead } = tools
  signal.throwIfAborted()
  try {
    return await new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
      trainer.attach({
        onMessage(message) {
          if (message.kind === 'started') onDataRead()
          else if (message.kind === 'rates-tried') onProgress(message.share)
          else if (message.kind === 'rates-found') resolve(message.search)
          else if (message.kind === 'failed') reject(fromErrorData(message.error))
        },
        onExit: () => reject(new EpochwiseError('run.trainerLost', 'The training process ended. Try again.')),
      })
      trainer.send({ kind: 'find-rate', job })
    })
  } finally {
    trainer.kill()
  }
}
