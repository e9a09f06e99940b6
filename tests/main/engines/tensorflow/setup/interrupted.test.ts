/** A setup that is cancelled, killed, out of room or not alone: where it stops, what stays, and how it goes on. */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { cp, link, mkdir, readdir, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type * as files from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { addonOf, findInstallation, recordFile, recordOf } from '../../../../../src-main/engines/tensorflow/home'
import { tensorflowVersion } from '../../../../../src-main/engines/tensorflow/setup/choose-wheels'
import { removeTensorflow } from '../../../../../src-main/engines/tensorflow/setup/remove'
import type { SetupOptions } from '../../../../../src-main/engines/tensorflow/setup/setup'
import { setUpTensorflow } from '../../../../../src-main/engines/tensorflow/setup/setup'
import { smallDisk } from '../../../document/children/small-disk'
import { zipOf } from '../../../../support/small-zip'
import { temporaryFolder } from '../../../../support/temporary-folder'
import { SmallIndex } from './small-index'
import { emptyAddon, emptyHeaders, pathWith, python } from './tools'

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof files>()
  return { ...real, rename: vi.fn(real.rename) }
})

const wheelName = `tensorflow_cpu-${tensorflowVersion}-cp312-cp312-manylinux_2_27_x86_64.whl`
const machine = { platform: 'linux', arch: 'x64' } as const
const wheelOf = (library: string): Buffer =>
  zipOf({
    'tensorflow/libtensorflow_cc.so.2': library,
    'tensorflow/libtensorflow_framework.so.2': 'another',
    'tensorflow/include/tensorflow/c/c_api.h': '#pragma once\n',
  })

let index: SmallIndex
let home: string
beforeEach(async () => {
  index = await SmallIndex.start()
  home = join(temporaryFolder(), 'tensorflow')
  index.projects.set('tensorflow-cpu', [{ name: wheelName, bytes: wheelOf('x'.repeat(5000)) }])
})
afterEach(() => index.close())

function environment(make: string | null): NodeJS.ProcessEnv {
  // Nothing there: no addon that its makers built.
  const npm_config_tfjs_binding_binary_host_mirror = index.address.replace('/simple', '')
  const own = { npm_config_tfjs_binding_binary_host_mirror, npm_config_nodedir: emptyHeaders(), PYTHON: python }
  return { ...process.env, ...own, PIP_INDEX_URL: index.address, PATH: pathWith(make) }
}

function setUp(more: Partial<SetupOptions> = {}): ReturnType<typeof setUpTensorflow> {
  return setUpTensorflow({ variant: 'cpu', home, env: environment(emptyAddon), machine, ...more })
}

