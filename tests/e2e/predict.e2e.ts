/** The Predict view: a field for every kind of column, what is said beside it, the answer, and a whole file. */
import type { Locator, Page } from '@playwright/test'
import { AxeBuilder } from '@axe-core/playwright'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AppUnderTest } from '../support/app-fixture'
import { expect, test } from '../support/app-fixture'
import { go, openCsv, openSample, status } from './steps'

const answer = (page: Page): Locator => page.getByRole('region', { name: 'Prediction' })
const form = (page: Page): Locator => page.getByRole('region', { name: 'Features' })
/** What is said beside the field that has this label. */
const noteOf = (page: Page, name: string): Locator =>
  form(page).locator('.row').filter({ hasText: name }).getByRole('status')

async function train(page: Page, epochs: number): Promise<void> {
  await go(page, 'Model')
  await page.getByLabel('Epochs').fill(String(epochs))
  await page.getByLabel('Epochs').press('Tab')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(status(page)).toContainText('completed', { timeout: 60_000 })
}

async function settled(page: Page): Promise<string> {
  await expect(answer(page)).toHaveAttribute('aria-busy', 'false')
  return (await answer(page).locator('.large').allInnerTexts()).join(' ')
}

/** Chooses the file that “Predict a CSV…” asks for. */
async function predictFile(app: AppUnderTest, path: string): Promise<void> {
  const ask = (): Promise<void> => app.page.getByRole('button', { name: /Predict a CSV/ }).click()
  if (app.hostKind === 'electron') return app.choose(path, ask)
  const chooser = app.page.waitForEvent('filechooser')
  await ask()
  await (await chooser).setFiles(path)
}

/** Sales with a column of every kind, two numbers to predict: price = 1000 · size, 20,000 more with a garden. */
function salesCsv(rows: number): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const day = new Date(Date.UTC(2022, 0, 1 + i * 3)).toISOString().slice(0, 10)
    const [size, garden] = [50 + ((i * 37) % 90), i % 3 === 0]
    const place = ['Aix', 'Lyon', 'Paris'][(i * 7) % 3]!
    const state = ['poor', 'fair', 'good'][(i * 11) % 3]!
    const price = 1000 * size + (garden ? 20_000 : 0)
    return `${day},${size},${garden ? 'yes' : 'no'},${place},${state},${price},${price / 200}`
  })
  return `sold,size,garden,place,state,price,rent\n${lines.join('\n')}\n`
}

test('a field for every kind; what is odd, new or missing is said beside it; two answers with what they may be off by', async ({
  app,
}) => {
  const { page } = app
  await openCsv(app, 'sales.csv', salesCsv(240))
  await go(page, 'Model')
  await page.getByLabel('Read state as').selectOption('ordered')
  await page.getByLabel('Column to predict').selectOption('price')
  await page.getByLabel('A further number to predict').selectOption('rent')
  await expect(page.getByText('and rent')).toBeVisible()
  await train(page, 40)
  await go(page, 'Predict')

  await expect(answer(page).locator('.large')).toHaveCount(2)
  await expect(answer(page)).toContainText(/price[\s\S]*80 % between[\s\S]*rent[\s\S]*80 % between/)
  const typical = await settled(page)

  // Number: outside what training saw, then no number, then nothing.
  const size = form(page).getByRole('textbox', { name: 'size' })
  await size.fill('900')
  await expect(noteOf(page, 'size')).toHaveText('Outside what training saw: 50 to 139.')
  await expect(answer(page)).toContainText('unlike anything it was trained on')
  const outside = await settled(page)
  expect(outside).not.toBe(typical)
  await size.fill('large')
  await expect(noteOf(page, 'size')).toContainText('“large” is not a number')
  await expect(size).toHaveAttribute('aria-invalid', 'true')
  await size.fill('')
  await expect(noteOf(page, 'size')).toContainText('Empty: the training rows')
  await size.fill('100')
  await expect(noteOf(page, 'size')).toHaveCount(0)

  // Category: one of the list by keyboard, then one that training never saw.
  const place = form(page).getByRole('combobox', { name: 'place' })
  await place.fill('ly')
  await place.press('ArrowDown')
  await place.press('Enter')
  await expect(place).toHaveValue('Lyon')
  await place.fill('Oslo')
  await expect(noteOf(page, 'place')).toContainText('Training never saw “Oslo”')
  await place.fill('Paris')
  await expect(noteOf(page, 'place')).toHaveCount(0)

  const garden = form(page).getByRole('radiogroup', { name: 'garden' })
  await garden.getByText('missing').click()
  await expect(noteOf(page, 'garden')).toContainText('as in most training rows, stands in')
  await garden.getByText('yes').click()
  await form(page).getByRole('combobox', { name: 'state' }).selectOption('missing')
  await expect(noteOf(page, 'state')).toContainText('stands in')
  await form(page).getByRole('combobox', { name: 'state' }).selectOption('good')
  await form(page).getByLabel('sold').fill('2031-05-01')
  await expect(noteOf(page, 'sold')).toContainText('Outside what training saw: 2022-01-01 to')
  await form(page).getByLabel('sold').fill('2022-05-01')
  await expect(form(page).getByRole('status')).toHaveCount(0)

  const near = page.getByRole('region', { name: 'Rows like this one' })
  await expect(near.getByRole('columnheader')).toContainText(['Row', 'Distance', 'price', 'rent', 'sold', 'size'])
  await expect(near.getByRole('row').nth(1)).toContainText('Paris')
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual([])

  await page.getByRole('button', { name: 'Back to a typical row' }).click()
  await expect.poll(() => settled(page)).toBe(typical)
})

