import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { send } from '../../support/raw-http'
import { startSmallWebHost } from '../../support/small-web-host'

type Host = Awaited<ReturnType<typeof startSmallWebHost>>

async function offer(host: Host, name: string, content: string): Promise<{ url: string; file: string; shown: string }> {
  const file = await host.downloads.prepare(name)
  writeFileSync(file, content)
  const delivery = await host.downloads.offer(file)
  if (delivery?.kind !== 'download') throw new Error('not a download')
  return { url: delivery.url, file, shown: delivery.name }
}

describe('a download', () => {
  it('gives the file under its name, as a file to keep', async () => {
    const host = await startSmallWebHost()
    const { url, shown } = await offer(host, 'häuser model.onnx', 'weights')
    const answer = await send({ port: host.port, path: url })
    expect(answer.text).toBe('weights')
    expect(shown).toBe('häuser model.onnx')
    expect(answer.headers['content-disposition']).toBe(
      `attachment; filename="h_user model.onnx"; filename*=UTF-8''h%C3%A4user%20model.onnx`,
    )
    expect(answer.headers['content-type']).toBe('application/octet-stream')
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  it('is there once, and its file goes with it', async () => {
    const host = await startSmallWebHost()
    const { url, file } = await offer(host, 'a.onnx', 'weights')
    await send({ port: host.port, path: url })
    expect(await send({ port: host.port, path: url })).toMatchObject({
      status: 404,
      json: { error: { code: 'file.missing' } },
    })
    await expect.poll(() => existsSync(file)).toBe(false)
  })

  it('needs no token, but an id that nobody guesses', async () => {
    const host = await startSmallWebHost()
    const { url } = await offer(host, 'a.onnx', 'weights')
    expect(url).toMatch(/^\/download\/[\w-]{32}$/)
    expect((await send({ port: host.port, path: `${url}x` })).status).toBe(404)
    expect((await send({ port: host.port, path: '/download/' })).status).toBe(404)
  })

  it('cannot lead its name out of its folder or its header', async () => {
    const host = await startSmallWebHost()
    const file = await host.downloads.prepare('../../x"\r\nSet-Cookie: a=b.onnx')
    expect(file.startsWith(join(host.folder, 'downloads'))).toBe(true)
    writeFileSync(file, '')
    const delivery = await host.downloads.offer(file)
    const answer = await send({ port: host.port, path: delivery?.kind === 'download' ? delivery.url : '' })
    expect(answer.status).toBe(200)
    expect(answer.headers['set-cookie']).toBeUndefined()
  })

  it('is refused for a file that was never finished', async () => {
    const host = await startSmallWebHost()
    const file = await host.downloads.prepare('a.onnx')
    await expect(host.downloads.offer(file)).rejects.toMatchObject({ code: 'file.missing' })
  })

  it('is not offered for a file from elsewhere', async () => {
    const host = await startSmallWebHost()
    expect(await host.downloads.offer(join(host.folder, 'secret.txt'))).toBeNull()
    expect(await host.downloads.offer(join(host.folder, 'downloads/../secret.txt'))).toBeNull()
  })
})
