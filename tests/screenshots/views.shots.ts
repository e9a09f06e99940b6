/** Takes every view of the running app, in two sizes and two themes, on the sample tables. */
import type { Page } from '@playwright/test'
import { join } from 'node:path'
import type { AppUnderTest } from '../support/app-fixture'
import { expect, test } from '../support/app-fixture'

const pictures = join(import.meta.dirname, '../../docs/pictures')
const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
]

async function openView(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name }).click()
}

async function take(page: Page, name: string): Promise<void> {
  for (const size of sizes) {
    await page.setViewportSize(size)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.mouse.move(size.width / 2, size.height - 4)
      await expect(page.locator('.skeleton')).toHaveCount(0)
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
      await page.screenshot({
        path: join(pictures, `${name}-${size.width}-${colorScheme}.png`),
        animations: 'disabled',
      })
    }
  }
}

async function openSample(app: AppUnderTest, title: RegExp): Promise<Page> {
  const { page } = app
  await page.getByRole('button', { name: title }).first().click()
  await expect(page.getByRole('grid')).toBeVisible()
  return page
}

async function train(page: Page): Promise<void> {
  await page.getByRole('banner').getByRole('button', { name: 'Train' }).click()
  await expect(page.getByRole('contentinfo')).toContainText('completed', { timeout: 120_000 })
}

test('the start page', async ({ app }) => {
  await expect(app.page.getByRole('button', { name: /What will this house cost/ })).toBeVisible()
  await take(app.page, 'start')
})

for (const [id, title] of [
  ['houses', /What will this house cost/],
  ['customers', /Will this customer leave/],
  ['tutorial', /The training loop, on three houses/],
] as const) {
  test(`every view of ${id}`, async ({ app }) => {
    const page = await openSample(app, title)
    await take(page, `${id}-data`)
    await page.getByText('Overview', { exact: true }).click()
    await expect(page.getByRole('group', { name: /^Correlations of/ })).toBeVisible()
    await expect(page.getByText('Looking the data over')).toBeHidden()
    await take(page, `${id}-overview`)
    await openView(page, 'Model')
    await expect(page.getByRole('heading', { name: /parameters/ })).toBeVisible()
    await take(page, `${id}-model`)
    await train(page)
    await take(page, `${id}-train`)
    await openView(page, 'Loop')
    await expect(page.getByText(/^Step 1 of/)).toBeVisible()
    await take(page, `${id}-loop`)
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await take(page, `${id}-loop-backward`)
    await openView(page, 'Predict')
    await expect(page.getByRole('region', { name: 'Prediction' })).toBeVisible()
    await take(page, `${id}-predict`)
    await openView(page, 'Export')
    await take(page, `${id}-export`)
  })
}

test('what computes', async ({ app }) => {
  const { page } = app
  await page.getByRole('button', { name: /go to Compute/ }).click()
  await expect(page.getByRole('heading', { name: 'Compute', level: 1 })).toBeVisible()
  await take(page, 'compute')
})
