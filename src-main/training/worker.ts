/**
 * The thread that computes. Native calls block the thread they are made on; so that pause and stop are answered while
 * one runs, they are made here, and the trainer's main thread only listens and decides.
 */
import type { MessagePort } from 'node:worker_threads'
import { Worker } from 'node:worker_threads'
import type { ErrorData } from '../../src-shared/errors'
import { fromErrorData, toErrorData } from '../../src-shared/errors'
import type { EngineInfo } from '../../src-shared/project'
import type { Metrics } from '../../src-shared/run'
import type { Block, Budget, Engine, TrainingData, TrainingSession } from '../engines/engine'
import { readDataFile } from './data-file'
import { measure } from './measure'
import type { TrainingJob } from './messages'

export type TimedBlock = Block & { seconds: number }

type Calls = {
  /** Loads the engine and trains a toy, so that the first run doesn't pay for it. */
  warm: { takes: []; gives: EngineInfo }
  /** Reads the data; training begins at the job's state. */
  open: { takes: [job: TrainingJob]; gives: null }
  /** The next block: from the job's state, then each time from where the last one ended. */
  advance: { takes: [budget: Budget]; gives: TimedBlock }
  measure: { takes: [parameters: Float32Array]; gives: Metrics | null }
}
type Name = keyof Calls
type Request = { id: number; name: Name; input: unknown[] }
type Answer = { id: number } & ({ ok: true; value: unknown } | { ok: false; error: ErrorData })

/** The main thread's handle on the computing thread. */
export type Computing = {
  call<N extends Name>(name: N, ...input: Calls[N]['takes']): Promise<Calls[N]['gives']>
}

/** @param script the trainer itself, which runs `compute` when it finds itself in a thread */
export function startComputing(script: URL): Computing {
  const worker = new Worker(script)
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let last = 0
  worker.on('message', (answer: Answer) => {
    const asker = waiting.get(answer.id)
    waiting.delete(answer.id)
    if (answer.ok) asker?.resolve(answer.value)
    else asker?.reject(fromErrorData(answer.error))
  })
  worker.on('error', (error) => {
    for (const asker of waiting.values()) asker.reject(error)
    waiting.clear()
  })
  return {
    call: (name, ...input) =>
      new Promise((resolve, reject) => {
        const id = ++last
        waiting.set(id, { resolve, reject })
        worker.postMessage({ id, name, input } satisfies Request)
      }),
  }
}

/** In the thread: answers calls one after the other. */
export function compute(port: MessagePort, engine: Engine): void {
  const desk = new Desk(engine)
  let queue = Promise.resolve()
  port.on('message', (request: Request) => {
    queue = queue.then(async () => port.postMessage(await answer(desk, request)))
  })
}

async function answer(desk: Desk, { id, name, input }: Request): Promise<Answer> {
  try {
    const handler = desk[name].bind(desk) as (...input: unknown[]) => Promise<unknown>
    return { id, ok: true, value: await handler(...input) }
  } catch (error) {
    console.error(error)
    return { id, ok: false, error: toErrorData(error) }
  }
}

type Open = { job: TrainingJob; data: TrainingData; session: TrainingSession; state: TrainingJob['state'] }

class Desk {
  readonly #engine: Engine
  #open: Open | null = null

  constructor(engine: Engine) {
    this.#engine = engine
  }

  async warm(): Promise<EngineInfo> {
    const parameters = Float32Array.of(0, 0)
    const data = { features: Float32Array.of(1, 2), targets: Float32Array.of(1, 2) }
    const none = { validationFeatures: new Float32Array(), validationTargets: new Float32Array() }
    const session = await this.#engine.startTraining(toy, { ...data, ...none })
    const start = { parameters, slots: {}, step: 0, epoch: 0, position: 0, epochLossSum: 0 }
    await session.run(start, { milliseconds: 5, untilEpoch: 10 })
    await session.close()
    return this.#engine.info()
  }

  async open(job: TrainingJob): Promise<null> {
    const data = await readDataFile(job.file, job.shape)
    const session = await this.#engine.startTraining(job.spec, data)
    this.#open = { job, data, session, state: job.state }
    return null
  }

  async advance(budget: Budget): Promise<TimedBlock> {
    const open = this.#job()
    const started = performance.now()
    const block = await open.session.run(open.state, budget)
    open.state = block.state
    return { ...block, seconds: (performance.now() - started) / 1000 }
  }

  measure(parameters: Float32Array): Promise<Metrics | null> {
    const { job, data } = this.#job()
    return measure(this.#engine, job, data, parameters)
  }

  #job(): Open {
    if (this.#open === null) throw new Error('No training is open.')
    return this.#open
  }
}

const toy = {
  network: { inputs: 1, layers: [{ units: 1, activation: 'linear' }] },
  loss: 'mse',
  optimizer: { kind: 'sgd', learningRate: 0.01 },
  batchSize: 2,
  seed: 0,
} as const satisfies Parameters<Engine['startTraining']>[0]
