/** A package index on this machine, with the faults that a test asks for. */
import { createHash } from 'node:crypto'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type SmallWheel = { name: string; bytes: Buffer; sha256?: string; size?: number; yanked?: boolean }

export class SmallIndex {
  readonly projects = new Map<string, SmallWheel[]>()
  /** What was asked for: path, range and authorization. */
  readonly asked: { path: string; range: string | undefined; authorization: string | undefined }[] = []
  /** Bytes after which the connection breaks, one for each request of a file to come. */
  readonly breaks: number[] = []
  /** Called with the bytes sent so far before the connection breaks: what is on its way would be lost with it. */
  untilReceived: (bytes: number) => Promise<void> = () => Promise.resolve()
  /** Called when the first bytes of a file were sent; the rest waits for it. */
  hold: (() => Promise<void>) | null = null
  html = false
  /** Files at other places than an index's, by their path. */
  readonly others = new Map<string, Buffer>()
  readonly #server: Server
  #port = 0

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response))
  }

  static async start(): Promise<SmallIndex> {
    const index = new SmallIndex()
    await new Promise<void>((resolve) => index.#server.listen(0, '127.0.0.1', resolve))
    index.#port = (index.#server.address() as AddressInfo).port
    return index
  }

  get address(): string {
    return `http://127.0.0.1:${this.#port}/simple`
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  async #answer({ url, headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = url!
    this.asked.push({ path, range: headers.range, authorization: headers.authorization })
    const [, place, name] = path.split('/')
    const wheels = this.projects.get(name!)
    const other = this.others.get(path)
    if (other !== undefined) return void response.end(other)
    if (place === 'files') return this.#sendFile(decodeURIComponent(name!), headers.range, response)
    if (wheels === undefined) return void response.writeHead(404).end()
    if (this.html) return void response.setHeader('content-type', 'text/html').end(wheels.map(link).join('\n'))
    response.setHeader('content-type', 'application/vnd.pypi.simple.v1+json')
    response.end(JSON.stringify({ meta: { 'api-version': '1.1' }, name, files: wheels.map(entry) }))
  }

  async #sendFile(name: string, range: string | undefined, response: ServerResponse): Promise<void> {
    const wheel = [...this.projects.values()].flat().find((one) => one.name === name)
    if (wheel === undefined) return void response.writeHead(404).end()
    const from = Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0)
    if (from >= wheel.bytes.length) return void response.writeHead(416).end()
    const rest = wheel.bytes.subarray(from)
    response.writeHead(range === undefined ? 200 : 206, { 'content-length': rest.length })
    const breakAfter = this.breaks.shift()
    if (breakAfter !== undefined) {
      response.write(rest.subarray(0, breakAfter))
      await this.untilReceived(from + breakAfter)
      response.socket?.end()
      return
    }
    if (this.hold !== null) {
      response.write(rest.subarray(0, 1000))
      await this.hold()
    }
    response.end(this.hold === null ? rest : rest.subarray(1000))
  }
}

const sumOf = ({ bytes, sha256 }: SmallWheel): string => sha256 ?? createHash('sha256').update(bytes).digest('hex')

function entry(wheel: SmallWheel): object {
  const { name, bytes, size, yanked } = wheel
  const url = `../../files/${encodeURIComponent(name)}`
  return { filename: name, url, hashes: { sha256: sumOf(wheel) }, size: size ?? bytes.length, yanked: yanked ?? false }
}

const link = (wheel: SmallWheel): string =>
  `<a href="../../files/${encodeURIComponent(wheel.name)}#sha256=${sumOf(wheel)}">${wheel.name}</a>`
