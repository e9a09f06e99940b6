/** The shared file through which tests tell `faults.c`, loaded into another process, which of its file calls fail. */
import { execFileSync } from 'node:child_process'
import { closeSync, openSync, readSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

export const callKinds = ['open', 'write', 'sync', 'rename'] as const
export type CallKind = (typeof callKinds)[number]

export type Fault = { kind: CallKind; at: number; forGood: boolean }

/** Bytes of `struct control`: four numbers, four counts, one more, and the folder. */
const size = 256
const numbers = 9
const errnos = { open: 13 /* EACCES */, write: 28 /* ENOSPC */, sync: 5 /* EIO */, rename: 5 } as const

export class FaultControl {
  readonly environment: Record<string, string>
  readonly #file: number

  /** Compiles the shim into `folder`. */
  constructor(folder: string) {
    const library = join(folder, 'faults.so')
    execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, join(import.meta.dirname, 'faults.c'), '-ldl'])
    const path = join(folder, 'control')
    writeFileSync(path, Buffer.alloc(size))
    this.#file = openSync(path, 'r+')
    this.environment = { LD_PRELOAD: library, EPOCHWISE_FAULTS: path }
  }

  /** From now on calls for paths below `folder` count, from 0; null: none fails. */
  set(folder: string, fault: Fault | null): void {
    const control = Buffer.alloc(size)
    control.writeInt32LE(fault === null ? -1 : callKinds.indexOf(fault.kind), 0)
    control.writeInt32LE(fault?.at ?? 0, 4)
    control.writeInt32LE(fault?.forGood === true ? 1 : 0, 8)
    control.writeInt32LE(fault === null ? 0 : errnos[fault.kind], 12)
    control.write(folder === '' ? '' : `${folder}/`, numbers * 4)
    writeSync(this.#file, control, 0, size, 0)
  }

  /** How many calls of each kind there were, and how many of them were made to fail. */
  counts(): Record<CallKind | 'failed', number> {
    const control = Buffer.alloc(size)
    readSync(this.#file, control, 0, size, 0)
    const seen = callKinds.map((kind, i) => [kind, control.readInt32LE(16 + 4 * i)] as const)
    return { ...(Object.fromEntries(seen) as Record<CallKind, number>), failed: control.readInt32LE(32) }
  }

  close(): void {
    closeSync(this.#file)
  }
}

/** Linux with a C compiler; elsewhere the suite is skipped, and the counts at the end say so. */
export function canInjectFaults(): boolean {
  if (process.platform !== 'linux') return false
  try {
    execFileSync('cc', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
