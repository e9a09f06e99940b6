/**
 * What tfjs-node's own install script fetches: a TensorFlow C library (2.9.1) and an addon built against it.
 *
 * Addresses, names and environment variables are those of its `scripts/install.js` and of node-pre-gyp. Nothing says what
 * their sums are, so they are used where there is nothing better: on Windows and Intel Macs, for which TensorFlow has no
 * wheels with these libraries; and the addon alone, on Linux, where it can't be built from its sources. Its name does not
 * say for which processor it is: x64.
 */
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import * as z from 'zod'
import type { Variant } from '../home'
import type { Machine } from './choose-wheels'
import type { Remote } from './download'

const libraryVersion = '2.9.1'
const publicHost = 'https://storage.googleapis.com/'

const systems: Partial<Record<string, { name: string; ending: string; variants: readonly Variant[] }>> = {
  'win32-x64': { name: 'windows', ending: 'zip', variants: ['cpu', 'cuda'] },
  'darwin-x64': { name: 'darwin', ending: 'tar.gz', variants: ['cpu'] },
  'linux-x64': { name: 'linux', ending: 'tar.gz', variants: ['cpu', 'cuda'] },
}

/** The library, where TensorFlow's wheels have none for this machine; null: they do, or there is none at all. */
export function ownLibrary(variant: Variant, machine: Machine, env: NodeJS.ProcessEnv): Remote | null {
  const system = systemOf(variant, machine)
  if (system === null || machine.platform === 'linux') return null
  const host = env['TFJS_NODE_CDN_STORAGE'] ?? env['CDN_STORAGE'] ?? publicHost
  const base = env['TFJS_NODE_BASE_URI'] ?? `${host}tensorflow/libtensorflow/libtensorflow-`
  const name = `${variant === 'cuda' ? 'gpu' : 'cpu'}-${system.name}-x86_64-${libraryVersion}.${system.ending}`
  return remote(`libtensorflow-${name}`, base + name)
}

/** The addon, where one was built for this machine and this Node speaks its Node-API; null: there is none. */
export function ownAddon(
  variant: Variant,
  machine: Machine,
  env: NodeJS.ProcessEnv,
  nodeApi = Number(process.versions['napi']),
): Remote | null {
  const system = systemOf(variant, machine)
  const { version, binary } = readPackage()
  const spoken = binary.napi_versions.filter((one) => one <= nodeApi)
  if (system === null || spoken.length === 0) return null
  const host = env[`npm_config_${binary.module_name}_binary_host_mirror`] ?? binary.host
  const name = `${variant === 'cuda' ? 'GPU' : 'CPU'}-${system.name}-${version}.${system.ending}`
  return remote(name, `${host.replace(/\/+$/, '')}/napi-v${Math.max(...spoken)}/${version}/${name}`)
}

/** An entry of the library's archive → its path below `deps`; some archives have no folders. */
export function ownPlaceOf(entry: string): string | null {
  const found = /(?:^|\/)(tensorflow\.dll|libtensorflow(?:_framework)?[.\d]*\.dylib)$/.exec(entry)?.[1]
  return found === undefined ? null : `lib/${found}`
}

function systemOf(variant: Variant, { platform, arch }: Machine): { name: string; ending: string } | null {
  const system = systems[`${platform}-${arch}`]
  return system?.variants.includes(variant) === true ? system : null
}

const remote = (name: string, url: string): Remote => ({ name, url, sha256: null, bytes: null })

const packageSchema = z.object({
  version: z.string(),
  binary: z.object({ module_name: z.string(), host: z.string(), napi_versions: z.array(z.int()) }),
})

function readPackage(): z.infer<typeof packageSchema> {
  const path = createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu/package.json')
  return packageSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
}
