/** The command line as a host: reads the arguments, opens the services over a scratch folder, runs one command. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Services } from '../../services'
import type { Output } from './output'
import { createClient } from '../../../src-shared/client'
import { EpochwiseError } from '../../../src-shared/errors'
import { commandTable } from './commands'
import { commandHelp, overview } from './help'
import { flag, readOptions } from './options'
import { reportError } from './output'

/** Opens the services with their data in that folder. */
export type OpenServices = (data: string) => Services

/** @returns the exit status: 0 done, 1 our own failure, 2 something to mend in the input */
export async function runCommandLine(argv: string[], output: Output, openServices: OpenServices): Promise<number> {
  const [name, ...rest] = argv
  if (name === undefined || name === '--help' || name === 'help') {
    output.line(overview.trimEnd())
    return name === undefined ? 2 : 0
  }
  try {
    await runCommand(name, rest, output, openServices)
    return 0
  } catch (error) {
    return reportError(output, error)
  }
}

async function runCommand(name: string, rest: string[], output: Output, openServices: OpenServices): Promise<void> {
  const command = Object.hasOwn(commandTable, name) ? commandTable[name] : undefined
  if (command === undefined) {
    const names = Object.keys(commandTable).join(', ')
    throw new EpochwiseError('command.unknown', `There is no command “${name}”. There are ${names}.`)
  }
  const options = readOptions(rest, command.options)
  if (flag(options, 'help')) {
    output.line((commandHelp[name] ?? overview).trimEnd())
    return
  }
  await withServices(openServices, (services, scratch) =>
    command.run(options, {
      client: createClient({ send: services.dispatch, listen: services.listen }),
      output,
      scratch,
    }),
  )
}

/** A project without a name lives in the scratch folder and goes away with it. */
async function withServices(
  openServices: OpenServices,
  use: (services: Services, scratch: string) => Promise<void>,
): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'epochwise-'))
  // A trainer keeps no process alive; the command that waits for it does.
  const waiting = setInterval(() => undefined, 2 ** 30)
  try {
    const services = openServices(scratch)
    try {
      await use(services, scratch)
    } finally {
      await services.close()
    }
  } finally {
    clearInterval(waiting)
    await rm(scratch, { recursive: true, force: true })
  }
}
