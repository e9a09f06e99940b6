#!/usr/bin/env node
/** The command line's launcher: builds what is stale, saying so on standard error alone, then runs the built one. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { buildIfStale, root } from './build-if-stale.mjs'

try {
  if (!existsSync(join(root, 'node_modules'))) throw new Error('The dependencies are missing: run “npm ci” first.')
  await buildIfStale(['main'])
  await import('../out/main/cli.js')
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
