/** Electron's transport: the two functions and the file path that the sandboxed preload exposes. */
import type { AppEvent } from '../../src-shared/contract'
import type { Reply } from '../../src-shared/errors'
import type { Backend } from './backend'
import { EpochwiseError } from '../../src-shared/errors'

/** What `src-main/preload/index.ts` puts on the window. */
export type PreloadApi = {
  send(command: string, input: unknown): Promise<Reply<unknown>>
  listen(listener: (event: AppEvent) => void): () => void
  pathForFile(file: File): string
}

export function createElectronBackend(api: PreloadApi): Backend {
  return {
    transport: {
      async send(command, input) {
        try {
          return await api.send(command, input)
        } catch {
          return { ok: false, error: { code: 'connection.lost', message: 'The app’s main process did not answer.' } }
        }
      },
      listen: (listener) => api.listen(listener),
    },
    watch(listener) {
      listener('connected', null)
      return () => undefined
    },
    pathOf(file) {
      const path = api.pathForFile(file)
      if (path !== '') return Promise.resolve(path)
      return Promise.reject(
        new EpochwiseError('file.missing', `“${file.name}” has no place on this disk. Save it first, then open it.`),
      )
    },
    downloadUrl: (url) => url,
  }
}
