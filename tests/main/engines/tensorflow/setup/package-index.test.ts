/** Finding the package index as pip does, and reading it in both of its forms. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { indexAddress, listWheels } from '../../../../../src-main/engines/tensorflow/setup/package-index'
import { temporaryFolder } from '../../../../support/temporary-folder'
import { SmallIndex } from './small-index'

let index: SmallIndex
beforeAll(async () => {
  index = await SmallIndex.start()
  index.projects.set('thing', [
    { name: 'thing-1.0-py3-none-any.whl', bytes: Buffer.from('one') },
    { name: 'thing-1.0.tar.gz', bytes: Buffer.from('sources') },
  ])
})
afterAll(() => index.close())

it('the address is pip’s: from the environment, from its file, else PyPI', () => {
  const folder = temporaryFolder()
  const file = join(folder, 'pip', 'pip.conf')
  mkdirSync(dirname(file))
  writeFileSync(file, '[global]\ntimeout = 60\nindex-url = http://127.0.0.1:1/from-file/\n')
  expect(indexAddress({ PIP_INDEX_URL: 'http://127.0.0.1:1/a/', UV_INDEX_URL: 'http://127.0.0.1:1/b' })).toBe(
    'http://127.0.0.1:1/a',
  )
  expect(indexAddress({ UV_INDEX_URL: 'http://127.0.0.1:1/b' })).toBe('http://127.0.0.1:1/b')
  expect(indexAddress({ XDG_CONFIG_HOME: folder }, 'linux')).toBe('http://127.0.0.1:1/from-file')
  expect(indexAddress({ PIP_CONFIG_FILE: file }, 'win32')).toBe('http://127.0.0.1:1/from-file')
})

it.each([false, true])('wheels have their address and their sum (as a page of links: %s)', async (html) => {
  index.html = html
  const [wheel, ...more] = await listWheels(index.address, 'thing')
  expect(more).toEqual([])
  expect(wheel).toMatchObject({
    name: 'thing-1.0-py3-none-any.whl',
    url: `${index.address.replace('/simple', '')}/files/thing-1.0-py3-none-any.whl`,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    bytes: html ? null : 3,
  })
})

it('a name and a password in the address go into the header, and into no message', async () => {
  const address = index.address.replace('http://', 'http://ann:s%40cret@')
  await listWheels(address, 'thing')
  expect(index.asked.at(-1)!.authorization).toBe(`Basic ${Buffer.from('ann:s@cret').toString('base64')}`)
  const refused = await listWheels(address, 'nothing').catch((error: unknown) => String(error))
  expect(refused).not.toMatch(/cret/)
})