/** `npm run setup:tensorflow -- --cpu`, as a process of its own; `first` runs it. */
function setUpElsewhere(
  env: NodeJS.ProcessEnv,
  { first = [], node = process.execPath }: { first?: string[]; node?: string } = {},
): { child: ChildProcess; ended: Promise<{ code: number | null; words: string }> } {
  const all = [...first, node, resolve('out/main/setup-tensorflow.js'), '--cpu']
  const child = spawn(all[0]!, all.slice(1), { env, stdio: ['ignore', 'ignore', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let words = ''
  child.stderr.on('data', (data: Buffer) => (words += data.toString()))
  const ended = new Promise<{ code: number | null; words: string }>((done) =>
    child.once('close', (code) => done({ code, words })),
  )
  return { child, ended }
}

const filesAsked = (): (string | undefined)[] =>
  index.asked.filter(({ path }) => path.startsWith('/files/')).map(({ range }) => range)

describe('a cancel', () => {
  it.each(['Looking', 'Fetching', 'Unpacking', 'Building', 'Seeing'])(
    'while it says “%s …” leaves nothing half',
    async (phase) => {
      const controller = new AbortController()
      const onProgress = (_: number, words: string): void => {
        if (words.startsWith(phase)) controller.abort()
      }
      await expect(setUp({ signal: controller.signal, onProgress })).rejects.toMatchObject({ code: 'task.cancelled' })
      expect(await readdir(home)).not.toContain('setup.lock')
      expect(await findInstallation(home)).toBeNull()
    },
  )

  it('of a download under way stops it', async () => {
    const controller = new AbortController()
    let release = (): void => undefined
    index.hold = () => {
      controller.abort()
      return new Promise((done) => (release = done))
    }
    await expect(setUp({ signal: controller.signal })).rejects.toMatchObject({ code: 'task.cancelled' })
    release()
  })

  it('of a compiler under way ends it and what it started', async () => {
    const controller = new AbortController()
    const marks = temporaryFolder()
    const make = `cd '${marks}'; echo $$ > pid; touch begun; sleep 600`
    const building = setUp({ env: environment(make), signal: controller.signal })
    const refused = expect(building).rejects.toMatchObject({ code: 'task.cancelled' })
    await expect.poll(() => existsSync(join(marks, 'begun')), { timeout: 20_000 }).toBe(true)
    controller.abort()
    await refused
    const pid = Number(await readFile(join(marks, 'pid'), 'utf8'))
    await expect.poll(() => isAlive(pid)).toBe(false)
    expect(await readdir(join(home, 'downloads'))).toEqual([wheelName])
  })
})

it('an addon that was built and does not load is told of, and is not taken for an installation', async () => {
  await expect(setUp()).rejects.toMatchObject({
    code: 'engine.broken',
    message: expect.stringContaining('does not compute on this machine') as string,
    cause: expect.objectContaining({ message: expect.stringContaining('tfjs_binding.node') as string }) as Error,
  })
  expect(await findInstallation(home)).toBeNull()
})

describe('a disk that is full', () => {
  /** The sizes are not told beforehand, so that it is found out on the way. */
  it.each([
    ['in the middle of the download', 'x'.repeat(4_000_000)],
    ['in the middle of the unpacking', 'x'.repeat(1_700_000)],
  ])('%s is told of', async (_, library) => {
    index.html = true
    index.projects.set('tensorflow-cpu', [{ name: wheelName, bytes: wheelOf(library) }])
    const disk = join(temporaryFolder(), 'disk')
    await mkdir(disk)
    const env = { ...environment(null), PATH: process.env['PATH'], EPOCHWISE_TENSORFLOW: join(disk, 'tensorflow') }
    const { code, words } = await setUpElsewhere(env, { first: ['sh', '-c', smallDisk, disk] }).ended
    expect(words).toMatch(/error: The disk is full, so TensorFlow could not be set up. Free some space/)
    expect(code).toBe(2)
  })

  it('while the addon is built is told of', async () => {
    const make = 'echo "fatal error: error writing to x.s: No space left on device" >&2; exit 2'
    await expect(setUp({ env: environment(make) })).rejects.toMatchObject({ code: 'disk.full' })
  })
})

it('without Node’s headers and a network to get them, says so', async () => {
  const node = join(temporaryFolder(), 'node')
  await link(process.execPath, node).catch(() => cp(process.execPath, node))
  const { npm_config_nodedir: _, ...own } = environment(emptyAddon)
  const env = { ...own, EPOCHWISE_TENSORFLOW: home, npm_config_disturl: 'http://127.0.0.1:1/' }
  const { code, words } = await setUpElsewhere(env, { node }).ended
  expect(words).toMatch(/Node's headers, .* could not be fetched. Check the network connection/)
  expect(code).toBe(1)
})

describe('two at once', () => {
  it('the second is told of the first, and so is whoever removes', async () => {
    let release = (): void => undefined
    const held = new Promise<void>((done) => (release = done))
    const begun = new Promise<void>((done) => (index.hold = () => (done(), held)))
    const first = setUp()
    await begun
    await expect(setUp()).rejects.toMatchObject({ code: 'engine.busy' })
    await expect(removeTensorflow(home)).rejects.toMatchObject({ code: 'engine.busy' })
    const elsewhere = await setUpElsewhere({ ...environment(emptyAddon), EPOCHWISE_TENSORFLOW: home }).ended
    expect(elsewhere).toMatchObject({ code: 2, words: expect.stringContaining('is being set up already') as string })
    release()
    await expect(first).rejects.toMatchObject({ code: 'engine.broken' })
  })

  it('a lock whose maker has not said yet who it is, is held; after a while it is nobody’s', async () => {
    const lock = join(home, 'setup.lock')
    await mkdir(lock, { recursive: true })
    await expect(setUp()).rejects.toMatchObject({ code: 'engine.busy' })
    await utimes(lock, 0, 0)
    await expect(setUp()).rejects.toMatchObject({ code: 'engine.broken' })
  })

  it('one that was killed holds nobody up, and what it fetched is used', async () => {
    const held = new Promise<void>(() => undefined)
    const begun = new Promise<void>((done) => (index.hold = () => (done(), held)))
    const { child, ended } = setUpElsewhere({ ...environment(null), EPOCHWISE_TENSORFLOW: home })
    await begun
    const part = join(home, 'downloads', wheelName)
    await expect.poll(async () => (await stat(part).catch(() => null))?.size ?? 0).toBeGreaterThan(0)
    child.kill('SIGKILL')
    await ended
    index.hold = null
    await expect(setUp()).rejects.toMatchObject({ code: 'engine.broken' })
    expect(filesAsked()).toEqual([undefined, expect.stringMatching(/^bytes=[1-9]\d*-$/)])
  })
})

describe('removing', () => {
  async function pretendInstalled(): Promise<string> {
    const folder = join(home, 'tensorflow-2.21.0-cpu')
    await mkdir(dirname(addonOf(folder)), { recursive: true })
    await writeFile(addonOf(folder), '')
    await writeFile(
      recordFile(home),
      recordOf({ variant: 'cpu', version: '2.21.0', bytes: 5 }, 'tensorflow-2.21.0-cpu'),
    )
    return folder
  }

  it('where the system keeps files that are in use, removes nothing and says why', async () => {
    const folder = await pretendInstalled()
    vi.mocked(rename).mockRejectedValueOnce(Object.assign(new Error('busy'), { code: 'EBUSY' }))
    await expect(removeTensorflow(home)).rejects.toMatchObject({
      code: 'engine.busy',
      message: expect.stringContaining('is in use, so it was not removed. Stop the run') as string,
    })
    expect(await findInstallation(home)).toMatchObject({ folder })
    await removeTensorflow(home)
    expect(await readdir(home)).toEqual([])
  })
})

/** One that has ended and that nobody has asked for yet is dead. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !existsSync('/proc/self/stat') || !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}
