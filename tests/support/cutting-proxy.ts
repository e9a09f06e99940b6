/**
 * Stands between a browser and the web host, on a port of its own, and cuts their connections where it is told to.
 *
 * Both ports have as many digits, so that the host's checks and the page's policy can be satisfied by exchanging them in
 * what passes through.
 */
import type { Socket } from 'node:net'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'

export type CuttingProxy = {
  port: number
  /** The next command of that name is cut: before the host gets it, or when the host answers it. */
  cutNext(command: string, where: 'call' | 'reply'): void
  /** Everything under way breaks; while it is shut, nobody gets through. */
  shut(closed: boolean): void
  cuts(): number
  close(): Promise<void>
}

export async function startCuttingProxy(hostPort: number): Promise<CuttingProxy> {
  const open = new Set<Socket>()
  let next: { command: string; where: 'call' | 'reply' } | null = null
  let closed = false
  let count = 0
  const cut = (one: Socket): void => {
    if (closed) return void one.destroy()
    count++
    one.destroy()
  }
  const server = createServer((page) => {
    if (closed) return void page.destroy()
    const host = connect(hostPort, '127.0.0.1')
    let cutReply = false
    const end = (): void => {
      page.destroy()
      host.destroy()
      open.delete(page)
    }
    open.add(page)
    for (const one of [page, host]) one.on('error', end).on('close', end)
    page.on('data', (bytes) => {
      const text = bytes.toString('latin1')
      const isMeant = next !== null && text.includes(`/api/${next.command} `)
      if (isMeant && next!.where === 'call') {
        next = null
        return cut(page)
      }
      if (isMeant) cutReply = true
      host.write(exchange(text, port, hostPort))
    })
    host.on('data', (bytes) => {
      if (cutReply) {
        next = null
        return cut(page)
      }
      page.write(exchange(bytes.toString('latin1'), hostPort, port))
    })
  })
  const port = await listenBeside(server, hostPort)
  return {
    port,
    cutNext: (command, where) => (next = { command, where }),
    shut(now) {
      closed = now
      if (now) for (const one of open) one.destroy()
    },
    cuts: () => count,
    close: async () => {
      for (const one of open) one.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** On a port that is as long as the host's. */
async function listenBeside(server: ReturnType<typeof createServer>, hostPort: number): Promise<number> {
  for (;;) {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    if (String(port).length === String(hostPort).length) return port
    server.close()
    await once(server, 'close')
  }
}

function exchange(text: string, from: number, to: number): Buffer {
  return Buffer.from(
    text.replaceAll(`127.0.0.1:${from}`, `127.0.0.1:${to}`).replaceAll(`localhost:${from}`, `localhost:${to}`),
    'latin1',
  )
}
