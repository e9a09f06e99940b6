import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Document } from '../../../src-main/document/document'
import { defaultRecipe } from '../../../src-shared/recipe'
import { cellsOf, closing, plain, projectOf, temporaryFolder, edit, addRows } from './support'

const houses = 'size,district,price\n1.5,north,300\n2,south,400\n2.5,north,500\n'
/** The first column has two odd cells among twenty numbers. */
const withOdd = `a,b\n${Array.from({ length: 20 }, (_, i) => `${i},${20 - i}`).join('\n')}\nodd,0\nnone here,99\n`

const counts = (document: Document) =>
  document.table().columns.map(({ missing, odd, unique }) => ({ missing, odd, unique }))

/** The counts as a fresh look at the rows gives them. */
async function trueCounts(document: Document) {
  const rows = (await document.page(plain, 0, 1000)).rows.map(({ cells }) => cells)
  return document.table().columns.map(({ kind }, place) => {
    const cells = rows.map((row) => row[place] ?? null)
    const isOdd = (cell: string): boolean => kind === 'number' && !Number.isFinite(Number(cell))
    const filled = cells.filter((cell) => cell !== null)
    const read = filled.filter((cell) => !isOdd(cell)).map((cell) => (kind === 'number' ? Number(cell) : cell))
    return { missing: cells.length - filled.length, odd: filled.length - read.length, unique: new Set(read).size }
  })
}

test('a new project is empty, and the same after opening it again', async () => {
  const path = join(temporaryFolder(), 'new.epochwise')
  const document = await Document.create(path)
  expect(document.table()).toMatchObject({ rows: 0, columns: [] })
  expect(document.recipe()).toEqual(defaultRecipe)
  await document.close()
  const again = closing(await Document.open(path))
  expect(again.table()).toMatchObject({ rows: 0, columns: [] })
  expect(again.undoWords()).toEqual({ undo: null, redo: null })
  expect(again.importReport()).toBeNull()
})

test('a name that is taken is refused', async () => {
  const path = join(temporaryFolder(), 'a.epochwise')
  closing(await Document.create(path))
  await expect(Document.create(path)).rejects.toMatchObject({ code: 'file.exists' })
})

test('a folder that is not there is refused, and nothing is left', async () => {
  const path = join(temporaryFolder(), 'nowhere', 'a.epochwise')
  await expect(Document.create(path)).rejects.toMatchObject({ code: 'file.missing' })
  expect(existsSync(path)).toBe(false)
})

test('an edit changes the cell, the counts, the revision, the fingerprint and the undo words', async () => {
  const document = await projectOf(houses)
  const before = { revision: document.table().revision, fingerprint: document.dataFingerprint() }
  expect(await edit(document, 2, 3, ' 250 ')).toBe(1)
  expect(document.table().revision).toBeGreaterThan(before.revision)
  expect(document.dataFingerprint()).not.toBe(before.fingerprint)
  expect(document.undoWords()).toEqual({ undo: 'Changed price in row 2 to 250', redo: null })
  expect((await cellsOf(document))[1]).toEqual(['2', 'south', ' 250 '])
})

test('typing what is there already changes nothing', async () => {
  const document = await projectOf(houses)
  const { revision } = document.table()
  expect(await edit(document, 1, 1, '1.5')).toBe(0)
  expect(document.table().revision).toBe(revision)
  expect(document.undoWords().undo).toBeNull()
})

test('a text in a number column is refused with the reason, and nothing changes', async () => {
  const document = await projectOf(houses)
  await expect(edit(document, 1, 1, '12,5')).rejects.toMatchObject({
    code: 'cell.invalid',
    message: '“12,5” is not a number: write 12.5.',
    details: { column: 'size' },
  })
  expect(document.undoWords().undo).toBeNull()
})

