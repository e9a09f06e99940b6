/** Starts the worker, built once, and reads what it tells. */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { build } from 'vite'
import { temporaryFolder } from '../support'

let built: Promise<string> | null = null

/** Within the project, so that the packages are found. */
export function workerFile(): Promise<string> {
  built ??= bundle()
  return built
}

async function bundle(): Promise<string> {
  const outDir = join(import.meta.dirname, '../../../../node_modules/.cache/document-worker', String(process.pid))
  process.once('exit', () => rmSync(outDir, { recursive: true, force: true }))
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(import.meta.dirname, 'worker.ts'),
      outDir,
      emptyOutDir: true,
      rollupOptions: { output: { entryFileNames: 'worker.mjs' } },
    },
  })
  return join(outDir, 'worker.mjs')
}

export type Worker = { process: ChildProcess; next: () => Promise<unknown>; ended: Promise<number | null> }

/** `command` is what runs node, e.g. a shell that limits it first; the script's arguments follow. */
export async function startWorker(work: string, path: string, command: readonly string[] = []): Promise<Worker> {
  const all = [...command, process.execPath, await workerFile(), work, path]
  const child = spawn(all[0]!, all.slice(1), { stdio: ['ignore', 'pipe', 'inherit'], cwd: temporaryFolder() })
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
