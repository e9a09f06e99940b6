/** The whole main job, as one person does it in one sitting and goes on the next day. */
import type { Page } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AppUnderTest } from '../support/app-fixture'
import { expect, test } from '../support/app-fixture'
import { cell, go, grid, housesCsv, openCsv, saveAs, status, topBar, typeIntoCell } from './steps'

/** The epoch that the row of numbers shows. */
async function epochShown(page: Page): Promise<number> {
  const text = await page.locator('dl').filter({ hasText: 'Epoch' }).locator('dd').first().innerText()
  return Number(text.split('/')[0]?.replace(/\D/g, ''))
}

async function predicted(page: Page): Promise<string> {
  const answer = page.getByRole('region', { name: 'Prediction' })
  await expect(answer).toHaveAttribute('aria-busy', 'false')
  return answer.locator('.large').innerText()
}

async function setEpochs(page: Page, epochs: number): Promise<void> {
  await go(page, 'Model')
  const field = page.getByLabel('Epochs')
  await field.fill(String(epochs))
  await field.press('Tab')
}

async function exportOnnx(app: AppUnderTest): Promise<Buffer> {
  const { page } = app
  await go(page, 'Export')
  const button = page.getByRole('button', { name: /^Export run/i })
  const target = join(app.workspace, 'houses.onnx')
  if (app.hostKind === 'electron') {
    await app.choose(target, () => button.click())
    await expect(page.getByText(/largest difference/i).first()).toBeVisible()
    return readFile(target)
  }
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()])
  await expect(page.getByText(/largest difference/i).first()).toBeVisible()
  return readFile(await download.path())
}

test('from a CSV to a prediction, and the same again after a restart', async ({ app }) => {
  const { page } = app
  await openCsv(app, 'houses.csv', housesCsv(600))
  await expect(grid(page)).toBeVisible()
  await expect(status(page)).toContainText('600 rows × 5')

  // A wrong cell is kept, marked and told of; mending it is an edit like any other.
  await expect(page.getByText('1 cell can’t be read')).toBeVisible()
  await expect(cell(page, 5, 1)).toContainText('about 60')
  await typeIntoCell(page, 5, 1, '68')
  await expect(cell(page, 5, 1)).toHaveText('68')
  await expect(page.getByText('1 cell can’t be read')).toBeHidden()
  await topBar(page).getByRole('button', { name: 'Undo' }).click()
  await expect(cell(page, 5, 1)).toContainText('about 60')
  await topBar(page).getByRole('button', { name: 'Redo' }).click()
  await expect(cell(page, 5, 1)).toHaveText('68')

  await saveAs(app, 'houses.epochwise')
  await expect(status(page)).toContainText('saved')

  await setEpochs(page, 20_000)
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('log', { name: 'Training log' })).toContainText('Loss:')
  await expect.poll(() => epochShown(page)).toBeGreaterThan(20)
  const early = await epochShown(page)
  await expect.poll(() => epochShown(page)).toBeGreaterThan(early)

  await topBar(page).getByRole('button', { name: 'Pause' }).click()
  await expect(status(page)).toContainText('paused')
  const paused = await epochShown(page)
  await topBar(page).getByRole('button', { name: 'Resume' }).click()
  await expect.poll(() => epochShown(page)).toBeGreaterThan(paused)
  await topBar(page).getByRole('button', { name: 'Stop' }).click()
  await expect(status(page)).toContainText('stopped')
  const curve = await epochShown(page)

  await go(page, 'Predict')
  await page.getByRole('textbox', { name: 'size' }).fill('120')
  await page.getByRole('textbox', { name: 'rooms' }).fill('4')
  await page.getByRole('textbox', { name: 'age' }).fill('30')
  const answer = await predicted(page)
  expect(Math.abs(Number(answer.replace(/[^\d.-]/g, '')) - 340)).toBeLessThan(60)

  expect((await exportOnnx(app)).length).toBeGreaterThan(1000)

  await app.restart()
  const again = app.page
  await expect(again.getByRole('heading', { name: 'Epochwise' })).toBeVisible()
  await again
    .getByRole('button', { name: /houses/ })
    .first()
    .click()
  await expect(cell(again, 5, 1)).toHaveText('68')
  await expect(status(again)).toContainText('600 rows × 5')
  await go(again, 'Train')
  expect(await epochShown(again)).toBe(curve)
  await go(again, 'Predict')
  await again.getByRole('textbox', { name: 'size' }).fill('120')
  await again.getByRole('textbox', { name: 'rooms' }).fill('4')
  await again.getByRole('textbox', { name: 'age' }).fill('30')
  await expect.poll(() => predicted(again)).toBe(answer)
  await go(again, 'Data')
  // The journal outlives the restart: first the epochs, then the cell.
  await topBar(again).getByRole('button', { name: 'Undo' }).click()
  await expect(again.getByText(/^Undone: .*epochs/i)).toBeVisible()
  await topBar(again).getByRole('button', { name: 'Undo' }).click()
  await expect(cell(again, 5, 1)).toContainText('about 60')
})

test('a reload while it trains loses nothing', async ({ app }) => {
  test.skip(app.hostKind === 'electron', 'A window has no reload button; the web host has')
  const { page } = app
  await openCsv(app, 'houses.csv', housesCsv(300))
  await expect(grid(page)).toBeVisible()
  await setEpochs(page, 200_000)
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect.poll(() => epochShown(page)).toBeGreaterThan(50)
  const before = await epochShown(page)
  await page.reload()
  await go(page, 'Train')
  await expect.poll(() => epochShown(page)).toBeGreaterThan(before)
  await expect(page.getByRole('log', { name: 'Training log' })).toContainText('Epoch ')
  await topBar(page).getByRole('button', { name: 'Stop' }).click()
  await expect(status(page)).toContainText('stopped')
})
