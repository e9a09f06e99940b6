/** The real web server over two commands made up by the test: for what concerns the server alone. */
import type { AppEvent } from '../../src-shared/contract'
import type { Reply } from '../../src-shared/errors'
import type { WebHost } from '../../src-main/hosts/web/server'
import type { Downloads } from '../../src-main/hosts/web/downloads'
import type { Writable } from 'node:stream'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createDownloads } from '../../src-main/hosts/web/downloads'
import { newToken } from '../../src-main/hosts/web/security'
import { startWebHost } from '../../src-main/hosts/web/server'
import { createUploads } from '../../src-main/hosts/web/uploads'
import { temporaryFolder } from './temporary-folder'

export type SmallWebHost = {
  host: WebHost
  port: number
  token: string
  folder: string
  uploads: string
  downloads: Downloads
  /** Commands that reached the services. */
  received: { name: string; input: unknown }[]
  /** What the server told its log. */
  logged: string[]
  emit(event: AppEvent): void
  /** The headers of our own page. */
  trusted: Record<string, string>
}

export type SmallWebHostOptions = {
  dispatch?: (name: string, input: unknown) => Promise<Reply<unknown>>
  messageLimit?: number
  uploadLimit?: number
  openUpload?: (path: string) => Writable
  ports?: number[]
}

export async function startSmallWebHost(options: SmallWebHostOptions = {}): Promise<SmallWebHost> {
  const folder = temporaryFolder()
  const page = join(folder, 'page')
  mkdirSync(join(page, 'assets'), { recursive: true })
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>Epochwise</title>')
  writeFileSync(join(page, 'assets/main.js'), 'export {}')
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  const uploads = createUploads(join(folder, 'uploads'), options.uploadLimit ?? 1024 * 1024, options.openUpload)
  const downloads = createDownloads(join(folder, 'downloads'))
  const token = newToken()
  const received: SmallWebHost['received'] = []
  const logged: string[] = []
  const listeners = new Set<(event: AppEvent) => void>()
  const host = await startWebHost({
    services: {
      dispatch(name, input) {
        received.push({ name, input })
        return options.dispatch?.(name, input) ?? Promise.resolve({ ok: true, value: input })
      },
      listen(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    page,
    uploads,
    downloads,
    token,
    ports: options.ports ?? [0],
    log: { info: () => undefined, warn: () => undefined, error: (message) => logged.push(message) },
    messageLimit: options.messageLimit ?? 4096,
  })
  onTestFinished(() => host.close())
  const origin = `http://127.0.0.1:${host.port}`
  return {
    host,
    port: host.port,
    token,
    folder,
    uploads: uploads.folder,
    downloads,
    received,
    logged,
    emit: (event) => listeners.forEach((listener) => listener(event)),
    trusted: { origin, authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  }
}
