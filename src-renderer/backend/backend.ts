/** What the page needs from its host: the transport, how the connection fares, and files in and out. */
import type { Transport } from '../../src-shared/client'

export type Connection = 'connected' | 'reconnecting' | 'lost'

export type Backend = {
  transport: Transport
  /** Called at once with what is, then at every change; the reason is for people. Gives back the unsubscribe. */
  watch(listener: (connection: Connection, reason: string | null) => void): () => void
  /** A dropped or chosen file → a path that commands take; a browser uploads it first. @throws EpochwiseError */
  pathOf(file: File): Promise<string>
  /** The address of a finished download, as this page may fetch it. */
  downloadUrl(url: string): string
}
