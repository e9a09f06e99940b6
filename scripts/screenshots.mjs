/** `npm run screenshots`: takes the pictures in docs/pictures from the running app, in a real Chromium. */
import { join } from 'node:path'
import { root } from './build-if-stale.mjs'
import { findChromium } from './chromium.mjs'
import { prepare } from './prepare.mjs'
import { asMain, run } from './run.mjs'

await asMain(async () => {
  await prepare()
  const env = { ...process.env, CHROMIUM: await findChromium(root) }
  const cli = join(root, 'node_modules/@playwright/test/cli.js')
  const config = join(root, 'tests/screenshots/playwright.config.ts')
  const { code } = await run(process.execPath, [cli, 'test', '--config', config], { cwd: root, env, show: true })
  return code
})
