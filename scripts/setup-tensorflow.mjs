/**
 * `npm run setup:tensorflow`: TensorFlow for this person, from PyPI's own wheels, without an administrator.
 *
 * `-- --cpu` or `-- --cuda` (default: CUDA where an NVIDIA GPU is seen), `-- --remove`; `-- --where` prints the addon's path. The work itself is the app's own:
 * src-main/engines/tensorflow/setup.
 */
import { join } from 'node:path'
import { buildIfStale, root } from './build-if-stale.mjs'
import { prepare } from './prepare.mjs'
import { run } from './run.mjs'

try {
  await prepare()
  await buildIfStale(['main'])
  const script = join(root, 'out/main/setup-tensorflow.js')
  const { code } = await run(process.execPath, [script, ...process.argv.slice(2)], { show: true })
  process.exitCode = code
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
