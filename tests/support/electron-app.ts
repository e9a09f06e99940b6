/** The app in Electron, driven by Playwright. */
import type { AppFolders, RunningApp } from './running-app'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { _electron } from '@playwright/test'
import { root } from '../../scripts/build-if-stale.mjs'
import { alone } from './web-host-process'
import { installedElectron, obstacle, thisMachine } from '../../scripts/electron-runtime.mjs'

/** @returns null where it can run */
export function whyNoElectron(): string | null {
  if (installedElectron(root) === null) return 'Electron’s runtime is not installed here'
  return obstacle(thisMachine())
}

export async function startElectronApp(folders: AppFolders, environment: Record<string, string>): Promise<RunningApp> {
  const app = await _electron.launch({
    executablePath: installedElectron(root) ?? undefined,
    args: [root],
    cwd: folders.workspace,
    env: {
      ...(process.env as Record<string, string>),
      EPOCHWISE_DATA: folders.data,
      ...alone,
      ...environment,
    },
  })
  const page = await app.firstWindow()
  return {
    page,
    pid: app.process().pid!,
    choose: async (path, ask) => {
      await app.evaluate(({ dialog }, chosen) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen })
      }, path)
      await ask()
    },
    log: () => readFile(join(folders.data, 'logs/epochwise.log'), 'utf8').catch(() => ''),
    stop: () => app.close(),
  }
}
