/** Builds the main side (Electron entry, web host, command line, trainer), the sandboxed preload and the page. */
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'electron-vite'

// eslint-disable-next-line import-x/no-default-export -- the tool asks for it
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      externalizeDeps: true,
      rollupOptions: {
        input: {
          index: 'src-main/index.ts',
          web: 'src-main/web.ts',
          cli: 'src-main/cli.ts',
          trainer: 'src-main/training/trainer.ts',
        },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload must be one CommonJS file; "type": "module" would make it .mjs.
      rollupOptions: {
        input: { index: 'src-main/preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    plugins: [svelte()],
    build: { outDir: 'out/renderer', rollupOptions: { input: 'src-renderer/index.html' } },
  },
})
