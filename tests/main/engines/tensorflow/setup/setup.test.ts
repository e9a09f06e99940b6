/** Getting TensorFlow when something goes wrong: what is said, what is kept, and how it goes on. */
import { writeFileSync } from 'node:fs'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findInstallation, recordFile, recordOf, addonOf } from '../../../../../src-main/engines/tensorflow/home'
import { tensorflowVersion } from '../../../../../src-main/engines/tensorflow/setup/choose-wheels'
import type { SetupOptions } from '../../../../../src-main/engines/tensorflow/setup/setup'
import { removeTensorflow } from '../../../../../src-main/engines/tensorflow/setup/remove'
import { setUpTensorflow } from '../../../../../src-main/engines/tensorflow/setup/setup'
import { zipOf } from '../../../../support/small-zip'
import { temporaryFolder } from '../../../../support/temporary-folder'
import { SmallIndex } from './small-index'
import { emptyHeaders, pathWith, python } from './tools'

const wheelName = `tensorflow_cpu-${tensorflowVersion}-cp312-cp312-manylinux_2_27_x86_64.whl`
const machine = { platform: 'linux', arch: 'x64' } as const
/** Its libraries are none: what comes after the compiler is proved by the real one, which `npm test` gets. */
const wheel = zipOf({
  'tensorflow/libtensorflow_cc.so.2': 'a library',
  'tensorflow/libtensorflow_framework.so.2': 'another',
  'tensorflow/include/tensorflow/c/c_api.h': '#pragma once\n',
  'tensorflow/python/keras.py': 'x'.repeat(40_000),
})

let index: SmallIndex
let home: string
beforeEach(async () => {
  index = await SmallIndex.start()
  home = join(temporaryFolder(), 'tensorflow')
  index.projects.set('tensorflow-cpu', [{ name: wheelName, bytes: wheel }])
})
afterEach(() => index.close())

/** Python is there and a compiler is not, so that it goes no further than that. */
function setUp(more: Partial<SetupOptions> = {}): ReturnType<typeof setUpTensorflow> {
  return setUpTensorflow({ variant: 'cpu', home, env: environment(), machine, ...more })
}

function environment(): NodeJS.ProcessEnv {
  // Nothing there: no addon that its makers built.
  const npm_config_tfjs_binding_binary_host_mirror = index.address.replace('/simple', '')
  const own = { npm_config_tfjs_binding_binary_host_mirror, npm_config_nodedir: emptyHeaders(), PYTHON: python }
  return { ...process.env, ...own, PIP_INDEX_URL: index.address, PATH: pathWith(null) }
}

const filesAsked = (): (string | undefined)[] =>
  index.asked.filter(({ path }) => path.startsWith('/files/')).map(({ range }) => range)

describe('without a compiler', () => {
  it('says which one to install, and keeps what was fetched', async () => {
    await expect(setUp()).rejects.toMatchObject({
      code: 'engine.compiler',
      message: expect.stringMatching(/compiler is needed.*make and g\+\+/) as string,
    })
    expect(await readdir(join(home, 'downloads'))).toEqual([wheelName])
    expect(await findInstallation(home)).toBeNull()
    await expect(setUp()).rejects.toMatchObject({ code: 'engine.compiler' })
    expect(filesAsked()).toHaveLength(1)
  })
})

it('without Python, says that it is needed', async () => {
  const env = { ...environment(), PYTHON: '/nowhere' }
  await expect(setUp({ env })).rejects.toMatchObject({
    code: 'engine.compiler',
    message: expect.stringContaining('Python 3 is needed') as string,
  })
})

describe('a broken connection', () => {
  beforeEach(() => {
    const file = join(home, 'downloads', wheelName)
    const received = async (): Promise<number> => (await stat(file).catch(() => null))?.size ?? 0
    index.untilReceived = (bytes) => expect.poll(received).toBeGreaterThanOrEqual(bytes)
  })

  it('is taken up again where it broke', async () => {
    index.breaks.push(10_000, 15_000)
    await expect(setUp()).rejects.toMatchObject({ code: 'engine.compiler' })
    expect(filesAsked()).toEqual([undefined, 'bytes=10000-', 'bytes=25000-'])
    expect((await readFile(join(home, 'downloads', wheelName))).equals(wheel)).toBe(true)
  })

  it('that breaks again and again is told of, and the next time goes on from there', async () => {
    index.breaks.push(100, 100, 100, 100)
    await expect(setUp()).rejects.toMatchObject({
      code: 'engine.download',
      message: expect.stringContaining('what was fetched so far is kept') as string,
    })
    await expect(setUp()).rejects.toMatchObject({ code: 'engine.compiler' })
    expect(filesAsked().at(-1)).toBe('bytes=400-')
  })

  it('starts over where the part on the disk is no part of the file', async () => {
    index.projects.set('tensorflow-cpu', [{ name: wheelName, bytes: wheel, size: wheel.length + 50_000 }])
    await mkdir(join(home, 'downloads'), { recursive: true })
    await writeFile(join(home, 'downloads', wheelName), Buffer.alloc(wheel.length + 10))
    await expect(setUp()).rejects.toMatchObject({ code: 'engine.download' })
    expect(filesAsked().slice(0, 2)).toEqual([`bytes=${wheel.length + 10}-`, undefined])
  })
})

it('a wrong checksum throws the file away', async () => {
  index.projects.set('tensorflow-cpu', [{ name: wheelName, bytes: wheel, sha256: '0'.repeat(64) }])
  await expect(setUp()).rejects.toMatchObject({ code: 'engine.checksum' })
  expect(await readdir(join(home, 'downloads'))).toEqual([])
})

