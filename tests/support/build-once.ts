/**
 * Before the tests: the main side is built when it is stale, for tests that start the real trainer or a real host.
 * A build that fails is said and not fatal here: tests that need none of it go on.
 */
import { buildIfStale } from '../../scripts/build-if-stale.mjs'

export async function setup(): Promise<void> {
  try {
    await buildIfStale(['main', 'preload'])
  } catch (error) {
    process.stderr.write(`${String(error)}\n`)
  }
}
