/** Small helpers that the scripts share: running a command, words for people. Nothing outside Node. */
import { spawn } from 'node:child_process'

/** @param {string} line */
export function say(line) {
  process.stderr.write(`${line}\n`)
}

/**
 * Runs a command to its end, its output passed on or kept.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean, timeoutMs?: number, shell?: boolean }} [options]
 * @returns {Promise<{ code: number, output: string }>} code 1 also when it could not start or ran out of time
 */
export function run(command, args, { cwd, env = process.env, show = false, timeoutMs = 0, shell = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env,
      shell,
      timeout: timeoutMs,
      stdio: show ? ['ignore', 2, 2] : ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    child.stdout?.on('data', (chunk) => (output += String(chunk)))
    child.stderr?.on('data', (chunk) => (output += String(chunk)))
    child.once('error', (error) => resolve({ code: 1, output: error.message }))
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

/** npm as it runs now, or the one on the PATH. @returns {[string, string[], boolean]} command, first arguments, shell */
export function npmCommand() {
  const running = process.env['npm_execpath'] ?? ''
  if (/npm-cli\.c?js$/.test(running)) return [process.execPath, [running], false]
  return process.platform === 'win32' ? ['npm.cmd', [], true] : ['npm', [], false]
}

/**
 * Runs the script's main function when the file was started itself, and ends with its code.
 *
 * @param {() => Promise<number>} main
 */
export async function asMain(main) {
  try {
    process.exitCode = await main()
  } catch (error) {
    say(`error: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
  }
}
