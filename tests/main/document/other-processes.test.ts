import { chmodSync, readFileSync } from 'node:fs'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { Document } from '../../../src-main/document/document'
import { smallDisk } from './children/small-disk'
import { startWorker } from './children/start'
import { cellsOf, closing, projectOf, temporaryFolder, edit } from './support'

const hundred = `n,m\n${Array.from({ length: 100 }, (_, i) => `${i},${i}`).join('\n')}\n`

test('a project that another process has open is locked, and can be looked at and saved elsewhere', async () => {
  const document = await projectOf(hundred)
  await edit(document, 1, 1, '77')
  const { path } = document
  await document.close()
  const worker = await startWorker('hold', path)
  expect(await worker.next()).toBe('open')
  await expect(Document.open(path)).rejects.toMatchObject({
    code: 'project.locked',
    message: expect.stringContaining(`process ${worker.process.pid}`),
  })
  const copy = closing(await Document.open(path, { readOnly: true }))
  expect(copy.path).toBe(path)
  expect((await cellsOf(copy))[0]).toEqual(['77', '0'])
  await expect(edit(copy, 1, 1, '1')).rejects.toMatchObject({ code: 'project.readonly' })
  const elsewhere = join(temporaryFolder(), 'mine.epochwise')
  await copy.saveAs(elsewhere)
  await edit(copy, 1, 1, '78')
  expect(copy.path).toBe(elsewhere)
  const other = await projectOf(hundred)
  await expect(other.saveAs(path, { overwrite: true })).rejects.toMatchObject({ code: 'project.locked' })
})

test('a full disk costs the edit that did not fit, and nothing else', async () => {
  const folder = join(temporaryFolder(), 'disk')
  mkdirSync(folder)
  const worker = await startWorker('fill', folder, ['sh', '-c', smallDisk, folder])
  const told = (await worker.next()) as Record<string, unknown>
  expect(told).toMatchObject({ failure: 'disk.full', saved: 'disk.full', after: 'after' })
  const acknowledged = Number(told['acknowledged'])
  expect(acknowledged).toBeGreaterThan(10)
  expect(Number(told['shown'])).toBe(acknowledged)
  expect(Number(told['reopened'])).toBe(acknowledged)
  expect(await worker.ended).toBe(0)
}, 120_000)

test('in a read-only folder nothing can be written, and a project can be looked at', async () => {
  const document = await projectOf(hundred)
  const folder = temporaryFolder()
  await document.saveAs(join(folder, 'p.epochwise'))
  await document.close()
  chmodSync(dirname(folder), 0o1777)
  chmodSync(join(folder, 'p.epochwise'), 0o666)
  chmodSync(folder, 0o555)
  const worker = await startWorker('readonly', folder)
  expect(await worker.next()).toEqual({
    writing: { edited: 'file.readonly', copied: 'file.readonly', rows: 100 },
    reading: { edited: 'project.readonly', copied: 'file.readonly', rows: 100 },
    creating: 'file.readonly',
  })
  chmodSync(folder, 0o755)
  expect(readFileSync(join(folder, 'p.epochwise')).length).toBeGreaterThan(0)
})
