/** Puts the web host together: folders, services, server; and takes it apart again when it is told to end. */
import type { TrainerLauncher } from '../../training/launcher'
import type { Log } from '../../services/log'
import type { WebOptions } from './options'
import { mkdirSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { createServices } from '../../services'
import { createDownloads } from './downloads'
import { newToken } from './security'
import { startWebHost } from './server'
import { removeLeftovers } from './stored-files'
import { createUploads } from './uploads'
import { createWebAbilities } from './web-abilities'

const usualPort = 4870
const uploadLimit = 8 * 1024 ** 3

export type WebSurroundings = {
  data: string
  resources: string
  page: string
  launchTrainer: TrainerLauncher
  log: Log
}

/** Where the page is, with its token; and the end of it all. */
export type OpenHost = { address: string; workspace: string; close: () => Promise<void> }

/** @throws EpochwiseError port.inUse */
export async function openWebHost(options: WebOptions, around: WebSurroundings): Promise<OpenHost> {
  const workspace = existing(options.workspace ?? join(homedir(), 'Epochwise'))
  const uploads = createUploads(existing(join(around.data, 'uploads')), uploadLimit)
  const downloadFolder = existing(join(around.data, 'downloads'))
  const downloads = createDownloads(downloadFolder)
  const services = createServices({
    abilities: createWebAbilities({ workspace, data: around.data, uploads: uploads.folder }, downloads),
    folders: { data: around.data, resources: around.resources },
    launchTrainer: around.launchTrainer,
    log: around.log,
  })
  const token = newToken()
  const ports = options.port === null ? [usualPort, 0] : [options.port]
  const { page, log } = around
  const server = await startWebHost({ services, page, uploads, downloads, token, ports, log }).catch(
    async (error: unknown) => {
      await services.close()
      throw error
    },
  )
  await Promise.all([removeLeftovers(uploads.folder), removeLeftovers(downloadFolder)])
  return {
    address: `http://127.0.0.1:${server.port}/#${token}`,
    workspace,
    // The services first: the page hears how its training ended.
    close: () => services.close().finally(() => server.close()),
  }
}

function existing(folder: string): string {
  mkdirSync(folder, { recursive: true })
  return realpathSync(folder)
}
