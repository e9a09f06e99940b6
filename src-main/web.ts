/** The plain Node entry: the web host. Everything of substance is in hosts/web. */
import { join } from 'node:path'
import logger from 'electron-log/node.js'
import { EpochwiseError, errorCodes } from '../src-shared/errors'
import { dataFolder } from './hosts/data-folder'
import { fileLog } from './hosts/file-log'
import { endInOrder, endOnSignals } from './hosts/shutdown'
import { openBrowser } from './hosts/web/browser'
import { openWebHost } from './hosts/web/main'
import { readWebOptions } from './hosts/web/options'
import { forkTrainer } from './training/launcher'

const here = import.meta.dirname

async function start(): Promise<void> {
  const options = readWebOptions(process.argv.slice(2))
  const data = dataFolder()
  const log = fileLog(logger, data)
  const host = await openWebHost(options, {
    data,
    resources: join(here, '../../resources'),
    page: join(here, '../renderer'),
    launchTrainer: forkTrainer(join(here, 'trainer.js'), log),
    log,
  })
  endOnSignals(endInOrder(host.close, log), log)
  process.stdout.write(`Epochwise is at ${host.address}\n`)
  process.stdout.write(
    `Files are read and saved below ${host.workspace} (--workspace DIR names another). Ctrl-C ends it.\n`,
  )
  if (options.open) openBrowser(host.address)
}

try {
  await start()
} catch (error) {
  const known = error instanceof EpochwiseError
  process.stderr.write(`error: ${known ? error.message : `Epochwise could not start: ${String(error)}`}\n`)
  process.exit(known ? errorCodes[error.code] : 1)
}
