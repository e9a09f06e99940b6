import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LoopStep } from '../../../src-shared/loop'
import { createClient } from '../../../src-shared/client'
import { EpochwiseError } from '../../../src-shared/errors'
import { tutorialRecipe } from '../../../src-shared/recipe'
import { LoopGuideState } from '../../../src-renderer/state/loop-guide-state.svelte'
import { LoopState } from '../../../src-renderer/state/loop-state.svelte'
import { tutorialStep } from '../components/loop/loop-step'
import { ScriptedBackend, settled } from '../support/scripted-backend'
import { begunRun } from '../../support/run-summary'

function at(step: number): LoopStep {
  const base = tutorialStep()
  return { ...base, source: { ...base.source, parameters: 3 }, position: { ...base.position, step, epoch: step } }
}

function scripted(answers: ConstructorParameters<typeof ScriptedBackend>[0] = {}) {
  const backend = new ScriptedBackend({
    'loop.current': () => null,
    'loop.open': () => at(0),
    'loop.move': ({ step }) => at(step),
    ...answers,
  })
  return { backend, loop: new LoopState(createClient(backend.transport)) }
}

describe('the walk', () => {
  it('opens fresh weights where there is no run', async () => {
    const { backend, loop } = scripted()
    await loop.begin(null, tutorialRecipe)
    expect(backend.inputsOf('loop.open')).toEqual([{ runId: null, at: 'latest' }])
    expect(loop.step?.position.step).toBe(0)
    expect(loop.stage).toBe('forward')
  })

  it('goes on with the walk that is open', async () => {
    const { backend, loop } = scripted({ 'loop.current': () => tutorialStep() })
    await loop.begin(null, tutorialRecipe)
    expect(backend.inputsOf('loop.open')).toEqual([])
    expect(loop.step?.position.step).toBe(2)
  })

  it('asks the host only when the step changes, and loses no key', async () => {
    const { backend, loop } = scripted()
    await loop.begin(null, tutorialRecipe)
    await Promise.all(Array.from({ length: 11 }, () => loop.move('stageForward')))
    expect(loop.step?.position.step).toBe(2)
    expect(loop.stage).toBe('loss')
    expect(backend.inputsOf('loop.move')).toEqual([{ step: 1 }, { step: 2 }])
  })

  it('opens an old run where it stands when its start is out of reach', async () => {
    const { backend, loop } = scripted({
      'loop.open': ({ at: place }) => {
        if (place === 'start') throw new EpochwiseError('loop.unable', 'The table has changed.')
        return at(9)
      },
    })
    await loop.open(begunRun(3, { status: 'completed' }))
    expect(backend.inputsOf('loop.open')).toEqual([
      { runId: 3, at: 'start' },
      { runId: 3, at: 'latest' },
    ])
    expect(loop.error).toBeNull()
  })

  it('says why it could not open, with the remedy', async () => {
    const remedy = { label: 'Choose the target', action: { kind: 'view', view: 'model' } } as const
    const { loop } = scripted({
      'loop.open': () => {
        throw new EpochwiseError('train.noTarget', 'There is no column to predict.', { remedy })
      },
    })
    await loop.open(null)
    expect(loop.error).toEqual({ message: 'There is no column to predict.', remedy })
    expect(loop.step).toBeNull()
  })

  it('stands at the beginning of the step that it got to', async () => {
    const { loop } = scripted({ 'loop.move': () => at(4) })
    await loop.open(null)
    loop.goToStage('update')
    await loop.goToStep(900)
    expect(loop.step?.position.step).toBe(4)
    expect(loop.stage).toBe('forward')
  })

  it('opens the step where a run broke, and says so', async () => {
    const { loop } = scripted({ 'loop.find': () => ({ step: 6, lastFiniteStep: 5, words: 'It broke at step 6.' }) })
    await loop.open(null)
    await loop.findBreak()
    expect(loop.step?.position.step).toBe(6)
    expect(loop.note).toBe('It broke at step 6.')
  })

  it('gives no run where the branch was refused', async () => {
    const { loop } = scripted({
      'loop.branch': () => {
        throw new EpochwiseError('run.busy', 'A run trains.')
      },
    })
    await loop.open(null)
    expect(await loop.branch({ learningRate: 0.1 })).toBeNull()
    expect(loop.error?.message).toBe('A run trains.')
  })
})

describe('playing', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('goes on at the chosen speed until it is paused or can’t go on', async () => {
    const end = (step: LoopStep): LoopStep => ({ ...step, position: { ...step.position, lastStep: 2 } })
    const { loop } = scripted({ 'loop.open': () => end(at(0)), 'loop.move': ({ step }) => end(at(step)) })
    await loop.open(null)
    loop.setSpeed('steps')
    loop.play()
    await vi.advanceTimersByTimeAsync(500)
    expect(loop.step?.position.step).toBe(1)
    loop.pause()
    await vi.advanceTimersByTimeAsync(5000)
    expect(loop.step?.position.step).toBe(1)
    loop.play()
    await vi.advanceTimersByTimeAsync(5000)
    expect(loop.step?.position.step).toBe(2)
    expect(loop.playing).toBe(false)
  })
})

describe('the tour', () => {
  it('remembers where it was, and that it was closed', async () => {
    localStorage.clear()
    const stages: string[] = []
    const guide = new LoopGuideState((stage) => stages.push(stage))
    expect(guide.open).toBe(true)
    guide.go(1)
    guide.go(1)
    expect(stages).toEqual(['forward', 'forward'])
    expect(guide.lights).toBe('network')
    guide.close()
    expect(guide.lights).toBeNull()
    const later = new LoopGuideState(() => undefined)
    expect([later.open, later.chapter]).toEqual([false, 2])
    await settled()
  })
})
