import type { Page } from '@playwright/test'
import { expect, test } from '../support/app-fixture'
const sizes = [{ width: 1440, height: 900 }, { width: 1024, height: 700 }]
async function take(page: Page, name: string): Promise<void> {
  for (const size of sizes) {
    await page.setViewportSize(size)
    for (const colorScheme of (size.width === 1440 ? ['light', 'dark'] : ['light']) as ('light' | 'dark')[]) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.mouse.move(size.width / 2, size.height - 4)
      await page.waitForTimeout(1500)
      await page.screenshot({ path: `/tmp/insight/shots/${name}-${size.width}-${colorScheme}.png`, animations: 'disabled' })
    }
  }
}
test('houses', async ({ app }) => {
  const { page } = app
  await page.getByRole('button', { name: /What will this house cost/ }).first().click()
  await expect(page.getByRole('grid')).toBeVisible()
  await expect(page.getByRole('group', { name: /Distribution/ })).toBeVisible()
  await take(page, 'houses-data')
  await page.getByText('Overview', { exact: true }).click()
  await expect(page.getByRole('region', { name: 'The whole table' })).toBeVisible()
  await expect(page.locator('.skeleton')).toHaveCount(0)
  await take(page, 'houses-overview')
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Model' }).click()
  await page.waitForTimeout(3000)
  await take(page, 'houses-model')
})
test('customers', async ({ app }) => {
  const { page } = app
  await page.getByRole('button', { name: /Will this customer leave/ }).first().click()
  await expect(page.getByRole('grid')).toBeVisible()
  await page.getByRole('columnheader').nth(6).click()
  await take(page, 'customers-data')
  await page.getByText('Overview', { exact: true }).click()
  await expect(page.locator('.skeleton')).toHaveCount(0)
  await take(page, 'customers-overview')
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Train' }).click()
  await page.waitForTimeout(2000)
  await take(page, 'customers-train')
})
