/**
 * Builds the main side (Electron entry, web host, command line, trainer), the sandboxed preload and the page.
 *
 * scripts/build-if-stale.mjs names the parts to build and a folder to build them in, and swaps them in when done.
 */
import { join, resolve } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'electron-vite'

const out = resolve(process.env['EPOCHWISE_BUILD_OUT'] ?? 'out')
const parts = (process.env['EPOCHWISE_BUILD_PARTS'] ?? 'main,preload,renderer').split(',')
const only = <T>(part: string, config: T): T | undefined => (parts.includes(part) ? config : undefined)

// eslint-disable-next-line import-x/no-default-export -- the tool asks for it
export default defineConfig({
  main: only('main', {
    build: {
      outDir: join(out, 'main'),
      externalizeDeps: true,
      rollupOptions: {
        input: {
          index: 'src-main/index.ts',
          web: 'src-main/web.ts',
          cli: 'src-main/cli.ts',
          trainer: 'src-main/training/trainer.ts',
          'setup-tensorflow': 'src-main/setup-tensorflow.ts',
        },
      },
    },
  }),
  preload: only('preload', {
    build: {
      outDir: join(out, 'preload'),
      // A sandboxed preload must be one CommonJS file; "type": "module" would make it .mjs.
      rollupOptions: {
        input: { index: 'src-main/preload/index.ts' },
        output: { format: 'cjs' as const, entryFileNames: '[name].cjs' },
      },
    },
  }),
  renderer: only('renderer', {
    root: 'src-renderer',
    plugins: [svelte()],
    build: {
      outDir: join(out, 'renderer'),
      minify: true,
      rollupOptions: { input: resolve('src-renderer/index.html') },
    },
  }),
})
