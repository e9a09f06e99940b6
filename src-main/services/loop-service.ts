/** Walking through a training, step by step: one walk at a time, its commands one after the other. */
import type { CheckedInput, Handlers } from '../../src-shared/contract'
import { EpochwiseError } from '../../src-shared/errors'
import type { LoopStep } from '../../src-shared/loop'
import type { RunSummary } from '../../src-shared/run'
import { branchRecipe, branchState } from '../loop/branch'
import { describeStep } from '../loop/describe'
import { findNonFinite } from '../loop/find'
import { describeNumbers } from '../loop/numbers'
import { openWalk } from '../loop/open-walk'
import { describeSurface } from '../loop/surface'
import type { Walk } from '../loop/walk'
import { describeWeight } from '../loop/weight'
import { TemporaryFiles } from '../training/temporary-files'
import type { ServiceContext } from './context'
import type { RunDesk } from './run-service'

export function createLoopService(context: ServiceContext, runs: RunDesk): Handlers<'loop'> {
  const desk = new LoopDesk(context, runs)
  return {
    'loop.open': (input) => desk.open(input),
    'loop.current': () => desk.current(),
    'loop.move': ({ step }) => desk.move(step),
    'loop.weight': (place) => desk.ask((walk) => describeWeight(walk, place)),
    'loop.surface': (request) => desk.ask((walk) => describeSurface(walk, request)),
    'loop.branch': ({ change }) => desk.branch(change),
    'loop.handBack': () => desk.handBack(),
    'loop.find': () => desk.ask(findNonFinite),
    'loop.numbers': () => desk.ask(describeNumbers),
    'loop.close': () => desk.close(),
  }
}

/** Replaying for longer is told of, and can be cancelled; for longer still it stops where it got to. */
const silentMilliseconds = 250
const mostMilliseconds = 20_000

class LoopDesk {
  readonly #context: ServiceContext
  readonly #runs: RunDesk
  readonly #files: TemporaryFiles
  #walk: Walk | null = null
  #turn: Promise<unknown> = Promise.resolve()

  constructor(context: ServiceContext, runs: RunDesk) {
    this.#context = context
    this.#runs = runs
    this.#files = new TemporaryFiles(context.folders)
    context.onBeforeClose(() => this.close().then(() => undefined))
    context.listen((event) => {
      if (event.name === 'run.deleted' && event.payload.runId === this.#walk?.subject.run?.id) void this.close()
    })
  }

  open({ runId, at }: CheckedInput<'loop.open'>): Promise<LoopStep> {
    return this.#inTurn(async () => {
      const { document } = this.#context
      const stored = runId === null ? null : await this.#runs.atRest(runId)
      // Loaded when first needed: the native library takes a while, and the app should start without it.
      const { createOnnxEngine } = await import('../engines/onnx/onnx-engine')
      const walk = await openWalk({ document, files: this.#files, engine: createOnnxEngine() }, stored, at)
      await this.#end()
      this.#walk = walk
      return this.#go(walk, at === 'start' || at === 'latest' ? walk.address : at.step)
    })
  }

  current(): Promise<LoopStep | null> {
    return this.#inTurn(async () => {
      return this.#walk === null ? null : describeStep(this.#walk, this.#context.document, null)
    })
  }

  move(step: number): Promise<LoopStep> {
    return this.ask((walk) => this.#go(walk, step))
  }

  /** @throws EpochwiseError loop.none */
  ask<T>(use: (walk: Walk) => Promise<T>): Promise<T> {
    return this.#inTurn(() => use(this.#open()))
  }

  branch(change: CheckedInput<'loop.branch'>['change']): Promise<RunSummary> {
    return this.ask((walk) => {
      const { run, recipe } = walk.subject
      if (run === null) throw new EpochwiseError('run.none', 'There is no run to branch off yet. Train first.')
      this.#requireSameData(walk, run.id, 'Nothing can branch off it.')
      const { epoch } = walk.state
      const wanted = branchRecipe(recipe, change, epoch)
      const parent = { runId: run.id, step: walk.address, epoch }
      return this.#runs.branch(parent, wanted, branchState(walk.state, recipe, wanted))
    })
  }

  /** The run ends where its recipe says: what the walk did beyond that is left out. */
  handBack(): Promise<RunSummary> {
    return this.ask(async (walk) => {
      const { run, recipe } = walk.subject
      if (run === null) throw new EpochwiseError('run.none', 'There is no run to go on yet. Train first.')
      this.#requireSameData(walk, run.id, 'It can’t go on.')
      const end = recipe.epochs * walk.batches.stepsPerEpoch
      if (walk.address > end) await walk.move(end, { milliseconds: mostMilliseconds })
      if (walk.address === walk.lastAddress)
        await walk.move(Math.max(walk.firstAddress, walk.address - 1), { milliseconds: mostMilliseconds })
      const summary = await this.#runs.goOnFrom(run.id, walk.state, walk.epochs)
      await this.#end()
      return summary
    })
  }

  close(): Promise<null> {
    return this.#inTurn(async () => {
      await this.#end()
      return null
    })
  }

  async #go(walk: Walk, step: number): Promise<LoopStep> {
    if (!(await walk.move(step, { milliseconds: silentMilliseconds }))) await this.#goFar(walk, step)
    return describeStep(walk, this.#context.document, whyElsewhere(walk, step))
  }

  #goFar(walk: Walk, step: number): Promise<boolean> {
    return this.#context.tasks.run(
      'loop',
      'Making the steps again',
      (progress) => this.#context.emit('task.progress', progress),
      ({ signal, progress }) =>
        walk.move(step, {
          milliseconds: mostMilliseconds,
          signal,
          progress: (share) => progress(share, `${step} steps`),
        }),
    )
  }

  /** Numbers of other rows than the run's own lead nowhere that the run could go on from. */
  #requireSameData({ subject }: Walk, runId: number, so: string): void {
    if (!subject.dataChanged) return
    throw new EpochwiseError(
      'run.state',
      `The table has changed since run ${runId} learned from it. ${so} Undo the changes, or start a new run.`,
    )
  }

  #open(): Walk {
    if (this.#walk === null)
      throw new EpochwiseError('loop.none', 'No step is open. Open a run, or fresh weights, in the Loop view.')
    return this.#walk
  }

  async #end(): Promise<void> {
    const walk = this.#walk
    this.#walk = null
    await walk?.close()
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work)
    this.#turn = turn.catch(() => undefined)
    return turn
  }
}

/** null: it stands where it was asked to. */
function whyElsewhere(walk: Walk, step: number): string | null {
  const { address, lastAddress, firstAddress } = walk
  if (address === step) return null
  if (step < firstAddress) return `Step ${firstAddress} is the first that can be reached.`
  if (lastAddress !== null && step > lastAddress)
    return `After ${lastAddress} steps nothing is a finite number any more.`
  return `It is far: ${address} of ${step} steps have been made again. Ask once more to go on from here.`
}
