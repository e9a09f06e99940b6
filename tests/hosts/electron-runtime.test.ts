/** Fetching Electron's runtime, from a server of the test's own that never gives it. */
import type { RequestListener } from 'node:http'
import { once } from 'node:events'
import { existsSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { root } from '../../scripts/build-if-stale.mjs'
import { electronRuntime } from '../../scripts/electron-runtime.mjs'
import { temporaryFolder } from '../support/temporary-folder'

const machine = { platform: 'linux' as const, env: { DISPLAY: ':0' }, uid: 1000 }

afterEach(() => {
  delete process.env['ELECTRON_MIRROR']
  delete process.env['ELECTRON_OVERRIDE_DIST_PATH']
})

/** @returns a root with Electron's package and without its runtime, which is looked for at the server */
async function rootWithMirror(answer: RequestListener): Promise<{ folder: string; asked: () => number }> {
  let asked = 0
  const server = createServer((request, response) => {
    asked++
    answer(request, response)
  }).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  process.env['ELECTRON_MIRROR'] = `http://127.0.0.1:${(server.address() as { port: number }).port}/`
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = join(root, 'no-runtime-here')
  const folder = temporaryFolder()
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  return { folder, asked: () => asked }
}

const memory = (folder: string): string => join(folder, '.cache/electron-failure.json')

describe('Electron’s runtime', () => {
  it('that nobody has is said so, and tried again at the next start', async () => {
    const { folder, asked } = await rootWithMirror((_request, response) => response.writeHead(404).end())
    const patience = { silenceMs: 15_000, quickMs: 60_000 }
    const runtime = await electronRuntime(folder, machine, patience)
    expect(runtime).toEqual({ binary: null, why: expect.stringContaining('could not be fetched (Response code 404') })
    expect(existsSync(memory(folder))).toBe(false)
    const before = asked()
    await electronRuntime(folder, machine, patience)
    expect(asked()).toBeGreaterThan(before)
  })

  it('is given up when no byte comes, and that is remembered', async () => {
    const { folder, asked } = await rootWithMirror((_request, response) => {
      response.writeHead(200, { 'content-length': '1000000' })
      response.write('first bytes, then silence')
    })
    const patience = { silenceMs: 300, quickMs: 100 }
    expect(await electronRuntime(folder, machine, patience)).toEqual({
      binary: null,
      why: 'Electron’s runtime could not be fetched (no answer for 0.3 s)',
    })
    const before = asked()
    const again = await electronRuntime(folder, machine, patience)
    expect(again.why).toContain('tried again a day later')
    expect(asked()).toBe(before)
  })

  it('is not fetched where its window could not appear', async () => {
    const { folder, asked } = await rootWithMirror((_request, response) => response.writeHead(404).end())
    expect(await electronRuntime(folder, { ...machine, env: {} })).toEqual({ binary: null, why: 'there is no display' })
    expect(asked()).toBe(0)
  })
})
