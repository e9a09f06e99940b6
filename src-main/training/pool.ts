/** Trainer processes: a warm spare stands ready, so that Train answers at once; each process serves one run. */
import type { EngineInfo } from '../../src-shared/project'
import type { TrainerExit, TrainerLauncher, TrainerProcess } from './launcher'
import type { FromTrainer, ToTrainer } from './messages'

/** A process that is loading its engine or has loaded it. */
export type Trainer = {
  readonly pid: number | undefined
  /** The engine, when loaded; null when the process ended or failed first. */
  ready: Promise<EngineInfo | null>
  send(message: ToTrainer): void
  /** Whoever uses it; told of everything from now on. */
  attach(user: TrainerUser): void
  kill(): void
}

export type TrainerUser = {
  onMessage(message: FromTrainer): void
  onExit(exit: TrainerExit): void
}

export class TrainerPool {
  readonly #launch: TrainerLauncher
  #spare: Trainer | null = null
  #timer: NodeJS.Timeout | null = null

  constructor(launch: TrainerLauncher) {
    this.#launch = launch
  }

  /** Gets a spare ready after a while, so that a short visit (`info`, a quick look) starts none. */
  warmSoon(milliseconds = 250): void {
    if (this.#spare !== null || this.#timer !== null) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.warm()
    }, milliseconds)
    this.#timer.unref()
  }

  warm(): void {
    this.#spare ??= this.#start()
  }

  /** The spare, or a new process where there is none. The caller ends it. */
  take(): Trainer {
    const trainer = this.#spare ?? this.#start()
    this.#spare = null
    return trainer
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#spare?.kill()
    this.#spare = null
  }

  #start(): Trainer {
    const trainer = openTrainer(this.#launch(), () => {
      if (this.#spare === trainer) this.#spare = null
    })
    return trainer
  }
}

function openTrainer(process: TrainerProcess, onExit: () => void): Trainer {
  let user: TrainerUser | null = null
  let tellReady: (engine: EngineInfo | null) => void
  const ready = new Promise<EngineInfo | null>((resolve) => (tellReady = resolve))
  process.onMessage((message) => {
    if (message.kind === 'ready') tellReady(message.engine)
    else if (message.kind === 'failed') tellReady(null)
    user?.onMessage(message)
  })
  process.onExit((exit) => {
    tellReady(null)
    onExit()
    user?.onExit(exit)
  })
  return {
    pid: process.pid,
    ready,
    send: (message) => process.send(message),
    attach: (next) => (user = next),
    kill: () => process.kill(),
  }
}
