/** Where TensorFlow is kept for this person, and what is there. */
import { constants } from 'node:fs'
import { access, readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'

export type Variant = 'cpu' | 'cuda'

export type Installation = {
  variant: Variant
  /** Of TensorFlow. */
  version: string
  /** Absolute. */
  folder: string
  /** On the disk. */
  bytes: number
}

const recordSchema = z.strictObject({
  variant: z.enum(['cpu', 'cuda']),
  version: z.string(),
  folder: z.string(),
  bytes: z.int(),
  platform: z.string(),
})

/** The app's cache of this person: what is in it can be fetched again. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  if (platform === 'win32') {
    return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Epochwise', 'Cache')
  }
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'Epochwise')
  return join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'epochwise')
}

/** EPOCHWISE_TENSORFLOW names another folder, or says `off`: then there is none. */
export function tensorflowHome(env: NodeJS.ProcessEnv = process.env): string | null {
  const named = env['EPOCHWISE_TENSORFLOW']
  if (named === 'off') return null
  return named ?? join(cacheFolder(env), 'tensorflow')
}

/** What is set up and whole; null: nothing that this machine can use. */
export async function findInstallation(home: string | null = tensorflowHome()): Promise<Installation | null> {
  if (home === null) return null
  try {
    const record = recordSchema.parse(JSON.parse(await readFile(recordFile(home), 'utf8')))
    if (record.platform !== platformName()) return null
    const { variant, version, bytes } = record
    const folder = join(home, record.folder)
    await access(addonOf(folder), constants.R_OK)
    return { variant, version, folder, bytes }
  } catch {
    return null
  }
}

/** Written last: half an installation never looks whole. */
export function recordOf(installation: Omit<Installation, 'folder'>, folder: string): string {
  const { variant, version, bytes } = installation
  return JSON.stringify({ variant, version, folder, bytes, platform: platformName() } satisfies z.input<
    typeof recordSchema
  >)
}

export const recordFile = (home: string): string => join(home, 'installed.json')

/** The addon that Node loads; its RUNPATH finds TensorFlow in ../../deps/lib. */
export const addonOf = (folder: string): string => join(folder, 'lib', 'napi-v8', 'tfjs_binding.node')

export const librariesOf = (folder: string): string => join(folder, 'deps', 'lib')

const platformName = (): string => `${process.platform}-${process.arch}`
