/**
 * Getting TensorFlow: find its wheels, fetch and check them, take out the libraries, build the addon, see that it computes.
 * Where there are no such wheels, tfjs-node's own library and addon (`own-package`).
 *
 * Everything happens beside what is there already and is swapped in when it is whole. What was fetched before a break, a
 * cancel or a missing compiler stays, and the next time goes on from there.
 */
import { mkdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { EpochwiseError } from '../../../../src-shared/errors'
import type { Installation, Variant } from '../home'
import { addonOf, findInstallation, librariesOf, recordFile, recordOf } from '../home'
import { buildAddon } from './build-addon'
import { checkAddon } from './check-addon'
import type { Machine } from './choose-wheels'
import {
  chooseWheel,
  chooseWithin,
  requirementsOf,
  tensorflowPackage,
  tensorflowVersion,
  unsupported,
} from './choose-wheels'
import { diskFull, isDiskFull, requireSpace } from './disk-space'
import type { Remote } from './download'
import { download } from './download'
import { linkForOwnAddon, linkLibraries } from './link-libraries'
import { withSetupLock } from './lock'
import type { Wheel } from './package-index'
import { indexAddress, listWheels } from './package-index'
import { ownAddon, ownLibrary, ownPlaceOf } from './own-package'
import { placeOf } from './places'
import type { UnpackOptions } from './unpack'
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
/** What tfjs-node's own library takes up with its archive, about: nobody says it beforehand. */
const ownSpace = { cpu: 0.5e9, cuda: 2e9 } as const satisfies Record<Variant, number>

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
    const { variant, home } = this.#options
    const before = await findInstallation(home)
    this.#say(0, 'Looking for TensorFlow')
    await mkdir(this.#downloads, { recursive: true })
    await rm(this.#staging, { recursive: true, force: true })
    await mkdir(this.#staging)
    const library = ownLibrary(variant, this.#machine, this.#env)
    const bytes = await (library === null ? this.#takeWheels() : this.#takeOwn(library))
    const version = await (library === null ? this.#makeAddon() : this.#takeAddon())
    const folder = `tensorflow-${version}-${variant}-${Date.now().toString(36)}`
    await rename(this.#staging, join(home, folder))
    await replaceRecord(recordFile(home), recordOf({ variant, version, bytes }, folder))
    await rm(this.#downloads, { recursive: true, force: true })
    if (before !== null) await rm(before.folder, { recursive: true, force: true })
    this.#say(1, `TensorFlow ${version} is set up`)
    return { variant, version, bytes, folder: join(home, folder) }
  }

  /** TensorFlow's own wheels. Gives the bytes on the disk. */
  async #takeWheels(): Promise<number> {
    const { variant, home } = this.#options
    const main = await this.#mainWheel()
    await requireSpace(home, (main.bytes ?? 0) * (1 + unpackedPerByte))
    await this.#fetch([main], 0.02, variant === 'cuda' ? 0.3 : 0.7)
    const wheels = variant === 'cuda' ? [main, ...(await this.#cudaWheels(main))] : [main]
    const bytes = await this.#unpack(wheels)
    await linkLibraries(librariesOf(this.#staging))
    return bytes
  }

  /** The library that tfjs-node itself would take. Gives the bytes on the disk. */
  async #takeOwn(library: Remote): Promise<number> {
    const { variant, home } = this.#options
    await requireSpace(home, ownSpace[variant])
    await this.#fetch([library], 0.02, 0.7)
    this.#say(0.7, `Unpacking ${library.name}`)
    return this.#unpackOwn(library, join(this.#staging, 'deps'), ownPlaceOf)
  }

  /** Built from its sources, which npm has checked; where that can't be, the one that its makers built. Gives TensorFlow's version. */
  async #makeAddon(): Promise<string> {
    const { home, signal } = this.#options
    this.#say(0.85, 'Building the addon')
    try {
      await buildAddon(this.#staging, { env: this.#env, signal, headers: join(home, 'headers') })
    } catch (error) {
      if (!(error instanceof EpochwiseError) || error.code !== 'engine.compiler') throw error
      return this.#takeAddon().catch(() => {
        throw error
      })
    }
    await rm(join(this.#staging, 'deps', 'include'), { recursive: true, force: true })
    return this.#check()
  }

  /** The addon that its makers built. Gives TensorFlow's version. */
  async #takeAddon(): Promise<string> {
    const addon = ownAddon(this.#options.variant, this.#machine, this.#env)
    if (addon === null) throw unsupported('tfjs-node has no addon for this machine')
    await this.#fetch([addon], 0.9, 0.95)
    const place = (entry: string): string | null => (basename(entry) === 'tfjs_binding.node' ? basename(entry) : null)
    await this.#unpackOwn(addon, dirname(addonOf(this.#staging)), place)
    await linkForOwnAddon(this.#staging)
    return this.#check()
  }

  #check(): Promise<string> {
    this.#say(0.95, 'Seeing whether it computes')
    return checkAddon(addonOf(this.#staging), this.#env, this.#options.signal)
  }

  /** Without a sum to hold it against, what can't be unpacked is not kept for the next time either. */
  async #unpackOwn(archive: Remote, folder: string, place: UnpackOptions['place']): Promise<number> {
    try {
      const bytes = await unpack(this.#fileOf(archive), folder, { place, signal: this.#options.signal })
      if (bytes > 0) return bytes
      const message = `${archive.name} has nothing of TensorFlow in it. Check the address that it comes from, or try again later.`
      throw new EpochwiseError('engine.download', message)
    } catch (error) {
      await rm(this.#fileOf(archive), { force: true })
      throw error
    }
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

  async #fetch(remotes: readonly Remote[], from: number, to: number): Promise<void> {
    const all = remotes.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0)
    let before = 0
    for (const remote of remotes) {
      await download(remote, this.#fileOf(remote), {
        signal: this.#options.signal,
        onBytes: (done, total) => {
          const share = all > 0 ? (before + done) / all : done / (total ?? Infinity)
          const of = total === null ? '' : ` of ${megabytes(total)}`
          this.#say(from + share * (to - from), `Fetching ${remote.name.split('-')[0]}: ${megabytes(done)}${of}`)
        },
      })
      before += remote.bytes ?? 0
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

  #fileOf({ name }: Remote): string {
    return join(this.#downloads, name)
  }

  #say(share: number, words: string): void {
    this.#options.signal?.throwIfAborted()
    this.#options.onProgress?.(share, words)
  }
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`
