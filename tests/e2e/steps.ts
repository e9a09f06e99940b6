/** What a person does in the app, by the names that they see. */
import type { Locator, Page } from '@playwright/test'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AppUnderTest } from '../support/app-fixture'
import { expect } from '../support/app-fixture'

export type View = 'Data' | 'Model' | 'Train' | 'Loop' | 'Predict' | 'Export'

/** price = 2·size + 30·rooms − age + 10, plus 25 in the centre; with one cell that is not a number in row 5. */
export function housesCsv(rows: number): string {
  const lines = ['size,rooms,age,place,price']
  for (let i = 0; i < rows; i++) {
    const [size, rooms, age] = [40 + ((i * 37) % 120), 1 + (i % 6), (i * 53) % 80]
    const place = i % 3 === 0 ? 'centre' : i % 3 === 1 ? 'suburb' : 'village'
    const price = 2 * size + 30 * rooms - age + 10 + (place === 'centre' ? 25 : 0)
    lines.push(`${i === 4 ? 'about 60' : size},${rooms},${age},${place},${price}`)
  }
  return `${lines.join('\n')}\n`
}

/** As far as the import dialog, or the reason why the file can't be looked at. */
export async function chooseCsv(app: AppUnderTest, name: string, content: string | Uint8Array): Promise<void> {
  const path = join(app.folders.data, '..', name)
  await writeFile(path, content)
  await app.choose(path, () => app.page.getByRole('button', { name: 'Open CSV…' }).click())
}

export async function openCsv(app: AppUnderTest, name: string, content: string | Uint8Array): Promise<void> {
  await chooseCsv(app, name, content)
  const dialog = app.page.getByRole('dialog', { name: `Import ${name}` })
  await dialog.getByRole('button', { name: 'Import' }).click()
  await expect(dialog).toBeHidden()
}

export async function openSample(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: title }).first().click()
  await expect(grid(page)).toBeVisible()
}

export async function go(page: Page, view: View): Promise<void> {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: view }).click()
}

export const grid = (page: Page): Locator => page.getByRole('grid', { name: 'Table' })
export const status = (page: Page): Locator => page.getByRole('contentinfo', { name: 'Status' })
export const topBar = (page: Page): Locator => page.getByRole('banner')

/** Rows and columns count from 1, as the person counts them. */
export function cell(page: Page, row: number, column: number): Locator {
  return grid(page).locator(`[aria-rowindex="${row + 1}"] [aria-colindex="${column + 1}"]`)
}

export async function typeIntoCell(page: Page, row: number, column: number, text: string): Promise<void> {
  await cell(page, row, column).dblclick()
  await page.getByRole('textbox', { name: `row ${row}` }).fill(text)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: `row ${row}` })).toBeHidden()
  await expect(status(page)).not.toContainText('aving')
}

export async function saveAs(app: AppUnderTest, name: string): Promise<void> {
  const { page } = app
  await page.keyboard.press('ControlOrMeta+S')
  if (app.hostKind === 'electron') return
  const dialog = page.getByRole('dialog', { name: 'Save the project as' })
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
}