test('rows and columns that are not there are refused', async () => {
  const document = await projectOf(houses)
  await expect(edit(document, 99, 1, '1')).rejects.toMatchObject({ code: 'table.row' })
  await expect(edit(document, 1, 99, '1')).rejects.toMatchObject({ code: 'table.column' })
  await expect(document.deleteRows([77])).rejects.toMatchObject({ code: 'table.row' })
  const empty = closing(await Document.create(join(temporaryFolder(), 'e.epochwise')))
  await expect(edit(empty, 1, 1, '1')).rejects.toMatchObject({ code: 'table.none' })
  await expect(addRows(empty, 1)).rejects.toMatchObject({ code: 'table.none' })
})

test('counts stay true through every kind of edit, undo and redo', async () => {
  const document = await projectOf(withOdd)
  const edits: (() => Promise<unknown>)[] = [
    () => edit(document, 1, 1, '5'),
    () => edit(document, 2, 1, ''),
    () => edit(document, 21, 1, '3.5'),
    () => edit(document, 22, 1, ''),
    () => addRows(document, 3),
    () => edit(document, 24, 2, '7'),
    () => document.deleteRows([1, 3, 4, 24]),
    () => document.setColumn(1, { kind: 'category' }),
    () => edit(document, 5, 1, 'new'),
    () => document.deleteRows([5, 6]),
    () => document.setColumn(1, { kind: 'number' }),
    () => document.setColumn(2, { kind: 'category' }),
  ]
  const states: unknown[] = [await document.page(plain, 0, 100).then(({ rows }) => rows)]
  const rows = async () => (await document.page(plain, 0, 100)).rows
  for (const edit of edits) {
    await edit()
    expect(counts(document)).toEqual(await trueCounts(document))
    states.push(await rows())
  }
  for (let i = edits.length - 1; i >= 0; i--) {
    await document.undo()
    expect(await rows()).toEqual(states[i])
    expect(counts(document)).toEqual(await trueCounts(document))
  }
  for (let i = 1; i <= edits.length; i++) {
    await document.redo()
    expect(await rows()).toEqual(states[i])
    expect(counts(document)).toEqual(await trueCounts(document))
  }
})

test('undo and redo survive a restart, and a new edit clears the redo', async () => {
  const document = await projectOf(houses)
  await edit(document, 1, 3, '1')
  await edit(document, 1, 3, '2')
  await document.deleteRows([2, 3])
  await document.undo()
  const { path } = document
  await document.close()
  const again = closing(await Document.open(path))
  expect(again.undoWords()).toEqual({ undo: 'Changed price in row 1 to 2', redo: 'Deleted 2 rows' })
  expect(await again.redo()).toBe('Deleted 2 rows')
  expect(await cellsOf(again)).toEqual([['1.5', 'north', '2']])
  await again.undo()
  await again.undo()
  expect(await cellsOf(again)).toEqual([
    ['1.5', 'north', '1'],
    ['2', 'south', '400'],
    ['2.5', 'north', '500'],
  ])
  await edit(again, 3, 2, 'east')
  expect(again.undoWords()).toEqual({ undo: 'Changed district in row 3 to east', redo: null })
  await expect(again.redo()).rejects.toMatchObject({ code: 'journal.empty' })
})

test('undo brings the former fingerprint back, and a later edit never repeats one', async () => {
  const document = await projectOf(houses)
  const seen = [document.dataFingerprint()]
  await edit(document, 1, 3, '1')
  seen.push(document.dataFingerprint())
  await document.undo()
  expect(document.dataFingerprint()).toBe(seen[0])
  await edit(document, 1, 3, '9')
  expect(seen).not.toContain(document.dataFingerprint())
  await document.setColumn(1, { role: 'ignored' })
  seen.push(document.dataFingerprint())
  await document.changeRecipe({ epochs: 7 })
  expect(document.dataFingerprint()).toBe(seen.at(-1))
})

test('two imports of the same file have different fingerprints', async () => {
  const [one, two] = [await projectOf(houses), await projectOf(houses)]
  expect(one.dataFingerprint()).not.toBe(two.dataFingerprint())
})

