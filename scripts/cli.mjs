#!/usr/bin/env node
/** The command line's launcher: builds what is stale, saying so on standard error alone, then runs the built one. */
import { buildIfStale } from './build-if-stale.mjs'

try {
  await buildIfStale(['main'])
  await import('../out/main/cli.js')
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
