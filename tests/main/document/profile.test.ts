import { expect, test } from 'vitest'
import { projectOf, edit } from './support'

test('a number column is described by its filled cells alone', async () => {
  const numbers = [1, 2, 2, 3, 10]
  const filler = Array.from({ length: 15 }, () => 2)
  const all = [...numbers, ...filler]
  const document = await projectOf(`a,b\n${all.map((n) => `${n},x`).join('\n')}\nodd,x\n,y\n`)
  const profile = await document.profile(1)
  const mean = all.reduce((sum, n) => sum + n, 0) / all.length
  const deviation = Math.sqrt(all.reduce((sum, n) => sum + (n - mean) ** 2, 0) / all.length)
  expect(profile).toMatchObject({ columnId: 1, rows: 22, missing: 1, odd: 1, unique: 4 })
  expect(profile.numbers).toMatchObject({
    min: 1,
    max: 10,
    quantiles: { p25: 2, p50: 2, p75: 2 },
    bins: [19, 0, 0, 1],
  })
  expect(profile.numbers!.mean).toBeCloseTo(mean, 12)
  expect(profile.numbers!.deviation).toBeCloseTo(deviation, 12)
  expect(profile.top).toEqual([
    { value: '2', count: 17 },
    { value: '1', count: 1 },
    { value: '3', count: 1 },
    { value: '10', count: 1 },
  ])
})

test('a category has its commonest values, at most twelve', async () => {
  const document = await projectOf(`a,b\n${Array.from({ length: 60 }, (_, i) => `v${i % 20},${i}`).join('\n')}\nv3,1\n`)
  const profile = await document.profile(1)
  expect(profile.numbers).toBeNull()
  expect(profile.top).toHaveLength(12)
  expect(profile.top[0]).toEqual({ value: 'v3', count: 4 })
})

test('every filled cell is in one bin, at most 24 of them, for any scale', async () => {
  const columns = [
    (i: number) => 1e9 + i / 1e4,
    (i: number) => i * 1e300,
    (i: number) => -i,
    () => 7,
    (i: number) => i % 2,
  ]
  const lines = Array.from({ length: 500 }, (_, i) => columns.map((column) => column(i)).join(','))
  const document = await projectOf(`a,b,c,d,e\n${lines.join('\n')}\n`)
  const profiles = await Promise.all([1, 2, 3, 4, 5].map((id) => document.profile(id)))
  const bins = profiles.map(({ numbers }) => numbers!.bins)
  expect(bins.map((counts) => counts.length)).toEqual([24, 24, 24, 1, 2])
  for (const counts of bins) expect(counts.reduce((sum, count) => sum + count, 0)).toBe(500)
  expect(profiles[3]!.numbers).toMatchObject({ min: 7, max: 7, mean: 7, deviation: 0 })
  expect(Number.isFinite(profiles[1]!.numbers!.deviation)).toBe(true)
})

test('a column without a number has no range', async () => {
  const document = await projectOf('a,b\n1,x\n,y\n')
  await edit(document, 1, 1, '')
  expect(await document.profile(1)).toMatchObject({ missing: 2, numbers: null, top: [] })
})