test('a whole file: every row comes back with its answers, and what a file lacks is said where it was chosen', async ({
  app,
}) => {
  const { page } = app
  await openSample(page, 'What will this house cost?')
  await train(page, 5)
  await go(page, 'Predict')
  await expect(answer(page)).toContainText('80 % between')
  const batch = page.getByRole('region', { name: 'A whole file' })

  await predictFile(app, await app.writeFile('lacking.csv', 'size_m2,bedrooms\n90,3\n'))
  await expect(batch.getByRole('alert')).toContainText('lacking.csv lacks the column')
  await predictFile(app, await app.writeFile('empty.csv', ''))
  await expect(batch.getByRole('alert')).toContainText('is empty')

  const header = 'size_m2,bedrooms,age_years,distance_km,garden_m2,district,condition'
  const lines = ['97,2,18,5.6,423,Meadows,fair', 'huge,,40,9.9,571,Atlantis,to renovate']
  const path = await app.writeFile('new houses.csv', `${[header, ...lines, '97,2'].join('\n')}\n`)
  const received = app.hostKind === 'web' ? page.waitForEvent('download').then((one) => one.path()) : null
  await predictFile(app, path)
  const out = (await received) ?? join(app.workspace, 'new houses.csv')
  await expect(batch.getByRole('status')).toContainText('3 rows predicted')
  await batch.getByText('1 row was mended').click()
  await expect(batch.getByText('Line 4: It has 2 cells, the table 7 cells')).toBeVisible()
  await expect(batch.getByRole('alert')).toHaveCount(0)
  const written = (await readFile(out, 'utf8')).trim().split('\n')
  expect(written[0]).toBe(`${header},predicted_price`)
  lines.forEach((line, i) => {
    expect(written[i + 1]!.startsWith(`${line},`)).toBe(true)
    expect(Number(written[i + 1]!.split(',').at(-1))).toBeGreaterThan(0)
  })
})

test('of classes: how sure it is of each, and the bars change with the row', async ({ app }) => {
  const { page } = app
  await openSample(page, 'Will this customer leave?')
  await train(page, 10)
  await go(page, 'Predict')
  await expect(answer(page)).toContainText(/% likely/)
  await expect(answer(page)).toContainText(/Right for \d+.* of rows it had not learned from/)
  const tenure = form(page).getByRole('textbox', { name: 'tenure_months' })
  await tenure.fill('60')
  await form(page).getByRole('combobox', { name: 'contract' }).fill('two years')
  await expect.poll(() => settled(page)).toBe('no')
  await tenure.fill('1')
  await form(page).getByRole('textbox', { name: 'support_calls' }).fill('5')
  await form(page).getByRole('combobox', { name: 'contract' }).fill('monthly')
  await expect.poll(() => settled(page)).toBe('yes')
})
