/** Commands in, events out, over two channels. Errors travel as data: Electron itself would keep their message alone. */
import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron'
import type { Services } from '../../services'
import type { Reply } from '../../../src-shared/errors'
import { isAppAddress } from './protocol'

const commandChannel = 'command'
const eventChannel = 'event'

const refused: Reply<unknown> = {
  ok: false,
  error: { code: 'sender.refused', message: 'Only the app’s own page may send commands.', details: {} },
}

/** Gives back the end of both. */
export function connectIpc(
  ipc: IpcMain,
  contents: WebContents,
  services: Pick<Services, 'dispatch' | 'listen'>,
): () => void {
  ipc.handle(commandChannel, (event, name: unknown, input: unknown) =>
    isOurPage(event, contents) ? services.dispatch(String(name), input) : refused,
  )
  const unlisten = services.listen((event) => {
    if (!contents.isDestroyed()) contents.send(eventChannel, event)
  })
  return () => {
    unlisten()
    ipc.removeHandler(commandChannel)
  }
}

/** The top frame of our window, showing our page. A frame that has gone away in between is nobody. */
function isOurPage(event: IpcMainInvokeEvent, contents: WebContents): boolean {
  const frame = event.senderFrame
  return event.sender === contents && frame !== null && frame === contents.mainFrame && isAppAddress(frame.url)
}
