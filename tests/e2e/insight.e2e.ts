/** Knowing the data: from a bar of a column to its rows, the table as a whole, and notes that mend what they tell. */
import type { Page } from '@playwright/test'
import { expect, test } from '../support/app-fixture'
import { go, grid, openCsv, openSample, status } from './steps'

const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' })
const notes = (page: Page) => page.getByRole('region', { name: 'Worth knowing' })

async function showOverview(page: Page): Promise<void> {
  await page.getByText('Overview', { exact: true }).click()
  await expect(page.getByRole('region', { name: 'The whole table' })).toBeVisible()
}

/** Rows as the grid counts them, its head not counted. */
async function rowsShown(page: Page): Promise<number> {
  return Number(await grid(page).getAttribute('aria-rowcount')) - 1
}

test('a bar of a column shows its rows, and all of them again', async ({ app }) => {
  const { page } = app
  await openSample(page, 'What will this house cost?')
  const all = await rowsShown(page)
  const bars = inspector(page)
    .getByRole('group', { name: /^Distribution of/ })
    .getByRole('button')
  await expect(bars.first()).toBeVisible()
  const labels = await bars.evaluateAll((found) => found.map((bar) => bar.getAttribute('aria-label') ?? ''))
  const counts = labels.map((label) => Number(/: ([\d,]+) row/.exec(label)![1]!.replaceAll(',', '')))
  const most = counts.indexOf(Math.max(...counts))
  await bars.nth(most).click()
  await expect.poll(() => rowsShown(page)).toBe(counts[most])
  await expect(bars.nth(most)).toHaveAttribute('aria-pressed', 'true')
  await bars.nth(most).click()
  await expect.poll(() => rowsShown(page)).toBe(all)
  await expect(inspector(page).getByText(/^With “/)).toBeVisible()
  await expect(inspector(page)).toContainText(/correlation|Cramér/)
})

test('the overview shows what goes with the target, and leads to a column', async ({ app }) => {
  const { page } = app
  await openSample(page, 'What will this house cost?')
  await showOverview(page)
  const content = page.getByRole('region', { name: 'The whole table' })
  await expect(content.getByText('Rows', { exact: true })).toBeVisible()
  const matrix = content.getByRole('group', { name: /^Correlations of/ })
  await matrix.getByRole('button').nth(2).focus()
  await page.keyboard.press('ArrowDown')
  await expect(content.getByRole('status').filter({ hasText: ' and ' })).toBeVisible()
  await content.getByRole('button', { name: 'As a table' }).click()
  await expect(content.getByRole('table')).toBeVisible()
  const first = content
    .getByRole('list', { name: /^Columns by their relation/ })
    .getByRole('button')
    .first()
  const name = (await first.locator('.name').textContent())!
  await first.click()
  await expect(grid(page)).toBeVisible()
  await expect(inspector(page).getByRole('heading', { level: 2 })).toHaveText(name)
})

/** Numbered rows, a constant, three rows twice, two prices missing. */
function troubledCsv(): string {
  const lines = ['row_id,size,rooms,country,price']
  const row = (i: number): string => {
    const [size, rooms] = [40 + ((i * 37) % 119), 1 + (i % 6)]
    return `${String(size)}.5,${String(rooms)},DE,${i === 7 || i === 8 ? '' : String(2 * size + 30 * rooms + ((i * 53) % 90))}`
  }
  for (let i = 0; i < 120; i++) lines.push(`${String(i + 1)},${row(i)}`)
  for (const i of [20, 30, 40]) lines.push(`${String(lines.length)},${row(i)}`)
  return `${lines.join('\n')}\n`
}

test('each note mends what it tells, or is put aside and called back', async ({ app }) => {
  const { page } = app
  await openCsv(app, 'troubled.csv', troubledCsv())
  await expect(grid(page)).toBeVisible()
  await go(page, 'Model')
  const note = (words: string) => notes(page).getByRole('status').filter({ hasText: words })
  await expect(note('“country” is the same in every row')).toBeVisible()
  await expect(note('“row_id” is different in every row')).toBeVisible()

  await note('“row_id”').getByRole('button', { name: 'Ignore “row_id”' }).click()
  await expect(note('“row_id”')).toBeHidden()
  await expect(note('3 rows repeat an earlier one')).toBeVisible()

  await note('“country”').getByRole('button', { name: 'Dismiss' }).click()
  await expect(note('“country”')).toBeHidden()
  await notes(page).getByRole('button', { name: '1 note put aside' }).click()
  await notes(page).getByRole('button', { name: 'Call back' }).click()
  await expect(note('“country”')).toBeVisible()

  await note('3 rows repeat').getByRole('button', { name: 'Remove the repeats' }).click()
  await expect(status(page)).toContainText('120 rows')
  await expect(note('3 rows repeat')).toBeHidden()

  await note('2 rows of 120 have no usable “price”').getByRole('button', { name: 'Show the rows' }).click()
  await expect(grid(page)).toBeVisible()
  await expect.poll(() => rowsShown(page)).toBe(2)
})
