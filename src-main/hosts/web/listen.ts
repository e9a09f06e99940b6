/** Takes the first port that is free. */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { EpochwiseError } from '../../../src-shared/errors'

/** @throws EpochwiseError port.inUse when the last one is taken too */
export async function listenOn(server: Server, ports: number[]): Promise<number> {
  for (const port of ports) {
    try {
      server.listen({ port, host: '127.0.0.1' })
      await once(server, 'listening')
      return (server.address() as AddressInfo).port
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error
    }
  }
  const port = ports.at(-1) ?? 0
  throw new EpochwiseError(
    'port.inUse',
    `Port ${port} is taken by another program or not allowed. Name another with --port, or leave it out to take a free one.`,
  )
}
