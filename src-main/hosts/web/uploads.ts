/**
 * `POST /upload?name=data.csv`: the body goes to a file of its own, as it comes; the reply is
 * `{ path: 'upload:<id>/data.csv' }`, a path that commands take.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Writable } from 'node:stream'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { EpochwiseError, toErrorData } from '../../../src-shared/errors'
import { bodyWithin, drain } from './body'
import { safeFileName } from './file-names'
import { sendReply } from './replies'
import { isFolderId, newFolder } from './stored-files'

const prefix = 'upload:'

export type Uploads = {
  folder: string
  /** Takes one file. Answers the request in any case. */
  receive(request: IncomingMessage, response: ServerResponse, name: string): Promise<void>
}

/** A new file to write; fails where there is one already. */
type OpenFile = (path: string) => Writable

const createNew: OpenFile = (path) => createWriteStream(path, { flags: 'wx', mode: 0o600 })

/** @param limit in bytes, of one file */
export function createUploads(folder: string, limit: number, openFile = createNew): Uploads {
  return {
    folder,
    async receive(request, response, name) {
      try {
        const file = safeFileName(name, 'upload.csv')
        const body = bodyWithin(request, limit, `“${file}”`)
        sendReply(response, 200, { ok: true, value: { path: await store(body, folder, file, openFile) } })
      } catch (error) {
        sendReply(response, statusOf(error), { ok: false, error: toErrorData(error) })
        drain(request)
      }
    },
  }
}

/** `upload:<id>/<name>` → where the file lies; null for any other path. */
export function uploadedFile(path: string, folder: string): string | null {
  if (!path.startsWith(prefix)) return null
  const [id = '', name = '', ...more] = path.slice(prefix.length).split('/')
  if (!isFolderId(id) || name === '' || more.length > 0 || safeFileName(name, '') !== name) {
    throw new EpochwiseError('file.missing', 'This upload does not exist. Upload the file again.')
  }
  return join(folder, id, name)
}

/** The other way round, for a path below the folder of the uploads. */
export function uploadPath(relative: string): string {
  return prefix + relative.replaceAll('\\', '/')
}

async function store(body: AsyncIterable<Buffer>, parent: string, file: string, openFile: OpenFile): Promise<string> {
  const { id, folder } = await newFolder(parent)
  try {
    await pipeline(body, openFile(join(folder, file)))
    return uploadPath(`${id}/${file}`)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw inWords(error, file)
  }
}

function inWords(error: unknown, file: string): unknown {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new EpochwiseError(
      'disk.full',
      `The disk is full: “${file}” could not be taken in. Free some space and try again.`,
      {
        file,
      },
    )
  }
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
    return new EpochwiseError(
      'file.readonly',
      `“${file}” could not be taken in: the app's data folder cannot be written.`,
      { file },
    )
  }
  return error
}

function statusOf(error: unknown): number {
  const { code } = toErrorData(error)
  if (code === 'file.tooLarge') return 413
  if (code === 'disk.full') return 507
  return code === 'message.invalid' ? 400 : 500
}
