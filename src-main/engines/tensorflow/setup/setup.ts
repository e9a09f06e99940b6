/**
 * Getting TensorFlow: find its wheels, fetch and check them, take out the libraries, build the addon, see that it computes.
 *
 * Everything happens beside what is there already and is swapped in when it is whole. What was fetched before a break, a
 * cancel or a missing compiler stays, and the next time goes on from there.
 */
import { mkdir, readdir, rename, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { EpochwiseError } from '../../../../src-shared/errors'
import type { Installation, Variant } from '../home'
import { addonOf, findInstallation, librariesOf, recordFile, recordOf } from '../home'
import { buildAddon } from './build-addon'
import { checkAddon } from './check-addon'
import type { Machine } from './choose-wheels'
import { chooseWheel, chooseWithin, requirementsOf, tensorflowPackage, tensorflowVersion } from './choose-wheels'
import { diskFull, isDiskFull, requireSpace } from './disk-space'
import { download } from './download'
import { withSetupLock } from './lock'
import type { Wheel } from './package-index'
import { indexAddress, listWheels } from './package-index'
import { placeOf } from './places'
import { readEntry, unpack } from './unpack'
import { replaceRecord } from './record'

export type SetupOptions = {
  variant: Variant
  /** Absolute. */
  home: string
  env?: NodeJS.ProcessEnv
  machine?: Machine
  version?: string
  signal?: AbortSignal | undefined
  /** 0–1 over everything, and what is being done, in words. */
  onProgress?: (share: number, words: string) => void
}

/** What is fetched, and what it takes up unpacked, in bytes for a byte fetched: libraries compress to a third. */
const unpackedPerByte = 3.5

/** @throws EpochwiseError engine.unsupported, engine.download, engine.checksum, engine.compiler, engine.broken, engine.busy, disk.full, task.cancelled */
export async function setUpTensorflow(options: SetupOptions): Promise<Installation> {
  const { home } = options
  await mkdir(home, { recursive: true })
  return withSetupLock(home, () =>
    new Setup(options).run().catch((error: unknown) => {
      if (options.signal?.aborted) throw new EpochwiseError('task.cancelled', 'Getting TensorFlow was cancelled.')
      throw isDiskFull(error) ? diskFull() : error
    }),
  )
}

class Setup {
  readonly #options: SetupOptions
  readonly #env: NodeJS.ProcessEnv
  readonly #machine: Machine
  readonly #index: string
  readonly #downloads: string
  readonly #staging: string

  constructor(options: SetupOptions) {
    this.#options = options
    this.#env = options.env ?? process.env
    this.#machine = options.machine ?? { platform: process.platform, arch: process.arch }
    this.#index = indexAddress(this.#env)
    this.#downloads = join(options.home, 'downloads')
    this.#staging = join(options.home, 'staging')
  }

  async run(): Promise<Installation> {
    const { variant, home, signal } = this.#options
    const before = await findInstallation(home)
    this.#say(0, 'Looking for TensorFlow')
    const main = await this.#mainWheel()
    await mkdir(this.#downloads, { recursive: true })
    await rm(this.#staging, { recursive: true, force: true })
    await mkdir(this.#staging)
    await requireSpace(home, (main.bytes ?? 0) * (1 + unpackedPerByte))
    await this.#fetch([main], 0.02, variant === 'cuda' ? 0.3 : 0.7)
    const wheels = variant === 'cuda' ? [main, ...(await this.#cudaWheels(main))] : [main]
    const bytes = await this.#unpack(wheels)
    await this.#linkLibraries()
    this.#say(0.85, 'Building the addon')
    await buildAddon(this.#staging, { env: this.#env, signal, headers: join(home, 'headers') })
    await rm(join(this.#staging, 'deps', 'include'), { recursive: true, force: true })
    this.#say(0.95, 'Seeing whether it computes')
    const version = await checkAddon(addonOf(this.#staging), this.#env, signal)
    const folder = `tensorflow-${version}-${variant}-${Date.now().toString(36)}`
    await rename(this.#staging, join(home, folder))
    await replaceRecord(recordFile(home), recordOf({ variant, version, bytes }, folder))
    await rm(this.#downloads, { recursive: true, force: true })
    if (before !== null) await rm(before.folder, { recursive: true, force: true })
    this.#say(1, `TensorFlow ${version} is set up`)
    return { variant, version, bytes, folder: join(home, folder) }
  }

  async #mainWheel(): Promise<Wheel> {
    const { variant, version = tensorflowVersion, signal } = this.#options
    const wheels = await listWheels(this.#index, tensorflowPackage(variant, this.#machine), signal)
    return chooseWheel(wheels, version, this.#machine)
  }

  /** The GPU's libraries, as TensorFlow's own wheel asks for them. */
  async #cudaWheels(main: Wheel): Promise<Wheel[]> {
    const { signal, home } = this.#options
    const metadata = (await readEntry(this.#fileOf(main), '.dist-info/METADATA')) ?? ''
    const requirements = requirementsOf(metadata, 'and-cuda')
    const wheels: Wheel[] = []
    for (const requirement of requirements) {
      const all = await listWheels(this.#index, requirement.project, signal)
      wheels.push(chooseWithin(all, requirement, this.#machine))
    }
    const bytes = wheels.reduce((sum, wheel) => sum + (wheel.bytes ?? 0), 0)
    await requireSpace(home, bytes * (1 + unpackedPerByte / 2))
    await this.#fetch(wheels, 0.3, 0.7)
    return wheels
  }

  async #fetch(wheels: readonly Wheel[], from: number, to: number): Promise<void> {
    const all = wheels.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0)
    let before = 0
    for (const wheel of wheels) {
      await download(wheel, this.#fileOf(wheel), {
        signal: this.#options.signal,
        onBytes: (done, total) => {
          const share = all > 0 ? (before + done) / all : done / (total ?? Infinity)
          const of = total === null ? '' : ` of ${megabytes(total)}`
          this.#say(from + share * (to - from), `Fetching ${wheel.name.split('-')[0]}: ${megabytes(done)}${of}`)
        },
      })
      before += wheel.bytes ?? 0
    }
  }

  async #unpack(wheels: readonly Wheel[]): Promise<number> {
    let bytes = 0
    for (const [i, wheel] of wheels.entries()) {
      this.#say(0.7 + (0.15 * i) / wheels.length, `Unpacking ${wheel.name.split('-')[0]}`)
      bytes += await unpack(this.#fileOf(wheel), join(this.#staging, 'deps'), {
        place: placeOf,
        signal: this.#options.signal,
      })
    }
    return bytes
  }

  /** The addon asks for the libraries by their old names, the libraries for each other by their own. */
  async #linkLibraries(): Promise<void> {
    const folder = librariesOf(this.#staging)
    const names = await readdir(folder).catch(() => [])
    for (const [own, old] of [
      ['libtensorflow_cc', 'libtensorflow'],
      ['libtensorflow_framework', 'libtensorflow_framework'],
    ]) {
      const file = names.find((name) => name.startsWith(`${own}.`))
      if (file === undefined) {
        const message = `The package has no ${own}. The index gave something else than TensorFlow; check its address.`
        throw new EpochwiseError('engine.download', message)
      }
      const link = file.endsWith('.dylib') ? `${old}.2.dylib` : `${old}.so`
      if (link !== file) await symlink(file, join(folder, link))
    }
  }

  #fileOf({ name }: Wheel): string {
    return join(this.#downloads, name)
  }

  #say(share: number, words: string): void {
    this.#options.signal?.throwIfAborted()
    this.#options.onProgress?.(share, words)
  }
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`