test('added rows are empty, come last, and their ids are not used again', async () => {
  const document = await projectOf(houses)
  expect(await addRows(document, 2)).toEqual([4, 5])
  await document.deleteRows([5])
  expect(await addRows(document, 1)).toEqual([6])
  expect((await document.page(plain, 3, 5)).rows).toEqual([
    { id: 4, cells: [null, null, null], odd: [], part: 'auto', changed: [] },
    { id: 6, cells: [null, null, null], odd: [], part: 'auto', changed: [] },
  ])
  const { path } = document
  await document.deleteRows([4, 6])
  await document.close()
  const again = closing(await Document.open(path))
  expect(await addRows(again, 1)).toEqual([7])
})

test('edits asked at once are made one after the other', async () => {
  const document = await projectOf(houses)
  await Promise.all([1, 2, 3].flatMap((row) => [edit(document, row, 1, `${row}0`), edit(document, row, 3, `${row}`)]))
  await Promise.all([document.deleteRows([1]), addRows(document, 1), addRows(document, 1)])
  expect(await cellsOf(document)).toEqual([
    ['20', 'south', '2'],
    ['30', 'north', '3'],
    [null, null, null],
    [null, null, null],
  ])
  expect(counts(document)).toEqual(await trueCounts(document))
})

test('there is one target: the one before becomes a feature, and undo restores both', async () => {
  const document = await projectOf(houses)
  const roles = () => document.table().columns.map(({ role }) => role)
  await document.setColumn(2, { role: 'target' })
  expect(roles()).toEqual(['feature', 'target', 'feature'])
  expect(document.undoWords().undo).toBe('Made district the target')
  await document.undo()
  expect(roles()).toEqual(['feature', 'feature', 'target'])
  await document.setColumn(1, { role: 'ignored', kind: 'category' })
  expect(document.table().columns[0]).toMatchObject({ role: 'ignored', kind: 'category' })
  await document.undo()
  expect(document.table().columns[0]).toMatchObject({ role: 'feature', kind: 'number' })
})

test('the recipe is changed, checked, undone and reset', async () => {
  const document = await projectOf(houses)
  await document.changeRecipe({ epochs: 7 })
  expect(document.undoWords().undo).toBe('Changed the epochs')
  await document.changeRecipe({ epochs: 8, seed: 3 })
  expect(document.recipe()).toMatchObject({ epochs: 8, seed: 3 })
  await document.undo()
  expect(document.recipe()).toMatchObject({ epochs: 7, seed: defaultRecipe.seed })
  await expect(document.changeRecipe({ epochs: -1 })).rejects.toMatchObject({
    code: 'recipe.invalid',
    details: { field: 'epochs' },
  })
  await document.resetRecipe()
  const { path } = document
  await document.close()
  expect(closing(await Document.open(path)).recipe()).toEqual(defaultRecipe)
})

test('a sample’s roles and recipe are no edits', async () => {
  const document = await projectOf(houses)
  await document.arrange({ target: 'size', ignored: ['district'], recipe: { ...defaultRecipe, epochs: 3 } })
  expect(document.table().columns.map(({ role }) => role)).toEqual(['target', 'ignored', 'feature'])
  expect(document.recipe().epochs).toBe(3)
  expect(document.undoWords().undo).toBeNull()
  await expect(document.arrange({ target: 'nothing' })).rejects.toMatchObject({ code: 'table.column' })
})

test('a closed project says so', async () => {
  const document = await projectOf(houses)
  await document.close()
  await expect(edit(document, 1, 1, '2')).rejects.toMatchObject({ code: 'project.none' })
  await document.close()
})

test('a project cannot be opened twice in one process', async () => {
  const document = await projectOf(houses)
  await expect(Document.open(document.path)).rejects.toMatchObject({ code: 'project.locked' })
})

test('another connection sees what is in the file, and closing does not wait for it', async () => {
  const document = await projectOf(houses)
  const connection = await document.connect()
  const reader = await connection.runAndReadAll('SELECT c1, c2, n3 FROM rows ORDER BY place')
  expect(reader.getRowsJS()[0]).toEqual(['1.5', 'north', 300])
  await document.close()
  expect(() => connection.closeSync()).not.toThrow()
})
