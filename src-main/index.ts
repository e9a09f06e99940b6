/** The Electron entry: where things lie. Everything of substance is in hosts/electron. */
import { join } from 'node:path'
// electron-log's own Electron build opens IPC channels that check no sender; the plain one opens none.
import logger from 'electron-log/node.js'
import { dataFolder } from './hosts/data-folder'
import { startElectron } from './hosts/electron/main'
import { utilityTrainer } from './hosts/electron/trainer-launcher'
import { fileLog } from './hosts/file-log'

const here = import.meta.dirname
const data = dataFolder()
const log = fileLog(logger, data)

startElectron({
  data,
  resources: join(here, '../../resources'),
  page: join(here, '../renderer'),
  preload: join(here, '../preload/index.cjs'),
  launchTrainer: utilityTrainer(join(here, 'trainer.js'), log),
  log,
})
