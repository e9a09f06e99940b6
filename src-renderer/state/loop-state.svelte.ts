/**
 * The walk through a training as the page sees it: at which step and stage it stands, what is looked at, whether it plays.
 *
 * Moves wait for one another, so that quick keys are never lost; what hangs on a step (a weight's facts, the loss
 * surface) is asked anew after each move, and only the newest answer counts.
 */
import type { Client } from '../../src-shared/client'
import type { CommandInput } from '../../src-shared/contract'
import type { LoopStep, LoopSurface, LoopWeight } from '../../src-shared/loop'
import type { Recipe } from '../../src-shared/recipe'
import type { RunSummary } from '../../src-shared/run'
import type { LoopError } from '../components/loop/loop-error'
import type { Focus } from '../components/loop/formula'
import type { Move, Place, Speed, Stage } from '../components/loop/stages'
import { isUnable, loopErrorOf } from '../components/loop/loop-error'
import { focusWithin } from '../components/loop/formula'
import { continuesWalk, openingPlace } from '../components/loop/opening'
import { placeAfter, speeds } from '../components/loop/stages'

type At = CommandInput<'loop.open'>['at']
type WeightPlace = CommandInput<'loop.weight'>

/** Losses of the steps that were looked at; more would be a chart of training, which the Train view has. */
const mostVisited = 500

export class LoopState {
  #step = $state.raw<LoopStep | null>(null)
  #stage = $state<Stage>('forward')
  #focus = $state.raw<Focus>({ row: 0, layer: 0, unit: 0 })
  #error = $state.raw<LoopError | null>(null)
  #note = $state<string | null>(null)
  #working = $state(0)
  #playing = $state(false)
  #speed = $state<Speed>('slow')
  #weightPlace = $state.raw<WeightPlace | null>(null)
  #weight = $state.raw<LoopWeight | null>(null)
  #surface = $state.raw<{ step: number; kind: LoopSurface['kind']; surface: LoopSurface } | null>(null)
  #surfaceBusy = $state(false)
  #visited = $state.raw<readonly { step: number; loss: number | null }[]>([])
  #turn: Promise<unknown> = Promise.resolve()
  #timer: ReturnType<typeof setTimeout> | undefined
  #ended = false

  constructor(readonly client: Client) {}

  get step(): LoopStep | null {
    return this.#step
  }
  get stage(): Stage {
    return this.#stage
  }
  get focus(): Focus {
    return this.#focus
  }
  get error(): LoopError | null {
    return this.#error
  }
  /** What the last search found, in words. */
  get note(): string | null {
    return this.#note
  }
  get busy(): boolean {
    return this.#working > 0
  }
  get playing(): boolean {
    return this.#playing
  }
  get speed(): Speed {
    return this.#speed
  }
  get weightPlace(): WeightPlace | null {
    return this.#weightPlace
  }
  get weight(): LoopWeight | null {
    return this.#weight
  }
  get surface(): { step: number; kind: LoopSurface['kind']; surface: LoopSurface } | null {
    return this.#surface
  }
  get surfaceBusy(): boolean {
    return this.#surfaceBusy
  }
  /** Steps and their losses in the order of the steps. */
  get visited(): readonly { step: number; loss: number | null }[] {
    return this.#visited
  }

  end(): void {
    this.#ended = true
    this.pause()
  }

