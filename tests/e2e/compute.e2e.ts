/** The Compute page: getting TensorFlow from a small package index, what goes wrong on the way, a GPU, the self-test. */
import type { Locator, Page } from '@playwright/test'
import { AxeBuilder } from '@axe-core/playwright'
import { chmod, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { addonOf, recordFile, recordOf } from '../../src-main/engines/tensorflow/home'
import { tensorflowVersion } from '../../src-main/engines/tensorflow/setup/choose-wheels'
import { SmallIndex } from '../main/engines/tensorflow/setup/small-index'
import { expect, test as base } from '../support/app-fixture'
import { borrowTensorflow } from '../support/borrowed-tensorflow'
import { zipOf } from '../support/small-zip'
import { installation } from '../support/tensorflow'
import { status } from './steps'

const linux = process.platform === 'linux' && process.arch === 'x64'
const wheel = {
  name: `tensorflow_cpu-${tensorflowVersion}-cp312-cp312-manylinux_2_27_x86_64.whl`,
  bytes: zipOf({ 'tensorflow/python/keras.py': 'x'.repeat(400_000) }),
}

type Place = { index: SmallIndex; folder: string; home: string; gpu: string }

/** A machine with an index of its own; `gpu`: what nvidia-smi says, nothing where it is missing. */
const test = base.extend<Place>({
  index: async ({ hostKind: _ }, use) => {
    const index = await SmallIndex.start()
    index.projects.set('tensorflow-cpu', [wheel])
    await use(index)
    index.close()
  },
  folder: async ({ hostKind: _ }, use) => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'epochwise-compute-')))
    await use(folder)
    await rm(folder, { recursive: true, force: true })
  },
  home: async ({ folder }, use) => use(join(folder, 'tensorflow')),
  gpu: ['', { option: true }],
  environment: async ({ index, folder, home, gpu }, use) => {
    await mkdir(join(folder, 'bin'))
    const driver = join(folder, 'bin', 'nvidia-smi')
    await writeFile(driver, `#!/bin/sh\n${gpu === '' ? 'exit 9' : `echo '${gpu}'`}\n`)
    await chmod(driver, 0o755)
    await use({
      PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`,
      PIP_INDEX_URL: index.address,
      EPOCHWISE_TENSORFLOW: home,
      XDG_CACHE_HOME: join(folder, 'cache'),
    })
  },
})

const card = (page: Page): Locator => page.getByRole('region', { name: 'TensorFlow' })
const engine = (page: Page, name: string): Locator =>
  page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) })
const setUp = (page: Page, what: 'CPU' | 'GPU'): Locator =>
  card(page).getByRole('button', { name: `Set up for the ${what}` })

async function goToCompute(page: Page): Promise<void> {
  await status(page)
    .getByRole('button', { name: /go to Compute/ })
    .click()
  await expect(card(page)).toBeVisible()
}

async function expectNoViolations(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html}`))).toEqual([])
  }
}

