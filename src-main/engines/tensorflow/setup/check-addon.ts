/** Whether what was set up computes: in a process of its own, so that a crash is a failed check and no more. */
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { EpochwiseError } from '../../../../src-shared/errors'
import { run } from './build-addon'

/** Gives the release that the library says it is. @throws EpochwiseError engine.broken, task.cancelled */
export async function checkAddon(addon: string, env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<string> {
  const cwd = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu/package.json'))
  const { code, output } = await run(process.execPath, ['-e', script, addon], {
    cwd,
    env: { ...env, ELECTRON_RUN_AS_NODE: '1' },
    signal,
  })
  if (signal?.aborted) throw new EpochwiseError('task.cancelled', 'Getting TensorFlow was cancelled.')
  const version = /^TensorFlow (\S+) computes$/m.exec(output)?.[1]
  if (code === 0 && version !== undefined) return version
  const message =
    'TensorFlow was built and does not compute on this machine; the log has its words. Training goes on with ONNX Runtime.'
  throw new EpochwiseError('engine.broken', message, {}, { cause: new Error(output.slice(-4000)) })
}

const script = `
const { TF_Version } = require(process.argv[1])
console.log('TensorFlow ' + TF_Version + ' computes')
`
