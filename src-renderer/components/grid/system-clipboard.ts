/**
 * The system's clipboard, from a text that comes later than the key that asked for it.
 *
 * Browsers take a text of their own page for some seconds after a key or a click. Electron's page is denied every
 * permission, the clipboard's too: there the older way, a copy event that is answered by hand, does it.
 */
import { EpochwiseError } from '../../../src-shared/errors'

/** @throws EpochwiseError where the browser keeps the clipboard to itself */
export async function writeClipboard(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    if (!copyByEvent(text))
      throw new EpochwiseError(
        'clipboard.refused',
        'The browser did not let the clipboard be written. Press the keys for copying again, in the table.',
      )
  }
}

/** @throws EpochwiseError where the browser keeps the clipboard to itself */
export async function readClipboard(): Promise<string> {
  try {
    return await navigator.clipboard.readText()
  } catch {
    throw new EpochwiseError(
      'clipboard.refused',
      'The clipboard can’t be read from here. Press the keys for pasting, in the table.',
    )
  }
}

function copyByEvent(text: string): boolean {
  const answer = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  document.addEventListener('copy', answer, { capture: true, once: true })
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way without a permission
    return document.execCommand('copy')
  } finally {
    document.removeEventListener('copy', answer, { capture: true })
  }
}
