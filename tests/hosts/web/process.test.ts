/** The built web host as a process: its start, its address, its end. */
import { mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { send } from '../../support/raw-http'
import { temporaryFolder } from '../../support/temporary-folder'
import { startWebHostProcess } from '../../support/web-host-process'

type Host = Awaited<ReturnType<typeof startWebHostProcess>>

function folders(): { workspace: string; data: string } {
  const folder = temporaryFolder()
  const made = { workspace: join(folder, 'work space'), data: join(folder, 'da ta') }
  mkdirSync(made.workspace)
  return made
}

async function start(...args: Parameters<typeof startWebHostProcess>): Promise<Host> {
  const host = await startWebHostProcess(...args)
  onTestFinished(() => void host.child.kill('SIGKILL'))
  return host
}

function command(host: Host, token: string): ReturnType<typeof send> {
  const { port, origin } = new URL(host.address)
  const headers = { origin, authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return send({ port: Number(port), method: 'POST', path: '/api/app.state', headers, body: '{}' })
}

const tokenOf = (host: Host): string => new URL(host.address).hash.slice(1)

describe('the web host', () => {
  it('prints where it is with its token, answers there, and ends well on Ctrl-C', async () => {
    const host = await start(folders())
    const { port } = new URL(host.address)
    expect(await command(host, tokenOf(host))).toMatchObject({
      status: 200,
      json: { ok: true, value: { host: 'web' } },
    })
    expect((await send({ port: Number(port), path: '/' })).text).toContain('<!doctype html>')
    expect(await host.stop()).toBe(0)
  })

  it('has another token at each start, and the old one says how to go on', async () => {
    const place = folders()
    const first = await start(place)
    const old = tokenOf(first)
    await first.stop()
    const second = await start(place)
    expect(tokenOf(second)).not.toBe(old)
    const answer = await command(second, old)
    expect(answer.status).toBe(401)
    expect(answer.json).toMatchObject({
      error: { message: expect.stringContaining('Open the address that it printed') },
    })
  })

  it('takes a free port when its usual one is taken, and says so when one that was named is', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void taken.close())
    await once(taken, 'listening')
    const { port } = taken.address() as { port: number }
    const named = startWebHostProcess(folders(), ['--port', String(port)])
    await expect(named).rejects.toThrow(new RegExp(`ended with 2: error: Port ${port} is taken`))
    const usual = await Promise.all([start(folders(), []), start(folders(), [])])
    expect(new URL(usual[0].address).port).not.toBe(new URL(usual[1].address).port)
  })

  it('ends when whoever started it is gone', async () => {
    const host = await start(folders())
    const ended = once(host.child, 'exit')
    host.child.disconnect()
    await ended
    expect(host.child.exitCode).toBe(0)
  })

  it('explains a wrong option in one line', async () => {
    await expect(startWebHostProcess(folders(), ['--prot', '1'])).rejects.toThrow(
      /ended with 2: error: The options are --port/,
    )
  })

  it('keeps its token out of its log', async () => {
    const place = folders()
    const host = await start(place)
    await command(host, tokenOf(host))
    await host.stop()
    let log = ''
    try {
      log = readFileSync(join(place.data, 'logs/epochwise.log'), 'utf8')
    } catch {
      // Nothing to tell, no log.
    }
    expect(log).not.toContain(tokenOf(host))
  })
})
