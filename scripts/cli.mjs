#!/usr/bin/env node
/** The command line's launcher: builds what is stale, saying so on standard error alone, then runs the built one. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildIfStale, root } from './build-if-stale.mjs'

try {
  if (!existsSync(join(root, 'node_modules'))) throw new Error('The dependencies are missing: run “npm ci” first.')
  await buildIfStale(['main'])
  // eslint-disable-next-line no-restricted-syntax -- built only now: the type checker must not look for it
  await import(pathToFileURL(join(root, 'out/main/cli.js')).href)
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
