/** tfjs-node's own downloads: the addresses that its own install script asks, and where what they bring goes. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addonOf, findInstallation, librariesOf } from '../../../../../src-main/engines/tensorflow/home'
import type { Machine } from '../../../../../src-main/engines/tensorflow/setup/choose-wheels'
import { tensorflowVersion } from '../../../../../src-main/engines/tensorflow/setup/choose-wheels'
import { ownAddon, ownLibrary } from '../../../../../src-main/engines/tensorflow/setup/own-package'
import type { SetupOptions } from '../../../../../src-main/engines/tensorflow/setup/setup'
import { setUpTensorflow } from '../../../../../src-main/engines/tensorflow/setup/setup'
import { zipOf } from '../../../../support/small-zip'
import { temporaryFolder } from '../../../../support/temporary-folder'
import { SmallIndex } from './small-index'
import { emptyAddon, emptyHeaders, pathWith, python, tinyAddon } from './tools'

const windows = { platform: 'win32', arch: 'x64' } as const
const linux = { platform: 'linux', arch: 'x64' } as const
const intelMac = { platform: 'darwin', arch: 'x64' } as const
const host = 'https://storage.googleapis.com'

describe('the addresses', () => {
  const require = createRequire(import.meta.url)

  it('of the library are those of its install script', () => {
    const { LIBTENSORFLOW_VERSION } = require('@tensorflow/tfjs-node-gpu/scripts/deps-constants.js') as {
      LIBTENSORFLOW_VERSION: string
    }
    const at = (name: string): string => `${host}/tensorflow/libtensorflow/libtensorflow-${name}`
    expect(ownLibrary('cpu', windows, {})?.url).toBe(at(`cpu-windows-x86_64-${LIBTENSORFLOW_VERSION}.zip`))
    expect(ownLibrary('cuda', windows, {})?.url).toBe(at(`gpu-windows-x86_64-${LIBTENSORFLOW_VERSION}.zip`))
    expect(ownLibrary('cpu', intelMac, {})?.url).toBe(at(`cpu-darwin-x86_64-${LIBTENSORFLOW_VERSION}.tar.gz`))
  })

  it('of the addon are those of node-pre-gyp for this Node', () => {
    const { evaluate } = require('@mapbox/node-pre-gyp/lib/util/versioning.js') as {
      evaluate: (json: object, options: object, nodeApi: number) => { hosted_tarball: string }
    }
    const { get_best_napi_build_version: best } = require('@mapbox/node-pre-gyp/lib/util/napi.js') as {
      get_best_napi_build_version: (json: object) => number
    }
    const json = JSON.parse(readFileSync(require.resolve('@tensorflow/tfjs-node-gpu/package.json'), 'utf8')) as {
      binary: object
    }
    const address = (name: string): string => {
      const named = { ...json, binary: { ...json.binary, package_name: name } }
      return evaluate(named, {}, best(named)).hosted_tarball
    }
    const addon = ownAddon('cuda', linux, {})!
    expect(addon.name).toBe('GPU-linux-4.22.0.tar.gz')
    expect(addon.url).toBe(address(addon.name))
    expect(ownAddon('cpu', windows, {})?.url).toBe(address('CPU-windows-4.22.0.zip'))
    expect(ownAddon('cpu', linux, {}, 7)?.url).toContain('/napi-v7/')
  })

  it('are another storage’s where the environment says so, as with its install script', () => {
    const env = {
      TFJS_NODE_CDN_STORAGE: 'http://127.0.0.1:1/',
      npm_config_tfjs_binding_binary_host_mirror: 'http://127.0.0.1:2',
    }
    expect(ownLibrary('cpu', windows, env)?.url).toMatch(/^http:\/\/127\.0\.0\.1:1\/tensorflow\/libtensorflow\//)
    expect(ownLibrary('cpu', windows, { TFJS_NODE_BASE_URI: 'http://127.0.0.1:3/x-' })?.url).toMatch(
      /:3\/x-cpu-windows/,
    )
    expect(ownAddon('cpu', windows, env)?.url).toMatch(/^http:\/\/127\.0\.0\.1:2\/napi-v8\/4\.22\.0\/CPU-windows/)
  })

  it('are none for what its makers built nothing for, or where wheels do better', () => {
    const others: Machine[] = ['linux', 'darwin', 'win32'].map((platform) => ({
      platform: platform as NodeJS.Platform,
      arch: 'arm64',
    }))
    for (const machine of others)
      expect([ownLibrary('cpu', machine, {}), ownAddon('cpu', machine, {})]).toEqual([null, null])
    expect(ownLibrary('cpu', linux, {})).toBeNull()
    expect(ownLibrary('cuda', intelMac, {})).toBeNull()
    expect(ownAddon('cpu', linux, {}, 2)).toBeNull()
  })
})

const addon = tinyAddon('2.9.1')

describe.skipIf(addon === null)('what they bring', () => {
  let index: SmallIndex
  let home: string
  beforeEach(async () => {
    index = await SmallIndex.start()
    home = join(temporaryFolder(), 'tensorflow')
  })
  afterEach(() => index.close())

  function setUp(more: Partial<SetupOptions>): ReturnType<typeof setUpTensorflow> {
    const storage = index.address.replace('/simple', '/')
    const env = {
      ...process.env,
      ...{ PIP_INDEX_URL: index.address, PATH: pathWith(null), PYTHON: python, npm_config_nodedir: emptyHeaders() },
      ...{ TFJS_NODE_CDN_STORAGE: storage, npm_config_tfjs_binding_binary_host_mirror: `${storage}addons` },
      ...more.env,
    }
    return setUpTensorflow({ variant: 'cpu', home, machine: windows, ...more, env })
  }

  const libraryPath = '/tensorflow/libtensorflow/libtensorflow-'
  const serve = (path: string, bytes: Buffer): unknown => index.others.set(path, bytes)
  const serveAddon = (name: string): unknown =>
    serve(`/addons/napi-v8/4.22.0/${name}`, tarOf({ 'napi-v8/tfjs_binding.node': addon! }))

  it.each([
    ['in its folder', 'lib/tensorflow.dll'],
    ['without a folder, as some are', 'tensorflow.dll'],
  ])('on Windows: the library (%s) is put beside the addon, which loads', async (_, entry) => {
    serve(
      `${libraryPath}gpu-windows-x86_64-2.9.1.zip`,
      zipOf({ [entry]: 'a library', 'include/tensorflow/c/c_api.h': '' }),
    )
    serveAddon('GPU-windows-4.22.0.zip')
    const { folder, ...known } = await setUp({ variant: 'cuda' })
    expect(known).toEqual({ variant: 'cuda', version: '2.9.1', bytes: 9 })
    expect(await readdir(dirname(addonOf(folder)))).toEqual(['tensorflow.dll', 'tfjs_binding.node'])
    expect(await readFile(join(librariesOf(folder), 'tensorflow.dll'), 'utf8')).toBe('a library')
    expect(await readdir(home)).toEqual(expect.not.arrayContaining(['downloads', 'staging', 'setup.lock']))
    expect(await findInstallation(home)).toMatchObject({ version: '2.9.1', folder })
  })

  it('on Intel Macs: the libraries with their links', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'lib'))
    writeFileSync(join(folder, 'lib', 'libtensorflow.2.9.1.dylib'), 'x'.repeat(70_000))
    symlinkSync('libtensorflow.2.9.1.dylib', join(folder, 'lib', 'libtensorflow.2.dylib'))
    serve(`${libraryPath}cpu-darwin-x86_64-2.9.1.tar.gz`, tar(folder))
    serveAddon('CPU-darwin-4.22.0.tar.gz')
    const made = await setUp({ machine: intelMac })
    expect(made).toMatchObject({ version: '2.9.1', bytes: 70_000 })
    expect(await readlink(join(librariesOf(made.folder), 'libtensorflow.2.dylib'))).toBe('libtensorflow.2.9.1.dylib')
  })

  it('that is something else, or nothing, is told of and not kept', async () => {
    await expect(setUp({})).rejects.toMatchObject({
      code: 'engine.download',
      message: expect.stringContaining('404') as string,
    })
    for (const page of [Buffer.from('<html>Sign in</html>'), tarOf({ 'readme.txt': addon! }).subarray(0, 900)]) {
      serve(`${libraryPath}cpu-windows-x86_64-2.9.1.zip`, page)
      await expect(setUp({})).rejects.toMatchObject({
        code: 'engine.download',
        message: expect.stringContaining('could not be unpacked') as string,
      })
    }
    serve(`${libraryPath}cpu-windows-x86_64-2.9.1.zip`, zipOf({ 'readme.txt': 'no library' }))
    await expect(setUp({})).rejects.toMatchObject({
      code: 'engine.download',
      message: expect.stringContaining('has nothing of TensorFlow in it') as string,
    })
    expect(await readdir(join(home, 'downloads'))).toEqual([])
  })

  describe('on Linux, with TensorFlow’s own wheel', () => {
    beforeEach(() => {
      const name = `tensorflow_cpu-${tensorflowVersion}-cp312-cp312-manylinux_2_27_x86_64.whl`
      const bytes = zipOf({
        'tensorflow/libtensorflow_cc.so.2': 'a library',
        'tensorflow/libtensorflow_framework.so.2': 'another',
      })
      index.projects.set('tensorflow-cpu', [{ name, bytes }])
    })

    it('the addon is fetched where none can be built, and finds the library by the name that it asks for', async () => {
      serveAddon('CPU-linux-4.22.0.tar.gz')
      const { folder } = await setUp({ machine: linux })
      expect(await readlink(join(librariesOf(folder), 'libtensorflow.so.2'))).toBe('libtensorflow_cc.so.2')
      expect(await findInstallation(home)).toMatchObject({ folder })
    })

    it('the addon is built where that can be, and none is fetched', async () => {
      const make = `mkdir -p build/Release; cp '${addon!}' build/Release/tfjs_binding.node`
      const path = pathWith(make)
      symlinkSync('/bin/cp', join(path, 'cp'))
      await setUp({ machine: linux, env: { PATH: path } })
      expect(index.asked.filter(({ path: asked }) => asked.startsWith('/addons'))).toEqual([])
    })

    it('without either, what is missing to build one is said', async () => {
      await expect(setUp({ machine: linux })).rejects.toMatchObject({ code: 'engine.compiler' })
      serve('/addons/napi-v8/4.22.0/CPU-linux-4.22.0.tar.gz', tarOf({ 'napi-v8/tfjs_binding.node': python }))
      await expect(setUp({ machine: linux })).rejects.toMatchObject({ code: 'engine.compiler' })
      await expect(setUp({ machine: linux, env: { PATH: pathWith(emptyAddon) } })).rejects.toMatchObject({
        code: 'engine.broken',
      })
    })
  })
})

/** Made by the system's tar, as its makers made theirs. */
function tarOf(files: Record<string, string>): Buffer {
  const folder = temporaryFolder()
  for (const [name, from] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    cpSync(from, join(folder, name), { dereference: true })
  }
  return tar(folder)
}

const tar = (folder: string): Buffer => execFileSync('tar', ['-czf', '-', '-C', folder, '.'], { maxBuffer: 1e9 })
