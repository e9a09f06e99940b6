/** What `npm start -- …` takes. */
import { parseArgs } from 'node:util'

export const usage = `npm start [-- OPTIONS]
  --web            the web host, even where Electron could run
  --port N         the web host on this port
  --workspace DIR  the web host reads and saves files below DIR
  --no-open        do not open the browser
  --help           this text`

/** @typedef {{ web: string | null, help: boolean, webArguments: string[] }} StartOptions web: why the web host was asked for */

/**
 * @param {string[]} argv
 * @returns {StartOptions}
 * @throws {Error} naming what it does not understand
 */
export function readStartOptions(argv) {
  const { values } = parse(argv)
  if (values.port !== undefined && !/^\d{1,5}$/.test(values.port)) {
    throw new Error(`--port takes a number, not “${values.port}”.`)
  }
  const webArguments = [
    ...(values.port === undefined ? [] : ['--port', values.port]),
    ...(values.workspace === undefined ? [] : ['--workspace', values.workspace]),
    ...(values['no-open'] === true ? ['--no-open'] : []),
  ]
  const asked = /** @type {const} */ (['web', 'port', 'workspace', 'no-open']).find(
    (name) => values[name] !== undefined,
  )
  return { web: asked === undefined ? null : `--${asked} asks for it`, help: values.help === true, webArguments }
}

/** @param {string[]} argv */
function parse(argv) {
  try {
    return parseArgs({
      args: argv,
      options: {
        web: { type: 'boolean' },
        port: { type: 'string' },
        workspace: { type: 'string' },
        'no-open': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
  }
}
