import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { copyFileAtomically, writeFileAtomically } from '../../../src-main/document/atomic-file'
import { startWorker } from './children/start'
import { temporaryFolder } from './support'

test('a file is written, replaced and copied, and nothing else is left', async () => {
  const folder = temporaryFolder()
  await writeFileAtomically(join(folder, 'a.json'), 'one')
  await writeFileAtomically(join(folder, 'a.json'), new Uint8Array([116, 119, 111]))
  await copyFileAtomically(join(folder, 'a.json'), join(folder, 'b.json'))
  expect(readFileSync(join(folder, 'b.json'), 'utf8')).toBe('two')
  expect(readdirSync(folder).sort()).toEqual(['a.json', 'b.json'])
})

test('what fails leaves the former file as it was', async () => {
  const folder = temporaryFolder()
  const good = join(folder, 'good')
  writeFileSync(good, 'good')
  await expect(copyFileAtomically(join(folder, 'gone'), good)).rejects.toThrow(/ENOENT/)
  mkdirSync(join(folder, 'taken'))
  await expect(writeFileAtomically(join(folder, 'taken'), 'x')).rejects.toThrow()
  expect(readFileSync(good, 'utf8')).toBe('good')
  expect(readdirSync(folder).sort()).toEqual(['good', 'taken'])
})

test('a file that is too large for the disk leaves the former one, and no half', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'good'), 'good')
  writeFileSync(join(folder, 'large'), Buffer.alloc(4_000_000))
  const worker = await startWorker('atomic', folder, ['sh', '-c', 'ulimit -f 1000; exec "$0" "$@"'])
  expect(await worker.next()).toEqual(['EFBIG', 'EFBIG'])
  expect(await worker.ended).toBe(0)
  expect(readFileSync(join(folder, 'good'), 'utf8')).toBe('good')
  expect(readdirSync(folder).sort()).toEqual(['good', 'large'])
})
