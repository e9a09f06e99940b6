/** Where the app keeps its own things for this person: untitled projects, the recent list, uploads, the log. */
import { mkdirSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** EPOCHWISE_DATA names another one. Made when missing; free of symbolic links. */
export function dataFolder(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  const folder = env['EPOCHWISE_DATA'] ?? usualFolder(env, platform)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return realpathSync(folder)
}

function usualFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform === 'win32') return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Epochwise')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Epochwise')
  return join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'epochwise')
}
