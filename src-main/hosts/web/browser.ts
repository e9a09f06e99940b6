/** Opens an address in the person's own browser, where there is a display; a failure is no error. */
import { spawn } from 'node:child_process'

/** @returns the command with its arguments, or null where no window could appear */
export function openerFor(
  address: string,
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
): [string, string[]] | null {
  if (platform === 'darwin') return ['open', [address]]
  if (platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', address]]
  const display = env['DISPLAY'] ?? env['WAYLAND_DISPLAY'] ?? ''
  return display === '' ? null : ['xdg-open', [address]]
}

export function openBrowser(address: string): void {
  const opener = openerFor(address)
  if (opener === null) return
  const child = spawn(opener[0], opener[1], { stdio: 'ignore', detached: true })
  child.on('error', () => undefined)
  child.unref()
}
