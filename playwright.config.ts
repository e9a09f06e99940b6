/** The end-to-end tests: the same scenarios against the web host in a real Chromium, and against Electron. */
import { defineConfig } from '@playwright/test'
import type { HostOptions } from './tests/support/app-fixture'
import { chromiumArguments, installedChromium } from './scripts/chromium.mjs'

// eslint-disable-next-line import-x/no-default-export -- the tool asks for it
export default defineConfig<HostOptions>({
  testDir: 'tests/e2e',
  testMatch: '**/*.e2e.ts',
  outputDir: 'test-results/e2e',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: 'list',
  use: { viewport: { width: 1360, height: 880 }, screenshot: 'only-on-failure', trace: 'off' },
  projects: [
    {
      name: 'web',
      use: {
        hostKind: 'web',
        browserName: 'chromium',
        launchOptions: { executablePath: installedChromium() ?? undefined, args: [...chromiumArguments] },
      },
    },
    { name: 'electron', use: { hostKind: 'electron' } },
  ],
})
