import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { Document } from '../../../src-main/document/document'
import { cellsOf, closing, plain, projectOf, temporaryFolder, edit } from './support'

const table = 'a,b\n1,x\n2,y\n'

test('the project goes on under the new name; the former file stays as it was then', async () => {
  const document = await projectOf(table)
  const former = document.path
  await edit(document, 1, 1, '10')
  const path = join(temporaryFolder(), 'new.epochwise')
  await document.saveAs(path)
  expect(document.path).toBe(path)
  await edit(document, 2, 1, '20')
  await document.undo()
  await document.redo()
  await document.close()
  const [old, saved] = [closing(await Document.open(former)), closing(await Document.open(path))]
  expect((await cellsOf(old)).map(([a]) => a)).toEqual(['10', '2'])
  expect((await cellsOf(saved)).map(([a]) => a)).toEqual(['10', '20'])
  expect(saved.undoWords().undo).toBe('Changed a in row 2 to 20')
})

test('a file that is there is replaced only on demand', async () => {
  const document = await projectOf(table)
  const path = join(temporaryFolder(), 'taken.epochwise')
  writeFileSync(path, 'mine')
  await expect(document.saveAs(path)).rejects.toMatchObject({ code: 'file.exists' })
  expect(document.path).not.toBe(path)
  await document.saveAs(path, { overwrite: true })
  expect(await cellsOf(document)).toHaveLength(2)
  expect(readdirSync(dirname(path)).filter((name) => name.startsWith('.'))).toEqual([])
})

test('a left-over log beside a replaced project is not taken for ours', async () => {
  const document = await projectOf(table)
  const path = join(temporaryFolder(), 'taken.epochwise')
  writeFileSync(path, 'mine')
  writeFileSync(`${path}.wal`, 'not a log')
  await document.saveAs(path, { overwrite: true })
  await edit(document, 1, 1, '7')
  await document.close()
  expect((await cellsOf(closing(await Document.open(path))))[0]).toEqual(['7', 'x'])
})

test('where it cannot be saved, it goes on where it was', async () => {
  const document = await projectOf(table)
  const former = document.path
  await expect(document.saveAs(join(temporaryFolder(), 'no', 'where.epochwise'))).rejects.toMatchObject({
    code: 'file.missing',
  })
  expect(document.path).toBe(former)
  await edit(document, 1, 1, '5')
  expect((await cellsOf(document))[0]).toEqual(['5', 'x'])
})

test('saving under its own name changes nothing', async () => {
  const document = await projectOf(table)
  await document.saveAs(document.path)
  await edit(document, 1, 1, '5')
  expect(existsSync(document.path)).toBe(true)
})

test('another open project is not replaced', async () => {
  const [one, two] = [await projectOf(table), await projectOf('c\n1\n2\n')]
  await expect(one.saveAs(two.path, { overwrite: true })).rejects.toMatchObject({ code: 'project.locked' })
  expect(await cellsOf(two)).toHaveLength(2)
})

test('it waits for whoever reads the file in bulk', async () => {
  const document = await projectOf(table)
  const connection = await document.connect()
  let saved = false
  const saving = document.saveAs(join(temporaryFolder(), 'new.epochwise')).then(() => (saved = true))
  const reader = await connection.runAndReadAll('SELECT count(*) FROM rows')
  expect(Number(reader.getRowsJS()[0]![0])).toBe(2)
  expect(saved).toBe(false)
  connection.closeSync()
  await saving
  expect((await document.page(plain, 0, 5)).total).toBe(2)
})
