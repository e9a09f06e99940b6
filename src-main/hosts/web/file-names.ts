/** Names that came from elsewhere, made safe to use as a file's name in a folder of ours. */
import { basename, extname } from 'node:path'

const mostLetters = 120

/** The last part of the name, without what any system treats specially; never empty, never hidden. */
export function safeFileName(name: string, fallback: string): string {
  const last = basename(name.replaceAll('\\', '/'))

  const plain = last.normalize('NFC').replace(/[\u0000-\u001f\u007f<>:"/|?*\u2028\u2029\u202a-\u202e]/g, '')
  const trimmed = plain.replace(/^[.\s]+|[.\s]+$/g, '')
  if (trimmed === '' || /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(trimmed)) return fallback
  if (trimmed.length <= mostLetters) return trimmed
  const extension = extname(trimmed).slice(0, 20)
  return trimmed.slice(0, mostLetters - extension.length) + extension
}
