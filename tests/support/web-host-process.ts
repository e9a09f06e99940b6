/** Starts the built web host as a process of its own, as `npm start` does. */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { root } from '../../scripts/build-if-stale.mjs'

/** Without the person's own engines, which would change what runs. */
export const alone = { EPOCHWISE_TENSORFLOW: 'off', EPOCHWISE_WEBGPU: 'off' } as const

export type WebHostProcess = {
  /** With the token in its fragment. */
  address: string
  child: ChildProcess
  output(): string
  /** As Ctrl-C would. @returns the exit code */
  stop(): Promise<number | null>
}

/** @throws Error with what it said, when it ends before it serves */
export async function startWebHostProcess(
  folders: { workspace: string; data: string },
  args: string[] = ['--port', '0'],
  environment: Record<string, string> = {},
): Promise<WebHostProcess> {
  const child = spawn(
    process.execPath,
    [join(root, 'out/main/web.js'), '--no-open', '--workspace', folders.workspace, ...args],
    {
      env: { ...process.env, EPOCHWISE_DATA: folders.data, ...alone, ...environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  )
  let output = ''
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (output += text))
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout!.on('data', () => {
      const found = /http:\/\/127\.0\.0\.1:\d+\/#\S+/.exec(output)
      if (found !== null) resolve(found[0])
    })
    child.once('close', (code) => reject(new Error(`The host ended with ${String(code)}: ${output}`)))
    child.once('error', reject)
  })
  return { address, child, output: () => output, stop: () => stop(child) }
}

async function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const closed = once(child, 'close')
    child.kill('SIGINT')
    await closed
  }
  return child.exitCode
}
