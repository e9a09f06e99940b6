/** A difficult file through the import dialog: looked at, its rules changed, imported, its report read, mended. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../support/app-fixture'
import { cell, grid } from './steps'

const messy = [
  'Export of 3 March;;;',
  'place;size;price;sold',
  'Ulm;80,5;1.234,50;03.04.2025',
  'Trier;95;about 900;17.04.2025',
  'Kiel;60,25;987,00',
  'Bonn;71;1.005,75;28.02.2025;extra',
].join('\n')

test('a file with semicolons, decimal commas and ragged rows comes in whole, with a report', async ({ app }) => {
  const { page } = app
  const path = join(app.folders.data, '..', 'messy.csv')
  await writeFile(path, `${messy}\n`)
  await app.choose(path, () => page.getByRole('button', { name: 'Open CSV…' }).click())
  const dialog = page.getByRole('dialog', { name: 'Import messy.csv' })
  await expect(dialog).toBeVisible()
  await dialog.getByLabel('Lines above to skip').fill('1')
  await dialog.getByLabel('Lines above to skip').press('Enter')
  await expect(dialog.getByRole('columnheader', { name: /size/ })).toBeVisible()
  await expect(dialog.getByLabel('Values parted by')).toHaveValue(';')

  await dialog.getByRole('button', { name: 'How size is read' }).click()
  await expect(dialog.getByRole('radio', { name: '1,5' })).toBeChecked()
  await dialog.getByLabel('Units that may stand beside').fill('about')
  await dialog.getByRole('button', { name: 'How the file is written' }).click()
  await expect(dialog.getByLabel('Values parted by')).toBeVisible()

  await dialog.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(dialog).toBeHidden()
  await expect(grid(page)).toBeVisible()
  await expect(cell(page, 1, 2)).toContainText('80,5')

  await page.getByRole('button', { name: 'Import report' }).first().click()
  const report = page.getByRole('dialog', { name: /Import report/ })
  await expect(report.getByRole('region', { name: 'Rows that were repaired' })).toContainText('filled up')
  await expect(report.getByRole('region', { name: 'Rows that were repaired' })).toContainText('cut')
})

test('a table pasted from a spreadsheet becomes a project', async ({ app }) => {
  const { page } = app
  await page.getByRole('button', { name: 'Paste a table…' }).click()
  const paste = page.getByRole('dialog', { name: 'Paste a table' })
  await paste.getByRole('textbox').fill('size\tprice\n1.5\t300\n2.0\t400\n')
  await paste.getByRole('button', { name: 'Continue' }).click()
  const dialog = page.getByRole('dialog', { name: /^Import / })
  await dialog.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(cell(page, 2, 2)).toContainText('400')
})
