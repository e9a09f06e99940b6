/** `GET /download/<id>`: one finished file, once. The id cannot be guessed and is worth nothing afterwards. */
import type { ServerResponse } from 'node:http'
import type { Delivery } from '../../../src-shared/project'
import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { EpochwiseError } from '../../../src-shared/errors'
import { safeFileName } from './file-names'
import { sendError } from './replies'
import { newFolder } from './stored-files'

export type Downloads = {
  /** Where a file that goes to the page is to be written first. */
  prepare(suggestedName: string): Promise<string>
  /** @returns null for a file that was not prepared here */
  offer(file: string): Promise<Delivery | null>
  /** Sends the file and removes it. */
  send(id: string, response: ServerResponse): Promise<void>
}

export function createDownloads(parent: string): Downloads {
  const offered = new Map<string, string>()
  return {
    async prepare(suggestedName) {
      const { folder } = await newFolder(parent)
      return join(folder, safeFileName(suggestedName, 'download'))
    },
    async offer(file) {
      if (relative(parent, file).startsWith('..') || relative(parent, file).split(sep).length !== 2) return null
      await stat(file).catch(() => {
        throw new EpochwiseError('file.missing', 'The file was not finished. Try again.')
      })
      const id = randomBytes(24).toString('base64url')
      offered.set(id, file)
      return { kind: 'download', url: `/download/${id}`, name: basename(file) }
    },
    async send(id, response) {
      const file = offered.get(id)
      offered.delete(id)
      if (file === undefined) {
        sendError(response, 404, 'file.missing', 'This download has been fetched already, or is from an earlier start.')
        return
      }
      await sendFile(file, response)
      await rm(dirname(file), { recursive: true, force: true })
    },
  }
}

async function sendFile(file: string, response: ServerResponse): Promise<void> {
  const { size } = await stat(file)
  response.writeHead(200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': size,
    'Content-Disposition': contentDisposition(basename(file)),
    'Cache-Control': 'no-store',
  })
  // A page that goes away in the middle is no failure of ours.
  await pipeline(createReadStream(file), response).catch(() => undefined)
}

/** RFC 6266: a plain name for old readers, the full one in UTF-8. */
function contentDisposition(name: string): string {
  const plain = name.replace(/[^\w .()-]/g, '_')
  const full = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  return `attachment; filename="${plain}"; filename*=UTF-8''${full}`
}
