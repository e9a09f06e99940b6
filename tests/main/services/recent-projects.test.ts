import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { RecentProjects } from '../../../src-main/services/recent-projects'
import { temporaryFolder } from '../document/support'

const entry = (path: string) => ({ name: path, path, openedAt: '', rows: 1, columns: 1, curve: [1, 0.5] })

test('the newest project is first, each is there once, and twenty at most', async () => {
  const folder = temporaryFolder()
  const recent = new RecentProjects(folder)
  const paths = Array.from({ length: 25 }, (_, i) => join(folder, `${i}`))
  for (const path of paths) writeFileSync(path, '')
  await Promise.all(paths.map((path) => recent.remember(entry(path))))
  await recent.remember(entry(paths[10]!))
  const list = await recent.list()
  expect(list).toHaveLength(20)
  expect(list.slice(0, 2).map(({ path }) => path)).toEqual([paths[10], paths[24]])
  expect(await new RecentProjects(folder).list()).toEqual(list)
})

test.each([['not json'], ['{}'], ['[1, null, {"name": 3}]'], ['']])(
  'a damaged list (%s) is an empty one, and is mended',
  async (content) => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'recent.json'), content)
    const recent = new RecentProjects(folder)
    expect(await recent.list()).toEqual([])
    writeFileSync(join(folder, 'p'), '')
    await recent.remember(entry(join(folder, 'p')))
    expect(await recent.list()).toHaveLength(1)
  },
)

test('one damaged entry costs itself alone', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'p'), '')
  writeFileSync(join(folder, 'recent.json'), JSON.stringify([{ name: 'broken' }, entry(join(folder, 'p'))]))
  expect(await new RecentProjects(folder).list()).toHaveLength(1)
})

test('a list that cannot be written is no failure', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'file'), '')
  const recent = new RecentProjects(join(folder, 'file'))
  await expect(recent.remember(entry('x'))).resolves.toBeUndefined()
  mkdirSync(join(folder, 'list'))
  mkdirSync(join(folder, 'list', 'recent.json'))
  await expect(new RecentProjects(join(folder, 'list')).forget('x')).resolves.toBeUndefined()
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('')
})
