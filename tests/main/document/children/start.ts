/** Starts the worker, built once, and reads what it tells. */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { build } from 'vite'
import { temporaryFolder } from '../support'

export type Script = 'worker' | 'ordeal'

const built = new Map<Script, Promise<string>>()

/** Within the project, so that the packages are found. */
export function workerFile(script: Script = 'worker'): Promise<string> {
  const file = built.get(script) ?? bundle(script)
  built.set(script, file)
  return file
}

async function bundle(script: Script): Promise<string> {
  const outDir = join(import.meta.dirname, '../../../../node_modules/.cache/document', `${script}-${process.pid}`)
  process.once('exit', () => rmSync(outDir, { recursive: true, force: true }))
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(import.meta.dirname, `${script}.ts`),
      outDir,
      emptyOutDir: true,
      rollupOptions: { output: { entryFileNames: `${script}.mjs` } },
    },
  })
  return join(outDir, `${script}.mjs`)
}

export type Worker = { process: ChildProcess; next: () => Promise<unknown>; ended: Promise<number | null> }

/** `command` is what runs node, e.g. a shell that limits it first; the script's arguments follow. */
export async function startWorker(
  work: string,
  path: string,
  command: readonly string[] = [],
  script: Script = 'worker',
  more: { arguments?: readonly string[]; environment?: Record<string, string> } = {},
): Promise<Worker> {
  const all = [...command, process.execPath, await workerFile(script), work, path, ...(more.arguments ?? [])]
  const child = spawn(all[0]!, all.slice(1), {
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: temporaryFolder(),
    env: { ...process.env, ...more.environment },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const next = async (): Promise<unknown> => {
    const line = await lines.next()
    if (line.done === true) throw new Error('The worker ended without a word')
    return JSON.parse(line.value) as unknown
  }
  return { process: child, next, ended }
}
