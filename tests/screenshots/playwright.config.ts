/** `npm run screenshots`: not a test, but the same fixture and the same real app. */
import { defineConfig } from '@playwright/test'
import type { HostOptions } from '../support/app-fixture'
import { chromiumArguments, installedChromium } from '../../scripts/chromium.mjs'

// eslint-disable-next-line import-x/no-default-export -- the tool asks for it
export default defineConfig<HostOptions>({
  testDir: '.',
  testMatch: '*.shots.ts',
  outputDir: '../../test-results/screenshots',
  workers: 1,
  timeout: 180_000,
  reporter: 'list',
  use: {
    hostKind: 'web',
    browserName: 'chromium',
    launchOptions: { executablePath: installedChromium() ?? undefined, args: [...chromiumArguments] },
  },
})
