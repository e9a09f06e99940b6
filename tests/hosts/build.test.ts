/** The scripts' own parts: one builder at a time, and nothing built twice. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildIfStale, root } from '../../scripts/build-if-stale.mjs'
import { withLock } from '../../scripts/lock.mjs'
import { temporaryFolder } from '../support/temporary-folder'

describe('the lock', () => {
  it('lets one work at a time, and goes away with the last', async () => {
    const lock = join(temporaryFolder(), 'deep', 'lock')
    let inside = 0
    const seen: number[] = []
    const work = (): Promise<void> =>
      withLock(lock, async () => {
        seen.push(++inside)
        await new Promise((resolve) => setImmediate(resolve))
        inside--
      })
    await Promise.all([work(), work(), work()])
    expect(seen).toEqual([1, 1, 1])
    expect(existsSync(lock)).toBe(false)
  })

  it('goes away when the work fails', async () => {
    const lock = join(temporaryFolder(), 'lock')
    await expect(withLock(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(existsSync(lock)).toBe(false)
  })

  it('is taken over from a process that is gone', async () => {
    const lock = join(temporaryFolder(), 'lock')
    mkdirSync(lock)
    writeFileSync(join(lock, 'pid'), String(spawnSync(process.execPath, ['-e', '']).pid))
    expect(await withLock(lock, () => Promise.resolve('done'))).toBe('done')
  })
})

describe('the build', () => {
  it('does nothing while nothing has changed', async () => {
    await buildIfStale(['preload'])
    expect(await buildIfStale(['preload'])).toEqual([])
  })

  it('leaves the command line’s output to the command line', () => {
    const cli = spawnSync(process.execPath, [join(root, 'scripts/cli.mjs'), '--help'], {
      cwd: temporaryFolder(),
      encoding: 'utf8',
    })
    expect(cli.status).toBe(0)
    expect(cli.stdout).toMatch(/train/)
    expect(cli.stdout).not.toMatch(/Build|Built/)
  })
})
