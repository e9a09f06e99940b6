/** The trainer process: its main thread talks and decides, a second thread computes. Both begin here. */
import { isMainThread, parentPort } from 'node:worker_threads'
import { EngineShelf } from '../engines/choose/shelf'
import { openChannel } from './channel'
import { TrainingLoop } from './training-loop'
import { compute, startComputing } from './worker'

if (isMainThread) {
  const channel = openChannel()
  const loop = new TrainingLoop(startComputing(new URL(import.meta.url)), (message) => channel.send(message))
  channel.listen((message) => loop.receive(message))
  await loop.warm()
} else {
  compute(parentPort!, new EngineShelf())
}
