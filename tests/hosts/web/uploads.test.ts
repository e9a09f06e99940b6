import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { basename, dirname, join } from 'node:path'
import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { removeLeftovers } from '../../../src-main/hosts/web/stored-files'
import { uploadedFile } from '../../../src-main/hosts/web/uploads'
import { send } from '../../support/raw-http'
import { startSmallWebHost } from '../../support/small-web-host'
import { temporaryFolder } from '../../support/temporary-folder'

type Host = Awaited<ReturnType<typeof startSmallWebHost>>

async function upload(host: Host, name: string, body: Buffer | string = 'a,b\n1,2\n'): Promise<string> {
  const path = `/upload?name=${encodeURIComponent(name)}`
  const answer = await send({ port: host.port, method: 'POST', path, headers: host.trusted, body })
  expect(answer.json).toMatchObject({ ok: true })
  return (answer.json as { value: { path: string } }).value.path
}

describe('an upload', () => {
  it('becomes a file with the same bytes and name, under a path that commands take', async () => {
    const host = await startSmallWebHost({ uploadLimit: 32 * 1024 * 1024 })
    const bytes = randomBytes(8 * 1024 * 1024)
    const path = await upload(host, 'häuser 2.csv', bytes)
    const file = uploadedFile(path, host.uploads)!
    expect(basename(file)).toBe('häuser 2.csv')
    const digest = (data: Buffer): string => createHash('sha256').update(data).digest('hex')
    expect(digest(readFileSync(file))).toBe(digest(bytes))
  })

  it.each([
    ['../../evil.csv', 'evil.csv'],
    ['..\\..\\evil.csv', 'evil.csv'],
    ['/etc/passwd', 'passwd'],
    ['.hidden', 'hidden'],
    ['a\u0000b\n.csv', 'ab.csv'],
    ['..', 'upload.csv'],
    ['', 'upload.csv'],
    ['con.csv', 'upload.csv'],
    ['a:b?.csv', 'ab.csv'],
    [`${'x'.repeat(500)}.csv`, `${'x'.repeat(116)}.csv`],
  ])('called %j is kept as %j', async (name, kept) => {
    const host = await startSmallWebHost()
    const file = uploadedFile(await upload(host, name), host.uploads)!
    expect(basename(file)).toBe(kept)
    expect(dirname(dirname(file))).toBe(host.uploads)
  })

  it('does not overwrite another of the same name', async () => {
    const host = await startSmallWebHost()
    const paths = await Promise.all([upload(host, 'a.csv', 'one'), upload(host, 'a.csv', 'two')])
    expect(paths.map((path) => readFileSync(uploadedFile(path, host.uploads)!, 'utf8'))).toEqual(['one', 'two'])
  })

  it('that is too large leaves nothing behind', async () => {
    const host = await startSmallWebHost({ uploadLimit: 1000 })
    const body = (async function* () {
      for (let i = 0; i < 8; i++) yield await Promise.resolve(Buffer.alloc(500))
    })()
    const answer = await send({
      port: host.port,
      method: 'POST',
      path: '/upload?name=a.csv',
      headers: host.trusted,
      body,
    })
    expect(answer).toMatchObject({ status: 413, json: { error: { code: 'file.tooLarge' } } })
    expect(readdirSync(host.uploads)).toEqual([])
  })

  it('that breaks off leaves nothing behind', async () => {
    const host = await startSmallWebHost()
    const headers = { ...host.trusted, 'content-length': 5000, host: `127.0.0.1:${host.port}` }
    const sent = request({ port: host.port, host: '127.0.0.1', method: 'POST', path: '/upload?name=a.csv', headers })
    sent.on('error', () => undefined)
    sent.write('a,b\n')
    await expect.poll(() => safeList(host.uploads)).toHaveLength(1)
    sent.destroy()
    await expect.poll(() => safeList(host.uploads)).toEqual([])
  })

  it.each([
    ['ENOSPC', 507, 'disk.full', 'Free some space'],
    ['EACCES', 500, 'file.readonly', 'cannot be written'],
  ])('that meets %s is answered in words and leaves nothing behind', async (code, status, errorCode, words) => {
    const openUpload = (): Writable =>
      new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error('write'), { code })) })
    const host = await startSmallWebHost({ openUpload })
    const answer = await send({
      port: host.port,
      method: 'POST',
      path: '/upload?name=a.csv',
      headers: host.trusted,
      body: 'x',
    })
    expect(answer).toMatchObject({
      status,
      json: { error: { code: errorCode, message: expect.stringContaining(words) } },
    })
    expect(readdirSync(host.uploads)).toEqual([])
  })

  it('into a folder that cannot be made is an error without that folder’s place', async () => {
    const host = await startSmallWebHost()
    rmSync(host.uploads, { recursive: true, force: true })
    writeFileSync(host.uploads, 'in the way')
    const answer = await send({
      port: host.port,
      method: 'POST',
      path: '/upload?name=a.csv',
      headers: host.trusted,
      body: 'x',
    })
    expect(answer.status).toBe(500)
    expect(answer.text).not.toContain(host.folder)
  })
})

describe('the path of an upload', () => {
  it.each([
    'upload:x/a.csv',
    'upload:../../a.csv',
    `upload:${'a'.repeat(24)}/../a.csv`,
    `upload:${'a'.repeat(24)}/.hidden`,
    `upload:${'a'.repeat(24)}/a/b.csv`,
    `upload:${'a'.repeat(24)}/`,
    'upload:',
  ])('is refused when it is %s', (path) => {
    expect(() => uploadedFile(path, '/uploads')).toThrow(expect.objectContaining({ code: 'file.missing' }))
  })

  it('is none where the prefix is missing', () => {
    expect(uploadedFile('a.csv', '/uploads')).toBeNull()
  })
})

describe('uploads of earlier days', () => {
  it('go, unless one is a project', async () => {
    const folder = temporaryFolder()
    const make = (id: string, file: string, ageHours: number): void => {
      mkdirSync(join(folder, id))
      writeFileSync(join(folder, id, file), '')
      const then = new Date(Date.now() - ageHours * 3_600_000)
      utimesSync(join(folder, id), then, then)
    }
    make('a'.repeat(24), 'old.csv', 30)
    make('b'.repeat(24), 'new.csv', 1)
    make('c'.repeat(24), 'old.epochwise', 30)
    make('not-ours', 'old.csv', 30)
    await removeLeftovers(folder)
    expect(readdirSync(folder).sort()).toEqual(['b'.repeat(24), 'c'.repeat(24), 'not-ours'])
  })
})

function safeList(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
