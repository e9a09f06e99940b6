import { readFileSync, rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { newRun } from '../document/support'
import { projectFixture } from './project-fixture'

test('a page can draw itself from the state of the app alone', async () => {
  const app = projectFixture()
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  const state = await app['app.state']({})
  expect(state).toMatchObject({ version, host: 'electron', dialogs: true, recent: [], project: null })
  expect(state.samples.map(({ id }) => id)).toEqual(['tutorial', 'houses', 'customers'])
  expect(state.engines).toMatchObject([
    { id: 'onnx', available: true },
    { id: 'tensorflow-xla', available: false },
    { id: 'tensorflow', available: false },
    { id: 'onnx-webgpu', available: false },
  ])
  await app['project.openSample']({ id: 'tutorial' })
  expect((await app['app.state']({})).project).toMatchObject({ name: 'tutorial', table: { rows: 3 } })
})

test('recent projects have their curve, as the host shows their paths, the latest first', async () => {
  const app = projectFixture()
  await app['project.openSample']({ id: 'tutorial' })
  const { document } = app.context
  await document.runs.create({ ...newRun, fingerprint: '' })
  const epoch = Array.from({ length: 1000 }, (_, i) => i + 1)
  await document.runs.appendEpochs(1, {
    epoch,
    loss: epoch,
    validationLoss: epoch,
    seconds: epoch,
    learningRate: epoch,
  })
  await app['project.openSample']({ id: 'houses' })
  const { recent } = await app['app.state']({})
  expect(recent.map(({ name, rows, columns }) => [name, rows, columns])).toEqual([
    ['houses', 2000, 8],
    ['tutorial', 3, 2],
  ])
  expect(recent[1]!.path).toMatch(/^shown:.*tutorial\.epochwise$/)
  expect(recent[1]!.curve).toHaveLength(40)
  expect(recent[1]!.curve.slice(0, 2)).toEqual([1, 26])
})

test('a forgotten project is not listed, nor is one whose file is gone', async () => {
  const app = projectFixture()
  await app['project.openSample']({ id: 'tutorial' })
  await app['project.openSample']({ id: 'houses' })
  await app['project.close']({})
  const [houses, tutorial] = (await app['app.state']({})).recent
  await app['app.forgetRecent']({ path: houses!.path })
  await app['app.forgetRecent']({ path: 'shown:/nowhere' })
  expect((await app['app.state']({})).recent).toEqual([tutorial])
  rmSync(tutorial!.path.replace('shown:', ''))
  expect((await app['app.state']({})).recent).toEqual([])
})

test('files are listed by the host', async () => {
  const app = projectFixture()
  expect(await app['app.files']({ folder: 'data' })).toMatchObject([{ path: 'data/a.csv' }])
})
