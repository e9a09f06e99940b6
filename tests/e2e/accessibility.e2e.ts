/** Every view, in both themes, held against axe's rules; and the ways of the keyboard. */
import type { Page } from '@playwright/test'
import { AxeBuilder } from '@axe-core/playwright'
import type { View } from './steps'
import { expect, test } from '../support/app-fixture'
import { go, grid, openSample, status } from './steps'

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze()
  return found.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html}\n${node.failureSummary ?? ''}`))
}

async function holdsInBothThemes(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
    expect(await violations(page)).toEqual([])
  }
}

test('the start page has no violations', async ({ app }) => {
  await expect(app.page.getByRole('heading', { name: 'Epochwise' })).toBeVisible()
  await holdsInBothThemes(app.page)
})

test('no view of a trained project has violations', async ({ app }) => {
  const { page } = app
  await openSample(page, 'Will this customer leave?')
  await holdsInBothThemes(page)
  await page.getByText('Overview', { exact: true }).click()
  await expect(page.getByRole('group', { name: /^Correlations of/ })).toBeVisible()
  await holdsInBothThemes(page)
  await go(page, 'Model')
  await expect(page.getByLabel('Epochs')).toBeVisible()
  await holdsInBothThemes(page)
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(status(page)).toContainText('completed', { timeout: 60_000 })
  for (const view of ['Train', 'Predict', 'Export'] satisfies View[]) {
    await go(page, view)
    await expect(page.getByRole('main')).not.toBeEmpty()
    await holdsInBothThemes(page)
  }
})

test('the views before there is anything to show have no violations, and say what is missing', async ({ app }) => {
  const { page } = app
  await page.getByRole('button', { name: 'New project' }).click()
  for (const view of ['Data', 'Model', 'Train', 'Predict', 'Export'] satisfies View[]) {
    await go(page, view)
    await expect(page.getByRole('main').getByRole('button').first()).toBeVisible()
    await holdsInBothThemes(page)
  }
})

test('the keyboard alone edits a cell, trains, and finds the shortcuts', async ({ app }) => {
  const { page } = app
  await openSample(page, 'The training loop, on three houses')
  await grid(page).focus()
  await page.keyboard.press('ControlOrMeta+Home')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.type('310')
  await page.keyboard.press('Enter')
  await expect(grid(page).getByText('310')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+z')
  await expect(grid(page).getByText('310')).toBeHidden()
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(status(page)).toContainText('completed')
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog')).toContainText('Ctrl')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
})
