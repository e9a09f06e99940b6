/** `npm run check`: every rule that a machine can check; two at a time, the output of those that fail. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from './build-if-stale.mjs'
import { asMain, run, say } from './run.mjs'

const bin = (/** @type {string} */ path) => join(root, 'node_modules', path)

/** @type {{ name: string, script: string, args: string[] }[]} */
const steps = [
  { name: 'types', script: bin('typescript/bin/tsc'), args: ['--noEmit', '-p', '.'] },
  { name: 'lint', script: bin('eslint/bin/eslint.js'), args: ['--max-warnings', '0', '--concurrency', '2', '.'] },
  {
    name: 'components',
    script: bin('svelte-check/bin/svelte-check'),
    args: ['--tsconfig', './tsconfig.json', '--fail-on-warnings', '--output', 'human'],
  },
  { name: 'format', script: bin('prettier/bin/prettier.cjs'), args: ['--check', '--log-level', 'warn', '.'] },
  { name: 'unused', script: bin('knip/bin/knip.js'), args: ['--no-progress'] },
]

/** @returns {Promise<{ name: string, ok: boolean }[]>} */
export async function check() {
  const waiting = [...steps]
  /** @type {{ name: string, ok: boolean }[]} */
  const results = []
  const worker = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) results.push(await runStep(step))
  }
  await Promise.all([worker(), worker()])
  return results
}

/** @param {{ name: string, script: string, args: string[] }} step */
async function runStep({ name, script, args }) {
  const started = Date.now()
  const { code, output } = await run(process.execPath, [script, ...args], { cwd: root })
  const seconds = ((Date.now() - started) / 1000).toFixed(1)
  say(`${code === 0 ? '✓' : '✗'} check ${name} (${seconds} s)`)
  if (code !== 0) say(output.trimEnd())
  return { name, ok: code === 0 }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await asMain(async () => {
    const failed = (await check()).filter(({ ok }) => !ok)
    if (failed.length > 0) say(`Not clean: ${failed.map(({ name }) => name).join(', ')}`)
    return failed.length === 0 ? 0 : 1
  })
}
