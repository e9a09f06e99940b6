/** Two projects: plain Node for shared, main and hosts; happy-dom for what is small enough in the renderer. */
import { availableParallelism } from 'node:os'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { svelteTesting } from '@testing-library/svelte/vite'
import { defineConfig } from 'vitest/config'

// eslint-disable-next-line import-x/no-default-export -- the tool asks for it
export default defineConfig({
  test: {
    // Most tests wait for a database or a process of their own: on two cores two at a time, where the usual would be one.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['tests/{shared,main,hosts}/**/*.test.ts'],
          globalSetup: ['tests/support/build-once.ts'],
          testTimeout: 30_000,
          // A person's own TensorFlow or GPU would change what runs; the suites that are about it name it themselves.
          env: { EPOCHWISE_TENSORFLOW: 'off', EPOCHWISE_WEBGPU: 'off' },
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [svelte(), svelteTesting()],
        test: {
          name: 'renderer',
          environment: 'happy-dom',
          include: ['tests/renderer/**/*.test.ts'],
        },
      },
    ],
  },
})
