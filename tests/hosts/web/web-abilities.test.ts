import type { Abilities } from '../../../src-main/services/abilities'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createDownloads } from '../../../src-main/hosts/web/downloads'
import { createWebAbilities } from '../../../src-main/hosts/web/web-abilities'
import { temporaryFolder } from '../../support/temporary-folder'

type Place = { abilities: Abilities; folder: string; workspace: string; data: string }

/** A workspace with files and links, a data folder beside it, and something that nobody may have. */
function place(): Place {
  const folder = temporaryFolder()
  const [workspace, data, elsewhere] = ['work space', 'data', 'elsewhere'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  const uploads = join(data, 'uploads')
  for (const made of [join(workspace, 'deep/er'), join(data, 'untitled'), uploads, elsewhere])
    mkdirSync(made, { recursive: true })
  writeFileSync(join(workspace, 'houses.csv'), 'a\n1\n')
  writeFileSync(join(workspace, 'deep/flats.epochwise'), '')
  writeFileSync(join(workspace, 'deep/readme.md'), '')
  writeFileSync(join(workspace, '.hidden.csv'), '')
  writeFileSync(join(elsewhere, 'secret.csv'), 'secret')
  writeFileSync(join(data, 'untitled/one.epochwise'), '')
  writeFileSync(join(data, 'recent.json'), '')
  symlinkSync(elsewhere, join(workspace, 'way-out'))
  symlinkSync(join(elsewhere, 'secret.csv'), join(workspace, 'link.csv'))
  symlinkSync(join(elsewhere, 'not-there.csv'), join(workspace, 'dangling.csv'))
  symlinkSync(join(workspace, 'deep'), join(workspace, 'way-in'))
  return {
    abilities: createWebAbilities({ workspace, data, uploads }, createDownloads(join(data, 'downloads'))),
    folder,
    workspace,
    data,
  }
}

describe('a path in the web host', () => {
  it.each(['houses.csv', 'deep/flats.epochwise', './deep/../houses.csv', 'new.epochwise', 'deep/new/er.epochwise', ''])(
    'below the workspace is taken: “%s”',
    (path) => {
      const { abilities, workspace } = place()
      expect(abilities.resolve(path)).toBe(join(workspace, path).replace(/\/$/, ''))
    },
  )

  it('below the workspace is taken when it is absolute', () => {
    const { abilities, workspace } = place()
    expect(abilities.resolve(join(workspace, 'houses.csv'))).toBe(join(workspace, 'houses.csv'))
  })

  it('through a link that stays inside is taken where it leads', () => {
    const { abilities, workspace } = place()
    expect(abilities.resolve('way-in/flats.epochwise')).toBe(join(workspace, 'deep/flats.epochwise'))
  })

  it.each([
    '..',
    '../elsewhere/secret.csv',
    'deep/../../elsewhere/secret.csv',
    '/etc/passwd',
    'way-out/secret.csv',
    'way-out/new.csv',
    'link.csv',
    'dangling.csv',
    '../work space 2/a.csv',
    'a\u0000.csv',
    'app:recent.json',
    'app:../elsewhere/secret.csv',
    'app:/etc/passwd',
    '../data/recent.json',
  ])('outside it is refused: %j', (path) => {
    const { abilities, folder } = place()
    expect(() => abilities.resolve(path)).toThrow(expect.objectContaining({ code: 'path.outside' }))
    expect(() => abilities.resolve(path)).not.toThrow(
      expect.objectContaining({ message: expect.stringContaining(folder) }),
    )
  })

  it('of an untitled project goes to the page and back', () => {
    const { abilities, data } = place()
    const file = join(data, 'untitled/one.epochwise')
    expect(abilities.display(file)).toBe('app:untitled/one.epochwise')
    expect(abilities.resolve(abilities.display(file))).toBe(file)
  })

  it('of an upload goes to the page and back', () => {
    const { abilities, data } = place()
    const file = join(data, 'uploads', 'a'.repeat(24), 'houses.csv')
    expect(abilities.display(file)).toBe(`upload:${'a'.repeat(24)}/houses.csv`)
    expect(abilities.resolve(abilities.display(file))).toBe(file)
  })

  it('is never shown in full', () => {
    const { abilities, workspace, folder } = place()
    expect(abilities.display(join(workspace, 'deep/flats.epochwise'))).toBe('deep/flats.epochwise')
    expect(abilities.display(join(folder, 'elsewhere/secret.csv'))).toBe('secret.csv')
  })
})

describe('the list of files', () => {
  it('holds folders, tables and projects, and no link that leads out', async () => {
    const { abilities } = place()
    const files = await abilities.listFiles('')
    expect(files.map(({ name, path, kind }) => ({ name, path, kind }))).toEqual([
      { name: 'deep', path: 'deep', kind: 'folder' },
      { name: 'way-in', path: 'way-in', kind: 'folder' },
      { name: 'houses.csv', path: 'houses.csv', kind: 'csv' },
    ])
    expect(files[2]!.bytes).toBe(4)
  })

  it('goes into folders, below the workspace alone', async () => {
    const { abilities } = place()
    expect((await abilities.listFiles('deep')).map(({ path }) => path)).toEqual(['deep/er', 'deep/flats.epochwise'])
    await expect(abilities.listFiles('..')).rejects.toMatchObject({ code: 'path.outside' })
    await expect(abilities.listFiles('way-out')).rejects.toMatchObject({ code: 'path.outside' })
    await expect(abilities.listFiles('not-there')).rejects.toMatchObject({ code: 'file.missing' })
  })
})

describe('what goes to the person', () => {
  it('is a download where it was prepared as one, and a file of the workspace elsewhere', async () => {
    const { abilities, workspace } = place()
    const file = (await abilities.prepareDelivery('model.onnx', 'onnx'))!
    writeFileSync(file, '')
    expect(await abilities.deliver(file)).toMatchObject({ kind: 'download', name: 'model.onnx' })
    expect(await abilities.deliver(join(workspace, 'houses.csv'))).toEqual({ kind: 'file', path: 'houses.csv' })
  })

  it('is never asked for with a dialog', async () => {
    const { abilities } = place()
    expect(abilities.dialogs).toBe(false)
    await expect(abilities.chooseFile('csv')).rejects.toMatchObject({ code: 'message.invalid' })
    await expect(abilities.chooseDestination('a', 'csv')).rejects.toMatchObject({ code: 'message.invalid' })
  })
})
