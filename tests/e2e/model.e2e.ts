/** The Model view: layers added, moved and set by keyboard; everything a training can be told; and a run that goes by it. */
import type { Locator, Page } from '@playwright/test'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from '../support/app-fixture'
import { go, openSample, status, topBar } from './steps'

const layers = (page: Page): Locator => page.getByRole('region', { name: 'Layers' })
const row = (page: Page, name: string | RegExp): Locator =>
  layers(page).getByRole('button', { name }).and(page.locator('[aria-keyshortcuts]'))
const inspector = (page: Page): Locator => page.getByRole('complementary', { name: 'Inspector' })

/** By keyboard alone. */
async function add(page: Page, name: string): Promise<void> {
  await layers(page).getByRole('button', { name: 'Add a layer' }).press('Enter')
  const item = page.getByRole('menuitem', { name })
  await item.press('Enter')
  await expect(item).toBeHidden()
}

async function listed(page: Page): Promise<string[]> {
  const names = await row(page, /./).allInnerTexts()
  return names.map((text) => text.replaceAll(/\s+/g, ' ').trim())
}

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze()
  return found.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html}`))
}

test('layers and settings are made by keyboard, and the run goes by them', async ({ app }) => {
  const { page } = app
  await openSample(page, 'What will this house cost?')
  await go(page, 'Model')
  await row(page, /Dense, 32 units/).press('Enter')
  await add(page, 'Residual block')
  await expect(row(page, /3 Residual block/)).toBeFocused()
  await add(page, 'Dropout')
  await expect(row(page, /4 Dropout/)).toBeFocused()
  await page.keyboard.press('Alt+ArrowUp')
  await expect(row(page, /3 Dropout/)).toBeFocused()
  expect(await listed(page)).toEqual([
    expect.stringContaining('Dense, 64 units, ReLU'),
    expect.stringContaining('Dense, 32 units, ReLU'),
    expect.stringContaining('Dropout, 20 %'),
    expect.stringContaining('Residual block, 32 units inside, ReLU'),
  ])
  await inspector(page).getByLabel('Rate').fill('0.1')
  await inspector(page).getByLabel('Rate').press('Enter')
  await expect(page.getByRole('button', { name: 'Layer 3: Dropout, 10 %' })).toHaveAttribute('aria-pressed', 'true')
  await expect(page.getByRole('img', { name: /^The network: .*64 → 32 → residual 32 → 1 price/ })).toBeVisible()
  await page.emulateMedia({ reducedMotion: 'reduce' })
  expect(await violations(page)).toEqual([])

  await inspector(page).getByText('Training', { exact: true }).click()
  await page.getByLabel('Optimizer').selectOption('AdamW')
  await page.getByLabel('Schedule').selectOption('Cosine')
  await page.getByLabel('Warm-up').fill('1')
  await page.getByLabel('Epochs').fill('2')
  await page.getByLabel('Epochs').press('Tab')
  await expect(page.getByRole('figure')).toContainText(/Starts at .*, highest at 0\.001 in epoch 1, ends at 0\./)
  await page.getByRole('switch', { name: 'Early stopping' }).press('Space')
  await page.getByLabel('Patience').fill('7')
  await page.getByLabel('Kept for the end').fill('10')
  await page.getByText('More settings').press('Enter')
  await page.getByLabel('Weight decay').fill('0.05')
  await page.getByLabel('Limit the gradient').selectOption('Its length as a whole')
  expect(await violations(page)).toEqual([])

  // What the host says that it trains; Electron's way of saying it is not the page's to hear.
  const started =
    app.hostKind === 'web' ? page.waitForResponse((response) => response.url().endsWith('/api/run.start')) : null
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(status(page)).toContainText('completed', { timeout: 60_000 })
  await expect(page.getByRole('log', { name: 'Training log' })).toContainText('Epoch 2/2')
  const reply = (await (await started)?.json()) as { value: { recipe: unknown } } | undefined
  if (reply) expect(reply.value.recipe).toMatchObject(wanted)
  const result = page.getByRole('region', { name: 'Result' })
  await expect(result.getByRole('rowheader', { name: /validation rows$/ })).toBeVisible()
  await expect(result.getByRole('rowheader', { name: '200 test rows, kept for the end' })).toBeVisible()
  await expect(result.getByRole('row', { name: /^R²/ })).toHaveCount(2)
})

const wanted = {
  layers: [
    { kind: 'dense', units: 64 },
    { kind: 'dense', units: 32 },
    { kind: 'dropout', rate: 0.1 },
    { kind: 'residual', units: 32 },
  ],
  optimizer: { kind: 'adamw', learningRate: 0.001, weightDecay: 0.05 },
  schedule: { kind: 'cosine', warmUp: 1 },
  earlyStopping: { patience: 7, restoreBest: true },
  clip: { kind: 'norm', limit: 1 },
  epochs: 2,
}

test('every schedule is drawn, every optimizer has its settings, and a found rate is taken over in one click', async ({
  app,
}) => {
  const { page } = app
  await openSample(page, 'What will this house cost?')
  await go(page, 'Model')
  for (const [schedule, words] of [
    ['constant', 'Stays at 0.001.'],
    ['step', /^Starts at 0\.001, ends at 1e-6\.$/],
    ['exponential', 'Starts at 0.001, ends at 4.8e-5.'],
    ['cosine', 'Starts at 0.001, ends at 0.'],
    ['one-cycle', /highest at 0\.001 in epoch 30/],
    ['plateau', /each wait in vain lowers it, down to 1e-6 at most/],
  ] as const) {
    await page.getByLabel('Schedule').selectOption(schedule)
    await expect(page.locator('figcaption')).toHaveText(words)
    await expect(page.locator('figure polyline')).toHaveAttribute('points', /^0\.0,/)
  }
  await page.getByText('More settings').press('Enter')
  for (const [optimizer, settings] of [
    ['sgd', []],
    ['nesterov', ['Momentum']],
    ['rmsprop', ['Decay', 'Epsilon']],
    ['lion', ['Weight decay', 'Beta 1', 'Beta 2']],
  ] as const) {
    await page.getByLabel('Optimizer').selectOption(optimizer)
    for (const name of settings) await expect(page.getByLabel(name, { exact: true })).toBeVisible()
    await expect(page.getByLabel('Beta 1')).toHaveCount(optimizer === 'lion' ? 1 : 0)
  }

  await page.getByRole('button', { name: 'Find a learning rate…' }).click()
  const finder = page.getByRole('dialog', { name: 'Find a learning rate' })
  const use = finder.getByRole('button', { name: /^Use \d/ })
  await expect(use).toBeVisible({ timeout: 60_000 })
  const found = (await use.innerText()).replace('Use ', '')
  await use.click()
  await expect(finder).toBeHidden()
  await expect(page.getByLabel('Learning rate')).toHaveValue(found)
  await topBar(page).getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByLabel('Learning rate')).toHaveValue('0.0001')
})

test('a layer that does not fit is explained where it stands, and presets and the mouse mend it', async ({ app }) => {
  const { page } = app
  await openSample(page, 'The training loop, on three houses')
  await go(page, 'Model')
  await expect(layers(page)).toContainText('No hidden layer')
  await add(page, 'Embedding')
  await expect(layers(page).getByRole('alert')).toContainText('no feature is a category')
  await expect(inspector(page)).toContainText('no feature is a category')
  await page.getByRole('button', { name: 'Remove the embedding' }).click()
  await expect(layers(page)).toContainText('No hidden layer')
  await expect(page.getByRole('heading', { name: /parameters/ })).toBeVisible()

  await layers(page).getByRole('button', { name: 'Presets' }).click()
  await page.getByRole('menuitem', { name: /^Wide/ }).click()
  await expect(page.getByRole('img', { name: /→ 256 → 128 → 1/ })).toBeVisible()
  const [from, to] = [row(page, /1 Dense, 256/), row(page, /2 Dense, 128/)]
  const [start, end] = [(await from.boundingBox())!, (await to.boundingBox())!]
  await page.mouse.move(start.x - 8, start.y + start.height / 2)
  await page.mouse.down()
  await page.mouse.move(start.x - 8, end.y + end.height - 4, { steps: 4 })
  // The list shows where it would go; the recipe is as it was until it is let go.
  await expect(row(page, /1 Dense, 128/)).toBeVisible()
  await expect(page.getByRole('img', { name: /→ 256 → 128 → 1/ })).toBeVisible()
  await page.mouse.up()
  await expect(page.getByRole('img', { name: /→ 128 → 256 → 1/ })).toBeVisible()
  await topBar(page).getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('img', { name: /→ 256 → 128 → 1/ })).toBeVisible()
  await inspector(page).getByLabel('Units').fill('0')
  await inspector(page).getByLabel('Units').press('Enter')
  await expect(inspector(page).getByRole('alert')).toContainText('The least is 1.')
})
