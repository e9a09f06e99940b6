import { describe, expect, it } from 'vitest'
import { readStartOptions } from '../../scripts/start-options.mjs'
import { obstacle } from '../../scripts/electron-runtime.mjs'
import { fromPlaywright, fromVitest, inWords, add } from '../../scripts/test-counts.mjs'
import { openerFor } from '../../src-main/hosts/web/browser'
import { readWebOptions } from '../../src-main/hosts/web/options'
import { temporaryFolder } from '../support/temporary-folder'

describe('npm start', () => {
  it('asks for nothing when nothing is asked', () => {
    expect(readStartOptions([])).toEqual({ web: null, help: false, webArguments: [] })
  })

  it('takes the web host when asked, and passes on what is meant for it', () => {
    expect(readStartOptions(['--web', '--port', '5000', '--workspace', 'my data', '--no-open'])).toEqual({
      web: '--web asks for it',
      help: false,
      webArguments: ['--port', '5000', '--workspace', 'my data', '--no-open'],
    })
  })

  it.each(['--port=5000', '--workspace=.', '--no-open'])(
    'takes the web host when %s makes sense only there',
    (option) => {
      expect(readStartOptions([option]).web).toBe(`${option.split('=')[0]!} asks for it`)
    },
  )

  it.each([['--prot', '1'], ['houses.csv'], ['--port'], ['--port', 'http'], ['--port', '-1'], ['--web=yes']])(
    'refuses %s %s and says why',
    (...argv) => {
      expect(() => readStartOptions(argv.filter((arg) => typeof arg === 'string'))).toThrow(/--|houses/)
    },
  )
})

describe('the web host’s options', () => {
  it('leave the port and the workspace to it when they are not given', () => {
    expect(readWebOptions([])).toEqual({ port: null, workspace: null, open: true })
  })

  it('name a port, an existing folder, and no browser', () => {
    const folder = temporaryFolder()
    expect(readWebOptions(['--port', '0', '--workspace', '.', '--no-open'], folder)).toEqual({
      port: 0,
      workspace: folder,
      open: false,
    })
  })

  it.each([['70000'], ['x'], ['1e3'], ['']])('refuse the port “%s”', (port) => {
    expect(() => readWebOptions([`--port=${port}`])).toThrow(expect.objectContaining({ code: 'message.invalid' }))
  })

  it('refuse a folder that is not there', () => {
    const missing = ['--workspace', 'not-there']
    expect(() => readWebOptions(missing, temporaryFolder())).toThrow(expect.objectContaining({ code: 'file.missing' }))
  })

  it('refuse what they do not know', () => {
    expect(() => readWebOptions(['--host', '0.0.0.0'])).toThrow(expect.objectContaining({ code: 'message.invalid' }))
  })
})

describe('a window of Electron’s', () => {
  it('needs a display, and somebody who is not root, on Linux', () => {
    expect(obstacle({ platform: 'linux', env: {}, uid: 1000 })).toBe('there is no display')
    expect(obstacle({ platform: 'linux', env: { DISPLAY: ':0' }, uid: 0 })).toMatch(/root/)
    expect(obstacle({ platform: 'linux', env: { WAYLAND_DISPLAY: 'wayland-0' }, uid: 1000 })).toBeNull()
  })

  it('needs neither elsewhere', () => {
    expect(obstacle({ platform: 'darwin', env: {}, uid: 0 })).toBeNull()
    expect(obstacle({ platform: 'win32', env: {}, uid: -1 })).toBeNull()
  })
})

describe('the browser', () => {
  it('is opened by the system’s own command, with the address as one argument', () => {
    const address = 'http://127.0.0.1:1/#a&b'
    expect(openerFor(address, 'darwin', {})).toEqual(['open', [address]])
    expect(openerFor(address, 'win32', {})).toEqual(['rundll32', ['url.dll,FileProtocolHandler', address]])
    expect(openerFor(address, 'linux', { DISPLAY: ':0' })).toEqual(['xdg-open', [address]])
  })

  it('stays closed where there is no display', () => {
    expect(openerFor('http://127.0.0.1:1/', 'linux', {})).toBeNull()
  })
})

describe('the counts of npm test', () => {
  it('are added and said in one line, skipped tests only where there are some', () => {
    const total = add({ passed: 2, failed: 0, skipped: 0 }, { passed: 3, failed: 1, skipped: 4 })
    expect(inWords(total)).toBe('5 passed, 1 failed, 4 skipped')
    expect(inWords({ passed: 5, failed: 0, skipped: 0 })).toBe('5 passed, 0 failed')
  })

  it('are read from vitest, where a run that broke without a failed test counts as one', () => {
    const report = { numPassedTests: 7, numFailedTests: 2, numPendingTests: 1, numTodoTests: 1 }
    expect(fromVitest(report, 1)).toEqual({ passed: 7, failed: 2, skipped: 2 })
    expect(fromVitest({ numPassedTests: 7, numFailedTests: 0 }, 1)).toEqual({ passed: 7, failed: 1, skipped: 0 })
    expect(fromVitest(null, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })

  it('are read from Playwright, with the reasons of what was skipped', () => {
    const skipped = { status: 'skipped', annotations: [{ type: 'skip', description: 'no runtime' }] }
    const report = {
      stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 2 },
      suites: [{ suites: [{ specs: [{ tests: [skipped, { status: 'expected' }] }, { tests: [skipped] }] }] }],
    }
    expect(fromPlaywright(report, 1)).toEqual({
      counts: { passed: 4, failed: 1, skipped: 2 },
      reasons: { 'no runtime': 2 },
    })
    expect(fromPlaywright(null, 1).counts).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })
})
