/** `npm ci` on any platform: it refuses a lock file that leaves out another platform's binary packages. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../../scripts/build-if-stale.mjs'
import { dependenciesAreFresh } from '../../scripts/prepare.mjs'

type Packages = Record<string, { version?: string; optionalDependencies?: Record<string, string>; resolved?: string }>

const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Packages }

/** Where Node would find the package from there: beside it or further up. */
function isLocked(from: string, name: string): boolean {
  if (`${from === '' ? '' : `${from}/`}node_modules/${name}` in lock.packages) return true
  return (
    from !== '' &&
    isLocked(from.includes('/node_modules/') ? from.slice(0, from.lastIndexOf('/node_modules/')) : '', name)
  )
}

describe('package-lock.json', () => {
  it('has a place for every optional package, whatever platform it was written on', () => {
    const missing = Object.entries(lock.packages).flatMap(([from, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !isLocked(from, name)),
    )
    expect(missing).toEqual([])
  })

  it('names versions alone, and no place that they were fetched from', () => {
    const entries = Object.entries(lock.packages)
    expect(entries.filter(([, { resolved }]) => resolved !== undefined)).toEqual([])
    expect(entries.filter(([, { version }]) => version === undefined)).toEqual([])
  })

  it('is what is installed here', () => {
    expect(dependenciesAreFresh()).toBe(true)
  })
})
