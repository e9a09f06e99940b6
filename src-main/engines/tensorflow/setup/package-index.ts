/**
 * A Python package index, read as pip reads it: PEP 691's JSON, or PEP 503's page of links where there is no JSON.
 *
 * The address is pip's: PIP_INDEX_URL, UV_DEFAULT_INDEX, UV_INDEX_URL, `index-url` of pip.conf, else PyPI.
 */
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { EpochwiseError } from '../../../../src-shared/errors'
import { fetchOk } from './fetch-ok'

const defaultIndex = 'https://pypi.org/simple'

export type Wheel = {
  name: string
  url: string
  sha256: string
  /** null: the index does not say. */ bytes: number | null
}

export function indexAddress(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  const named = env['PIP_INDEX_URL'] ?? env['UV_DEFAULT_INDEX'] ?? env['UV_INDEX_URL'] ?? fromPipConfig(env, platform)
  return (named ?? defaultIndex).replace(/\/+$/, '')
}

/** The most specific file that says so wins, as with pip. */
function fromPipConfig(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  for (const file of pipConfigs(env, platform)) {
    const found = /^\s*index[-_]url\s*[=:]\s*(\S+)/im.exec(readOrEmpty(file))?.[1]
    if (found !== undefined) return found
  }
  return undefined
}

function pipConfigs(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string[] {
  const named = env['PIP_CONFIG_FILE']
  const first = named === undefined ? [] : [named]
  if (platform === 'win32') return [...first, join(env['APPDATA'] ?? homedir(), 'pip', 'pip.ini')]
  const own = join(env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'pip', 'pip.conf')
  const mac = platform === 'darwin' ? [join(homedir(), 'Library', 'Application Support', 'pip', 'pip.conf')] : []
  return [...first, ...mac, own, join(homedir(), '.pip', 'pip.conf'), '/etc/pip.conf']
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

const pageSchema = z.object({
  files: z.array(
    z.object({
      filename: z.string(),
      url: z.string(),
      hashes: z.object({ sha256: z.string().optional() }),
      size: z.int().optional(),
      yanked: z.union([z.boolean(), z.string()]).optional(),
    }),
  ),
})

const accepted = 'application/vnd.pypi.simple.v1+json, text/html;q=0.5'

/**
 * The wheels of a package that can be checked and were not taken back.
 *
 * @throws EpochwiseError engine.download, task.cancelled
 */
export async function listWheels(index: string, project: string, signal?: AbortSignal): Promise<Wheel[]> {
  const address = `${index}/${project}/`
  const response = await fetchOk(address, { headers: { accept: accepted }, signal })
  const text = await response.text()
  const json = (response.headers.get('content-type') ?? '').includes('json')
  try {
    return json ? fromJson(text, address) : fromLinks(text, address)
  } catch (cause) {
    const message = `The package index answered with something that is not a list of ${project}'s files. Check the index's address (PIP_INDEX_URL, or index-url in pip.conf).`
    throw new EpochwiseError('engine.download', message, {}, { cause })
  }
}

function fromJson(text: string, address: string): Wheel[] {
  return pageSchema.parse(JSON.parse(text)).files.flatMap(({ filename, url, hashes, size, yanked }) => {
    const usable = filename.endsWith('.whl') && hashes.sha256 !== undefined && (yanked ?? false) === false
    return usable
      ? [{ name: filename, url: new URL(url, address).href, sha256: hashes.sha256!, bytes: size ?? null }]
      : []
  })
}

function fromLinks(page: string, address: string): Wheel[] {
  if (!/<html|<!doctype|<a\s/i.test(page)) throw new TypeError('no page of links')
  return [...page.matchAll(/<a\s([^>]*)>/gi)].flatMap(([, attributes]) => {
    const href = /href\s*=\s*["']([^"']+)["']/i.exec(attributes!)?.[1]
    if (href === undefined || attributes!.includes('data-yanked')) return []
    const url = new URL(href.replaceAll('&amp;', '&'), address)
    const sha256 = /sha256=([0-9a-f]{64})/i.exec(url.hash)?.[1]
    const name = decodeURIComponent(url.pathname.split('/').at(-1)!)
    url.hash = ''
    return name.endsWith('.whl') && sha256 !== undefined ? [{ name, url: url.href, sha256, bytes: null }] : []
  })
}