  /** The walk that is open goes on where it fits; otherwise one is opened. */
  begin(run: RunSummary | null, recipe: Recipe): Promise<void> {
    return this.#inTurn(async () => {
      const current = await this.client.send('loop.current', {})
      if (current !== null && continuesWalk(current, run, recipe)) this.#take(current)
      else await this.#open(run)
    })
  }

  /** null: fresh weights. Without `at`, an ended run opens at its start and a paused one where it stands. */
  open(run: RunSummary | null, at?: At): Promise<void> {
    return this.#inTurn(() => this.#open(run, at))
  }

  /** Where a button or key leads; plays on from there where it plays. */
  move(move: Move): Promise<void> {
    return this.#inTurn(async () => {
      const place = this.placeAfter(move)
      if (place === null) this.pause()
      else await this.#go(place)
    })
  }

  placeAfter(move: Move): Place | null {
    const step = this.#step
    if (step === null) return null
    return placeAfter(move, { step: step.position.step, stage: this.#stage }, step.position)
  }

  goToStage(stage: Stage): void {
    this.#stage = stage
  }

  goToStep(step: number): Promise<void> {
    return this.#inTurn(() => this.#go({ step, stage: this.#stage }))
  }

  look(change: Partial<Focus>): void {
    this.#focus =
      this.#step === null ? { ...this.#focus, ...change } : focusWithin(this.#step, { ...this.#focus, ...change })
  }

  play(): void {
    if (this.#step === null) return
    this.#playing = true
    this.#tick()
  }

  pause(): void {
    this.#playing = false
    clearTimeout(this.#timer)
    if (!this.#ended && this.#step !== null) this.#askAboutStep()
  }

  togglePlay(): void {
    if (this.#playing) this.pause()
    else this.play()
  }

  setSpeed(speed: Speed): void {
    this.#speed = speed
  }

  chooseWeight(place: WeightPlace | null): void {
    this.#weightPlace = place
    this.#weight = null
    if (place !== null) void this.#askWeight()
  }

  async drawSurface(kind: LoopSurface['kind'], directions: 'gradient' | 'start' = 'gradient'): Promise<void> {
    if (this.#surfaceBusy || this.#step === null) return
    this.#surfaceBusy = true
    try {
      const at = this.#step.position.step
      const resolution = kind === 'parameters' ? 41 : 25
      const surface = await this.client.send('loop.surface', { kind, resolution, directions })
      this.#surface = { step: at, kind, surface }
    } catch (error) {
      this.#fail(error)
    } finally {
      this.#surfaceBusy = false
    }
    if (this.#surface?.kind === 'parameters' && this.#surface.step !== this.#step.position.step) {
      await this.drawSurface('parameters')
    }
  }

  /** To the step where a diverged run stopped being numbers. */
  findBreak(): Promise<void> {
    return this.#inTurn(async () => {
      const found = await this.client.send('loop.find', { what: 'nonFinite' })
      this.#note = found.words
      if (found.step !== null) await this.#go({ step: found.step, stage: 'loss' })
      this.#note = found.words
    })
  }

  /** Nothing is shown: the chosen run trains. */
  leaveStep(): void {
    this.pause()
    this.#step = null
  }

  dismiss(): void {
    this.#error = null
    this.#note = null
  }

  /** @returns the run, or null where it failed: then the error is shown */
  async branch(change: CommandInput<'loop.branch'>['change']): Promise<RunSummary | null> {
    return this.#leave(() => this.client.send('loop.branch', { change }))
  }

  async handBack(): Promise<RunSummary | null> {
    return this.#leave(() => this.client.send('loop.handBack', {}))
  }

  async #leave(work: () => Promise<RunSummary>): Promise<RunSummary | null> {
    this.pause()
    let run: RunSummary | null = null
    await this.#inTurn(async () => {
      run = await work()
    })
    return run
  }

  async #open(run: RunSummary | null, at?: At): Promise<void> {
    this.#step = null
    this.#surface = null
    this.#visited = []
    this.chooseWeight(null)
    const runId = run?.id ?? null
    const wanted = at ?? openingPlace(run)
    try {
      this.#take(await this.client.send('loop.open', { runId, at: wanted }))
    } catch (error) {
      // The start of an old run may be out of reach; where it stands never is.
      if (at !== undefined || wanted === 'latest' || !isUnable(error)) throw error
      this.#take(await this.client.send('loop.open', { runId, at: 'latest' }))
    }
    this.#stage = 'forward'
    this.#focus = focusWithin(this.#step, { row: 0, layer: 0, unit: 0 })
  }

  async #go({ step, stage }: Place): Promise<void> {
    if (step === this.#step?.position.step) {
      this.#stage = stage
      return
    }
    const next = await this.client.send('loop.move', { step })
    this.#take(next)
    // Where it could not get there, it stands at the beginning of what it got to.
    this.#stage = next.position.step === step ? stage : 'forward'
  }

  #take(step: LoopStep): void {
    this.#step = step
    this.#note = null
    this.#focus = focusWithin(step, this.#focus)
    const others = this.#visited.filter((one) => one.step !== step.position.step)
    this.#visited = [...others, { step: step.position.step, loss: step.loss.value }]
      .sort((a, b) => a.step - b.step)
      .slice(-mostVisited)
    this.#askAboutStep()
  }

  #askAboutStep(): void {
    if (this.#weightPlace !== null && !this.#playing) void this.#askWeight()
    const few = (this.#step?.source.parameters ?? Infinity) <= 2
    if (few && this.#surface?.step !== this.#step?.position.step) void this.drawSurface('parameters')
  }

  async #askWeight(): Promise<void> {
    const place = this.#weightPlace
    if (place === null) return
    try {
      const weight = await this.client.send('loop.weight', place)
      if (this.#weightPlace === place) this.#weight = weight
    } catch (error) {
      this.#fail(error)
    }
  }

  #tick(): void {
    clearTimeout(this.#timer)
    if (!this.#playing || this.#ended) return
    const { move, milliseconds } = speeds.find(({ value }) => value === this.#speed)!
    this.#timer = setTimeout(() => void this.move(move).then(() => this.#tick()), milliseconds)
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#working++
    this.#turn = this.#turn.then(async () => {
      try {
        this.#error = null
        await work()
      } catch (error) {
        this.#playing = false
        this.#fail(error)
      } finally {
        this.#working--
      }
    })
    return this.#turn as Promise<void>
  }

  #fail(error: unknown): void {
    if (this.#ended) return
    this.#error = loopErrorOf(error)
  }
}
