/**
 * The addon between Node and TensorFlow, built from the C++ sources in tfjs-node's npm package.
 *
 * It speaks Node-API 8 alone, so one addon serves every Node and Electron; headers of whichever Node is at hand will do.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { EpochwiseError } from '../../../../src-shared/errors'
import { addonOf } from '../home'
import { diskFull } from './disk-space'

export type BuildOptions = {
  env?: NodeJS.ProcessEnv
  signal?: AbortSignal | undefined
  /** Where node-gyp keeps the headers that it fetches. */
  headers: string
}

/**
 * Builds against `folder`/deps and leaves the addon where `addonOf` says.
 *
 * @throws EpochwiseError engine.compiler, disk.full, task.cancelled
 */
export async function buildAddon(folder: string, { env = process.env, signal, headers }: BuildOptions): Promise<void> {
  const require = createRequire(import.meta.url)
  const sources = dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json'))
  const room = join(folder, 'build')
  await rm(room, { recursive: true, force: true })
  await mkdir(room, { recursive: true })
  await cp(join(sources, 'binding'), join(room, 'binding'), { recursive: true })
  await cp(join(sources, 'binding.gyp'), join(room, 'binding.gyp'))
  await writeFile(join(room, 'package.json'), '{}')
  await rename(join(folder, 'deps'), join(room, 'deps'))
  try {
    await runGyp(require.resolve('node-gyp/bin/node-gyp.js'), room, { env, signal, headers })
    await mkdir(dirname(addonOf(folder)), { recursive: true })
    await cp(join(room, 'build', 'Release', 'tfjs_binding.node'), addonOf(folder))
  } finally {
    await rename(join(room, 'deps'), join(folder, 'deps'))
    await rm(room, { recursive: true, force: true })
  }
}

async function runGyp(
  gyp: string,
  cwd: string,
  { env, signal, headers }: Required<Omit<BuildOptions, 'signal'>> & Pick<BuildOptions, 'signal'>,
): Promise<void> {
  const own = nodeFolder()
  const places =
    env['npm_config_nodedir'] === undefined && own !== null ? [`--nodedir=${own}`] : [`--devdir=${headers}`]
  const names = ['--module_name=tfjs_binding', '--module_path=lib/napi-v8', '--napi_build_version=8']
  const { code, output } = await run(
    process.execPath,
    [gyp, 'rebuild', ...places, `--target=${process.versions.node}`, ...names],
    {
      cwd,
      // In Electron the app's own binary is Node only when asked to be. macOS finds the libraries by this path alone.
      env: { ...env, ELECTRON_RUN_AS_NODE: '1', ...macPath() },
      signal,
    },
  )
  if (signal?.aborted) throw new EpochwiseError('task.cancelled', 'Getting TensorFlow was cancelled.')
  if (code === 0) return
  if (/No space left on device|Disk quota exceeded|File too large/i.test(output)) throw diskFull()
  throw new EpochwiseError('engine.compiler', explain(output), {}, { cause: new Error(output.slice(-4000)) })
}

/** The headers of the running Node, where its installation has them. */
function nodeFolder(): string | null {
  const folder = dirname(dirname(process.execPath))
  return existsSync(join(folder, 'include', 'node', 'node_api.h')) ? folder : null
}

function macPath(): NodeJS.ProcessEnv {
  return process.platform === 'darwin' ? { LDFLAGS: '-Wl,-rpath,@loader_path/../../deps/lib' } : {}
}

function explain(output: string): string {
  const goesOn = 'Then try again; training goes on with ONNX Runtime meanwhile.'
  if (/Could not find any Python/i.test(output)) {
    return `Python 3 is needed to build TensorFlow's addon, and was not found. Install it. ${goesOn}`
  }
  if (
    /not found: make|(g\+\+|cc1plus|clang|make): (not found|No such file)|ENOENT.*make|xcode-select|find VS/i.test(
      output,
    )
  ) {
    const what =
      process.platform === 'darwin'
        ? 'Xcode’s command line tools (xcode-select --install)'
        : 'make and g++ (on Debian and Ubuntu: apt install build-essential)'
    return `A C++ compiler is needed to build TensorFlow's addon, and was not found. Install ${what}. ${goesOn}`
  }
  if (/ENOTFOUND|ECONNREFUSED|ETIMEDOUT|network connectivity/i.test(output)) {
    return `Node's headers, which TensorFlow's addon is built with, could not be fetched. Check the network connection, or name a folder that has them with npm_config_nodedir. ${goesOn}`
  }
  return `TensorFlow's addon could not be built; the log has the compiler's words. ${goesOn}`
}

type RunOptions = { cwd: string; env: NodeJS.ProcessEnv; signal?: AbortSignal | undefined }

/** A process to its end, with the end of what it said. A cancel ends its children too. */
export function run(
  command: string,
  args: readonly string[],
  { cwd, env, signal }: RunOptions,
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const grouped = process.platform !== 'win32'
    const child = spawn(command, args, { cwd, env, detached: grouped, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const hear = (data: Buffer): void => void (output = (output + data.toString()).slice(-200_000))
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    const end = (): void => {
      if (grouped && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      else child.kill('SIGKILL')
    }
    signal?.addEventListener('abort', end, { once: true })
    if (signal?.aborted) end()
    const settle = (code: number, more = ''): void => {
      signal?.removeEventListener('abort', end)
      resolve({ code, output: output + more })
    }
    child.once('error', (error) => settle(1, error.message))
    child.once('close', (code) => settle(code ?? 1))
  })
}