it('without a network, says so and that training goes on', async () => {
  const { address } = index
  index.close()
  const env = { ...process.env, PIP_INDEX_URL: address }
  await expect(setUp({ env })).rejects.toMatchObject({
    code: 'engine.download',
    message: expect.stringMatching(/could not be reached.*ONNX Runtime/) as string,
  })
})

it('asks for room on the disk before it fetches', async () => {
  index.projects.set('tensorflow-cpu', [{ name: wheelName, bytes: wheel, size: 1e15 }])
  await expect(setUp()).rejects.toMatchObject({ code: 'disk.full', message: expect.stringContaining('GB') as string })
  expect(filesAsked()).toEqual([])
})

it('an index that answers with something else is named', async () => {
  index.projects.set('tensorflow-cpu', [{ name: wheelName, bytes: Buffer.from('no zip file') }])
  await expect(setUp()).rejects.toMatchObject({
    code: 'engine.download',
    message: expect.stringContaining('unpacked') as string,
  })
  index.projects.clear()
  await expect(setUp()).rejects.toMatchObject({
    code: 'engine.download',
    message: expect.stringContaining('404') as string,
  })
})

it('a wheel without the libraries is refused', async () => {
  index.projects.set('tensorflow-cpu', [{ name: wheelName, bytes: zipOf({ 'tensorflow/python/x.py': '' }) }])
  await expect(setUp()).rejects.toMatchObject({
    code: 'engine.download',
    message: expect.stringContaining('libtensorflow_cc') as string,
  })
})

it('where there is no TensorFlow, says so', async () => {
  await expect(setUp({ machine: { platform: 'linux', arch: 'riscv64' } })).rejects.toMatchObject({
    code: 'engine.unsupported',
  })
  await expect(setUp({ variant: 'cuda', machine: { platform: 'darwin', arch: 'arm64' } })).rejects.toMatchObject({
    code: 'engine.unsupported',
  })
  await expect(setUp({ version: '1.0.0' })).rejects.toMatchObject({ code: 'engine.unsupported' })
})

describe('for a GPU', () => {
  const metadata = `Name: tensorflow
Requires-Dist: numpy>=1.26.0
Requires-Dist: nvidia-cublas-cu12<13.0,>=12.5.3.2; extra == "and-cuda"
Requires-Dist: nvidia-cudnn-cu12<10.0,>=9.3.0.75; extra == "and-cuda"
`

  it('fetches the libraries that TensorFlow asks for, in the newest versions that fit', async () => {
    const main = zipOf({
      'tensorflow/libtensorflow_cc.so.2': 'a library',
      'tensorflow/libtensorflow_framework.so.2': 'another',
      [`tensorflow-${tensorflowVersion}.dist-info/METADATA`]: metadata,
    })
    const platform = 'py3-none-manylinux_2_27_x86_64.whl'
    const library = zipOf({ 'nvidia/cublas/lib/libcublas.so.12': 'numbers', 'nvidia/cublas/include/cublas.h': '' })
    index.projects.set('tensorflow', [
      { name: `tensorflow-${tensorflowVersion}-cp312-cp312-manylinux_2_27_x86_64.whl`, bytes: main },
    ])
    index.projects.set('nvidia-cublas-cu12', [
      { name: `nvidia_cublas_cu12-12.4.0.1-${platform}`, bytes: library },
      { name: `nvidia_cublas_cu12-12.10.0.1-${platform}`, bytes: library },
      { name: `nvidia_cublas_cu12-12.9.1.4-${platform}`, bytes: library },
      { name: `nvidia_cublas_cu12-13.0.0.1-${platform}`, bytes: library },
      { name: `nvidia_cublas_cu12-12.11.0.1-${platform}`, bytes: library, yanked: true },
      { name: 'nvidia_cublas_cu12-12.12.0.1-py3-none-win_amd64.whl', bytes: library },
    ])
    index.projects.set('nvidia-cudnn-cu12', [{ name: `nvidia_cudnn_cu12-9.5.0.1-${platform}`, bytes: library }])
    await expect(setUp({ variant: 'cuda' })).rejects.toMatchObject({ code: 'engine.compiler' })
    const files = index.asked.map(({ path }) => path).filter((path) => path.startsWith('/files/nvidia'))
    expect(files).toEqual([
      `/files/nvidia_cublas_cu12-12.10.0.1-${platform}`,
      `/files/nvidia_cudnn_cu12-9.5.0.1-${platform}`,
    ])
    const kept = await readdir(join(home, 'staging', 'deps', 'nvidia', 'cublas'))
    expect(kept).toEqual(['lib'])
  })
})

describe('what is there', () => {
  it('counts only when it is whole, and goes with all that belongs to it', async () => {
    const folder = join(home, 'tensorflow-2.21.0-cpu')
    await mkdir(join(folder, 'lib', 'napi-v8'), { recursive: true })
    writeFileSync(recordFile(home), recordOf({ variant: 'cpu', version: '2.21.0', bytes: 5 }, 'tensorflow-2.21.0-cpu'))
    expect(await findInstallation(home)).toBeNull()
    writeFileSync(addonOf(folder), '')
    expect(await findInstallation(home)).toEqual({ variant: 'cpu', version: '2.21.0', bytes: 5, folder })
    expect(await findInstallation(null)).toBeNull()
    await removeTensorflow(home)
    expect(await findInstallation(home)).toBeNull()
    expect(await readdir(home)).toEqual([])
  })
})