test.describe('getting TensorFlow', () => {
  test.skip(!linux, 'the wheels of the small index are for Linux on x64')

  test('is offered with its size; its progress is shown, and a cancel leaves everything as it was', async ({
    app,
    index,
  }) => {
    const { page } = app
    await goToCompute(page)
    await expect(card(page)).toContainText('Not set up. ONNX Runtime trains everything meanwhile.')
    await expect(card(page)).toContainText('About 270 MB to fetch, 0.9 GB on the disk.')
    await expect(card(page)).toContainText('No NVIDIA GPU was found')
    await expect(card(page)).toContainText('install its driver')
    await expect(engine(page, 'ONNX Runtime')).toContainText('CPU')
    await expect(engine(page, 'TensorFlow XLA')).toContainText('Not set up')
    await expect(setUp(page, 'GPU')).toBeHidden()
    await expectNoViolations(page)

    let release = (): void => undefined
    index.hold = () => new Promise((resolve) => (release = resolve))
    await setUp(page, 'CPU').click()
    await expect(card(page).getByRole('status')).toContainText('Fetching tensorflow_cpu: 0 MB of 0 MB')
    await expect(card(page).getByRole('progressbar', { name: 'Setting up TensorFlow' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Run the self-test' })).toBeDisabled()
    await expectNoViolations(page)
    await card(page).getByRole('button', { name: 'Cancel' }).click()
    await expect(setUp(page, 'CPU')).toBeEnabled()
    await expect(page.getByRole('alert')).toBeHidden()
    release()
  })

  test('what goes wrong is said in words, and trying again tries again', async ({ app, index, home }) => {
    const { page } = app
    index.projects.set('tensorflow-cpu', [{ ...wheel, sha256: '0'.repeat(64) }])
    await goToCompute(page)
    await setUp(page, 'CPU').click()
    await expect(page.getByRole('alert')).toContainText('came with the wrong checksum, so it was thrown away')
    expect(await readdir(join(home, 'downloads'))).toEqual([])
    await expectNoViolations(page)

    index.projects.set('tensorflow-cpu', [wheel])
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByRole('alert')).toContainText('The package has no libtensorflow_cc')
    index.close()
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByRole('alert')).toContainText('could not be reached. Check the network connection')
    await expect(setUp(page, 'CPU')).toBeEnabled()
    await expect(engine(page, 'ONNX Runtime')).toContainText('CPU')
  })
})

test.describe('with a GPU', () => {
  test.use({ gpu: 'NVIDIA L4, 550.54.15, 23034' })
  test.skip(!linux, 'TensorFlow computes on NVIDIA GPUs on Linux (x64) alone')

  test('its variant is offered first; after the CPU variant still, with what it costs', async ({ app, home }) => {
    const { page } = app
    await goToCompute(page)
    await expect(card(page)).toContainText('NVIDIA L4 can be used; its driver is 550.54.15.')
    expect(await card(page).getByRole('button').allInnerTexts()).toEqual(['Set up for the GPU', 'Set up for the CPU'])
    await pretendInstalled(home)
    await page.reload()
    await goToCompute(page)
    await expect(card(page)).toContainText('TensorFlow 2.21.0 for the CPU, 0.9 GB on the disk.')
    await expect(setUp(page, 'GPU')).toBeEnabled()
    await expect(setUp(page, 'CPU')).toBeHidden()
    await expect(card(page)).toContainText('About 3 GB to fetch, 6 GB on the disk')
    await expect(engine(page, 'TensorFlow')).toContainText('2.21.0')
  })
})

test.describe('with a GPU whose driver is too old', () => {
  test.use({ gpu: 'NVIDIA P4, 470.10, 7600' })
  test.skip(!linux, 'TensorFlow computes on NVIDIA GPUs on Linux (x64) alone')

  test('says which one is needed', async ({ app }) => {
    await goToCompute(app.page)
    await expect(card(app.page)).toContainText('The driver of the NVIDIA P4 is 470.10; CUDA 12 needs 525 or newer.')
    await expect(setUp(app.page, 'GPU')).toBeHidden()
  })
})

test('an installation that does not load fails the self-test in words, and ONNX Runtime passes', async ({
  app,
  home,
}) => {
  const { page } = app
  await pretendInstalled(home)
  await goToCompute(page)
  await page.getByRole('button', { name: 'Run the self-test' }).click()
  const results = page.getByRole('table', { name: /10,000 rows/ })
  const result = (name: string): Locator =>
    results.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) })
  await expect(result('ONNX Runtime')).toContainText('agrees', { timeout: 60_000 })
  await expect(result('TensorFlow XLA')).toContainText('Remove it on the Compute page and set it up again')
  await expect.poll(() => app.log()).toContain('tensorflow-xla failed the self-test')
  await expectNoViolations(page)
})

test.describe('TensorFlow that is set up', () => {
  test.skip(installation === null, 'TensorFlow is not set up on this machine')

  test('proves itself with its figures, and is removed', async ({ app, home }) => {
    const { page } = app
    await borrowTensorflow(installation!, home)
    await goToCompute(page)
    await expect(engine(page, 'TensorFlow XLA')).toContainText(installation!.version)
    await page.getByRole('button', { name: 'Run the self-test' }).click()
    await expect(page.getByRole('progressbar', { name: 'Testing the engines' }).first()).toBeVisible()
    const results = page.getByRole('table', { name: /10,000 rows/ })
    await expect(results.getByText('agrees')).toHaveCount(3, { timeout: 90_000 })
    await expect(results).toContainText(/\d+(\.\d+)? ms/)
    await expect(results).toContainText(/\d+\.\d×/)
    await expect(results).toContainText(/\de-\d/)
    await expectNoViolations(page)
    await card(page).getByRole('button', { name: 'Remove' }).click()
    await expect(card(page)).toContainText('Not set up.')
    await expect(results).toBeHidden()
    expect((await readdir(home)).filter((name) => name !== 'setup.lock')).toEqual([])
  })
})

/** A record and an addon that is none. */
async function pretendInstalled(home: string): Promise<void> {
  const name = 'tensorflow-2.21.0-cpu-1'
  const addon = addonOf(join(home, name))
  await mkdir(join(addon, '..'), { recursive: true })
  await writeFile(addon, 'no library')
  await writeFile(recordFile(home), recordOf({ variant: 'cpu', version: '2.21.0', bytes: 854e6 }, name))
}
