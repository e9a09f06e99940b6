/** The web host's own options. */
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { EpochwiseError } from '../../../src-shared/errors'

export type WebOptions = {
  /** null: the usual one, or any free one when it is taken. */
  port: number | null
  /** null: the usual one. */
  workspace: string | null
  open: boolean
}

/** @throws EpochwiseError message.invalid | file.missing */
export function readWebOptions(argv: string[], folder = process.cwd()): WebOptions {
  let values: { port?: string | undefined; workspace?: string | undefined; 'no-open'?: boolean | undefined }
  try {
    values = parseArgs({
      args: argv,
      options: { port: { type: 'string' }, workspace: { type: 'string' }, 'no-open': { type: 'boolean' } },
    }).values
  } catch {
    throw new EpochwiseError('message.invalid', 'The options are --port N, --workspace DIR and --no-open.')
  }
  return {
    port: values.port === undefined ? null : readPort(values.port),
    workspace: values.workspace === undefined ? null : readWorkspace(resolve(folder, values.workspace)),
    open: values['no-open'] !== true,
  }
}

function readPort(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new EpochwiseError('message.invalid', `--port takes a whole number from 0 to 65535, not “${text}”.`)
}

function readWorkspace(folder: string): string {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return folder
  throw new EpochwiseError(
    'file.missing',
    `There is no folder “${folder}”. Make it first, or name another with --workspace.`,
  )
}
