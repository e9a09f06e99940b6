/** What the hosts share: the data folder, the log, the end. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import logger from 'electron-log/node.js'
import { describe, expect, it, vi } from 'vitest'
import { dataFolder } from '../../src-main/hosts/data-folder'
import { fileLog } from '../../src-main/hosts/file-log'
import { endInOrder } from '../../src-main/hosts/shutdown'
import { isBelow } from '../../src-main/hosts/below'
import { temporaryFolder } from '../support/temporary-folder'

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

describe('the data folder', () => {
  it('is the one that was named, made when it is missing', () => {
    const folder = join(temporaryFolder(), 'new', 'da ta')
    expect(dataFolder({ EPOCHWISE_DATA: folder })).toBe(folder)
    expect(existsSync(folder)).toBe(true)
  })

  it('is where the system keeps such things otherwise', () => {
    const folder = temporaryFolder()
    expect(dataFolder({ XDG_DATA_HOME: folder }, 'linux')).toBe(join(folder, 'epochwise'))
    expect(dataFolder({ APPDATA: folder }, 'win32')).toBe(join(folder, 'Epochwise'))
  })
})

describe('the log', () => {
  it('goes to a file in the data folder and never to the terminal', () => {
    const data = temporaryFolder()
    const written = vi.spyOn(process.stdout, 'write')
    const log = fileLog(logger, data)
    log.info('started')
    log.error('failed', new Error('because'))
    const text = readFileSync(join(data, 'logs/epochwise.log'), 'utf8')
    expect(text).toMatch(/\[info\].*started/)
    expect(text).toMatch(/\[error\].*failed/)
    expect(text).toContain('because')
    expect(written).not.toHaveBeenCalled()
    written.mockRestore()
  })
})

describe('the end', () => {
  it('closes everything once, then ends with the code, however often it is asked for', async () => {
    const exit = vi.spyOn(process, 'exit').mockImplementation((() => undefined) as never)
    const close = vi.fn(() => Promise.resolve())
    const end = endInOrder(close, silent)
    end(0)
    end(1)
    await expect.poll(() => exit.mock.calls).toEqual([[0]])
    expect(close).toHaveBeenCalledTimes(1)
    exit.mockRestore()
  })

  it('comes too when closing fails, and the log says why', async () => {
    const exit = vi.spyOn(process, 'exit').mockImplementation((() => undefined) as never)
    const error = vi.fn()
    endInOrder(() => Promise.reject(new Error('stuck')), { ...silent, error })(0)
    await expect.poll(() => exit.mock.calls).toEqual([[0]])
    expect(error).toHaveBeenCalledExactlyOnceWith('Ending failed', expect.objectContaining({ message: 'stuck' }))
    exit.mockRestore()
  })
})

describe('a path', () => {
  it.each([
    ['/a', '/a', true],
    ['/a', '/a/b', true],
    ['/a', '/a/..b', true],
    ['/a', '/a/../b', false],
    ['/a', '/ab', false],
    ['/a', '/', false],
  ])('below %s: %s is %s', (root, path, expected) => {
    expect(isBelow(root, path)).toBe(expected)
  })
})
