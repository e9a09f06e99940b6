/** The training loop, opened up: one iteration by keyboard with every number checked, branches, and the way back. */
import type { Locator, Page } from '@playwright/test'
import AxeBuilder from '@axe-core/playwright'
import { initialParameters } from '../../src-main/program/network'
import { expect, test } from '../support/app-fixture'
import { go, grid, housesCsv, openCsv, openSample, status, topBar, typeIntoCell } from './steps'

const sizes = [1.5, 2, 2.5]
const prices = [300, 400, 500]
const learningRate = 0.01

/** The tutorial's iteration, worked by hand in double arithmetic. */
function iterate({ w, b }: { w: number; b: number }) {
  const predicted = sizes.map((size) => w * size + b)
  const errors = predicted.map((value, row) => value - prices[row]!)
  const losses = errors.map((error) => error ** 2)
  const loss = losses.reduce((sum, one) => sum + one, 0) / 3
  const deltas = errors.map((error) => (2 * error) / 3)
  const gradientW = deltas.reduce((sum, delta, row) => sum + delta * sizes[row]!, 0)
  const gradientB = deltas.reduce((sum, delta) => sum + delta, 0)
  const after = { w: w - learningRate * gradientW, b: b - learningRate * gradientB }
  return { before: { w, b }, predicted, errors, losses, loss, deltas, gradientW, gradientB, after }
}
type Iteration = ReturnType<typeof iterate>

/** The weights that the recipe's seed draws are where the arithmetic begins. */
function firstWeights(): { w: number; b: number } {
  const neuron = { kind: 'dense', units: 1, activation: 'linear', initialiser: 'auto' } as const
  const [w, b] = initialParameters({ inputs: 1, layers: [neuron], answer: 'value' }, 42)
  return { w: w!, b: b! }
}

/** Every number in a text; a minus that stands before a digit is its sign, one between spaces takes away. */
function numbersIn(text: string): number[] {
  const found = text.match(/−?\d[\d,]*(?:\.\d+)?(?:e−?\d+)?/g) ?? []
  return found.map((one) => Number(one.replaceAll(',', '').replaceAll('−', '-')))
}

async function numbersOf(locator: Locator): Promise<number[]> {
  return numbersIn(await locator.innerText())
}

/** As many numbers, each to the digits that are shown. */
function expectNumbers(shown: number[], worked: number[]): void {
  expect(shown).toHaveLength(worked.length)
  shown.forEach((value, place) => {
    const expected = worked[place]!
    expect(Math.abs(value - expected)).toBeLessThanOrEqual(Math.max(1e-9, Math.abs(expected) * 1e-5))
  })
}

const formula = (page: Page, title: string | RegExp): Locator =>
  page.getByRole('region', { name: 'Formulas', exact: true }).getByRole('region', { name: title })
const lines = (page: Page, title: string | RegExp): Locator => formula(page, title).locator('.line .text')
const position = (page: Page): Locator => page.getByRole('group', { name: 'Transport' }).locator('.position')
const stage = (page: Page, name: string): Locator =>
  page.getByRole('list', { name: 'Stages of a step' }).getByRole('button', { name })

async function expectStage(page: Page, name: string): Promise<void> {
  await expect(stage(page, name)).toHaveAttribute('aria-current', 'step')
}

async function expectForward(page: Page, { before: { w, b }, predicted }: Iteration): Promise<void> {
  await expectStage(page, 'Forward')
  expectNumbers(await numbersOf(lines(page, 'price: weighted sum')), [1.5, w, b, predicted[0]!])
  expectNumbers(await numbersOf(lines(page, 'Prediction')), [predicted[0]!])
  expectNumbers(await numbersOf(page.getByRole('table', { name: 'Weights into price' }).locator('td').first()), [w])
}

async function expectRows(page: Page, { predicted, errors, losses }: Iteration): Promise<void> {
  const rows = page.getByRole('table', { name: 'Rows of the batch' }).locator('tbody tr')
  await expect(rows).toHaveCount(3)
  for (const row of [0, 1, 2]) {
    const shown = await numbersOf(rows.nth(row))
    // Five digits stand in the table.
    const worked = [row + 1, sizes[row]!, prices[row]!, predicted[row]!, errors[row]!, losses[row]!]
    expect(shown).toHaveLength(worked.length)
    shown.forEach((value, place) =>
      expect(value).toBeCloseTo(worked[place]!, 4 - Math.floor(Math.log10(Math.abs(worked[place]!))) - 1),
    )
  }
}

async function expectLoss(page: Page, one: Iteration): Promise<void> {
  await expectStage(page, 'Loss')
  expectNumbers(await numbersOf(lines(page, 'Squared error of this row')), [one.predicted[0]!, 300, one.losses[0]!])
  expectNumbers(await numbersOf(lines(page, 'Averaged over the batch')), [...one.losses, 3, one.loss])
  const mae = one.errors.reduce((sum, error) => sum + Math.abs(error), 0) / 3
  const inUnits = lines(page, 'In the units of price')
  expectNumbers((await inUnits.allInnerTexts()).flatMap(numbersIn), [one.loss, Math.sqrt(one.loss), mae])
}

async function expectBackward(page: Page, one: Iteration): Promise<void> {
  await expectStage(page, 'Backward')
  expectNumbers(await numbersOf(lines(page, 'δ: slope at price, this row')), [
    2,
    one.predicted[0]!,
    300,
    3,
    one.deltas[0]!,
  ])
  const products = sizes.flatMap((size, row) => [size, one.deltas[row]!])
  expectNumbers(await numbersOf(lines(page, 'Gradient of size → price')), [...products, one.gradientW])
  expectNumbers(await numbersOf(lines(page, 'Gradient of the bias')), [...one.deltas, one.gradientB])
}

async function expectUpdate(page: Page, one: Iteration): Promise<void> {
  await expectStage(page, 'Update')
  const [weight, bias] = await lines(page, 'SGD: against the gradient').allInnerTexts()
  expectNumbers(numbersIn(weight!), [one.before.w, learningRate, one.gradientW, one.after.w])
  expectNumbers(numbersIn(bias!), [one.before.b, learningRate, one.gradientB, one.after.b])
}

test('one whole iteration of the tutorial by keyboard alone, every number as worked by hand, and back', async ({
  app,
}) => {
  const { page } = app
  await openSample(page, 'The training loop, on three houses')
  await page.keyboard.press(app.hostKind === 'electron' ? 'ControlOrMeta+4' : 'Alt+4')
  await expect(position(page)).toHaveText('Step 1 of 100 · epoch 1 of 100 · batch of 3 rows')
  const first = iterate(firstWeights())
  const second = iterate(first.after)

  await expectForward(page, first)
  await page.keyboard.press('ArrowRight')
  await expectLoss(page, first)
  await expectRows(page, first)
  await page.keyboard.press('ArrowRight')
  await expectBackward(page, first)
  await page.keyboard.press('ArrowRight')
  await expectUpdate(page, first)
  await page.keyboard.press('ArrowRight')
  await expectStage(page, 'Repeat')
  await page.keyboard.press('ArrowRight')
  await expect(position(page)).toHaveText('Step 2 of 100 · epoch 2 of 100 · batch of 3 rows')
  await expectForward(page, second)
  await page.keyboard.press('Shift+ArrowRight')
  await expect(position(page)).toContainText('Step 3 of 100')
  await expectForward(page, iterate(second.after))

  await page.keyboard.press('Shift+ArrowLeft')
  await expect(position(page)).toContainText('Step 2 of 100')
  await page.keyboard.press('ArrowLeft')
  await expectStage(page, 'Repeat')
  await expect(position(page)).toContainText('Step 1 of 100')
  await page.keyboard.press('ArrowLeft')
  await expectUpdate(page, first)
  await page.keyboard.press('r')
  await expectForward(page, first)

  // Playing goes on by itself until it is stopped.
  await page.keyboard.press(' ')
  await expectStage(page, 'Loss')
  await page.keyboard.press(' ')
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible()
})

test('a weight shows its gradient, the check of it, its update and its way', async ({ app }) => {
  const { page } = app
  await openSample(page, 'The training loop, on three houses')
  await go(page, 'Loop')
  await expect(position(page)).toContainText('Step 1 of 100')
  await page.getByRole('table', { name: 'Weights into price' }).getByRole('button', { name: 'size' }).press('Enter')
  const panel = page.getByRole('region', { name: 'Weight', exact: true })
  const one = iterate(firstWeights())
  await expect(panel.getByRole('heading', { name: 'size → price' })).toBeVisible()
  const update = panel.getByRole('region', { name: 'Update by SGD' }).locator('.text')
  expectNumbers(await numbersOf(update.nth(1)), [one.before.w, -learningRate * -one.gradientW, one.after.w])
  await panel.getByRole('button', { name: 'Check by a finite difference' }).press('Enter')
  const check = panel.getByRole('region', { name: 'Checked by a finite difference' })
  await expect(check).toContainText('They agree.')
  expectNumbers(await numbersOf(check.locator('.text').nth(1)), [one.gradientW])
  await page.keyboard.press('Shift+ArrowRight')
  await expect(panel.getByRole('img', { name: /^Value of the weight: from .* over 2 steps$/ })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('region', { name: 'Formulas', exact: true })).toBeVisible()
})

test('a branch with Adam lies on one chart with its parent', async ({ app }) => {
  const { page } = app
  await openSample(page, 'The training loop, on three houses')
  await topBar(page).getByRole('button', { name: 'Train' }).click()
  await expect(status(page)).toContainText('completed')
  await page.getByRole('button', { name: 'Open in the loop' }).click()
  await expect(page.getByRole('combobox', { name: 'Whose steps' })).toHaveValue('1')
  await expect(position(page)).toContainText('Step 1 of 100')
  for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowRight')
  await expect(position(page)).toContainText('Step 4 of 100')
  await page.getByRole('button', { name: 'Adam beside SGD' }).click()
  await expect(page.getByRole('region', { name: 'Run 2' })).toBeVisible()
  await expect(status(page)).toContainText('Run 2: completed')
  await expect(page.getByText('branch of run 1, after epoch 3')).toBeVisible()
  const chart = page.getByRole('img', { name: /^Loss by epoch/ })
  await expect(chart).toHaveAttribute(
    'aria-label',
    /Run 2: .* at epoch 4, .* at epoch 100.*Run 1: .* at epoch 1, .* at epoch 100/,
  )

  // And with other numbers, by the form.
  await page.getByRole('button', { name: 'Open in the loop' }).click()
  await page.getByRole('button', { name: 'Branch…' }).click()
  const dialog = page.getByRole('dialog', { name: /^Branch off run 2/ })
  await dialog.getByLabel('Learning rate').fill('0.5')
  await dialog.getByRole('button', { name: 'Branch and train' }).click()
  await expect(status(page)).toContainText('Run 3: completed')
})

test('a run that was opened in the loop and handed back ends as if it never had been', async ({ app }) => {
  const { page } = app
  await openCsv(app, 'houses.csv', housesCsv(300))
  await expect(grid(page)).toBeVisible()
  await go(page, 'Model')
  await page.getByLabel('Epochs').fill('8000')
  await page.getByLabel('Epochs').press('Tab')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('log', { name: 'Training log' })).toContainText('Epoch ')
  await go(page, 'Loop')
  await page.getByRole('button', { name: 'Pause and open here' }).click()
  await expect(position(page)).toContainText(/^Step \d/)
  const [step] = numbersIn(await position(page).innerText())
  for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowRight')
  await expect.poll(async () => numbersIn(await position(page).innerText())[0]).toBe(step! + 3)
  await page.keyboard.press('Shift+ArrowLeft')

  // A sibling leaves from here; the first run waits.
  await page.getByRole('button', { name: 'SGD beside Adam' }).click()
  await expect(status(page)).toContainText('Run 2', { timeout: 30_000 })
  await expect(page.getByRole('img', { name: /^Loss by epoch/ })).toHaveAttribute('aria-label', /Run 2: .*Run 1: /)
  await expect(page.getByRole('region', { name: 'Run 2' }).getByText('completed')).toBeVisible({ timeout: 60_000 })

  await go(page, 'Loop')
  await page.getByRole('combobox', { name: 'Whose steps' }).selectOption({ label: 'Run 1, paused' })
  await page.getByRole('button', { name: 'Hand back and go on' }).click()
  await expect(status(page)).toContainText('Run 1: completed', { timeout: 60_000 })
  const last = page.getByRole('log', { name: 'Training log' }).getByText('Epoch 8000/8000')
  const opened = await last.innerText()
  const result = await page.getByRole('region', { name: 'Result' }).innerText()

  await topBar(page).getByRole('button', { name: 'Train' }).click()
  await expect(status(page)).toContainText('Run 3: completed', { timeout: 60_000 })
  expect(await last.innerText()).toBe(opened)
  expect(await page.getByRole('region', { name: 'Result' }).innerText()).toBe(result)
})

test('the step where a diverged run broke is found and opened', async ({ app }) => {
  const { page } = app
  await openSample(page, 'The training loop, on three houses')
  await go(page, 'Model')
  await page.getByLabel('Learning rate').fill('10')
  await page.getByLabel('Learning rate').press('Tab')
  await topBar(page).getByRole('button', { name: 'Train' }).click()
  await expect(status(page)).toContainText('diverged')
  await page.getByRole('button', { name: 'Open in the loop' }).click()
  await page.getByRole('button', { name: 'Go to the step where it broke' }).click()
  await expect(page.getByText(/the loss is not a finite number any more/)).toBeVisible()
  await expectStage(page, 'Loss')
  await expect(formula(page, 'Averaged over the batch')).toContainText('not finite')
})

test('the tour goes chapter by chapter, is remembered, and the view has no accessibility faults', async ({ app }) => {
  const { page } = app
  await openSample(page, 'The training loop, on three houses')
  await go(page, 'Loop')
  await expect(position(page)).toContainText('Step 1 of 100')
  const tour = page.getByRole('complementary', { name: 'Guided tour' })
  await tour.getByRole('button', { name: 'Next' }).click()
  await tour.getByRole('button', { name: 'Next' }).click()
  await tour.getByRole('button', { name: 'Next' }).click()
  await expect(tour).toContainText('Loss: how wrong was it')
  await expectStage(page, 'Loss')
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
  }
  await tour.getByRole('button', { name: 'Close the tour' }).click()
  await go(page, 'Data')
  await go(page, 'Loop')
  await expect(position(page)).toContainText('Step 1 of 100')
  await expect(tour).toBeHidden()
})

test('a large network shows a sample and says so, and its loss as a slice', async ({ app }) => {
  const { page } = app
  await openCsv(app, 'houses.csv', housesCsv(300))
  await expect(grid(page)).toBeVisible()
  await go(page, 'Loop')
  await expect(position(page)).toHaveText('Step 1 of 800 · epoch 1 of 100 · batch of 32 rows')
  await expect(page.getByText('12 of 32 rows shown')).toBeVisible()
  await expect(page.getByText(/Shown: .*16 of 64 units, 16 of 32 units/)).toBeVisible()
  await page.getByRole('combobox', { name: 'Layer' }).selectOption('Hidden 2')
  await expect(formula(page, 'Hidden 2, unit 1: weighted sum').locator('.text')).toContainText('… 58 more')
  await page.getByRole('button', { name: 'Draw a slice' }).click()
  await expect(page.getByRole('img', { name: /^Map of the loss\./ })).toBeVisible()
})

test('a table that has changed since the run is told of, and fresh weights are a click away', async ({ app }) => {
  const { page } = app
  await openSample(page, 'The training loop, on three houses')
  await topBar(page).getByRole('button', { name: 'Train' }).click()
  await expect(status(page)).toContainText('completed')
  await go(page, 'Data')
  await typeIntoCell(page, 1, 1, '9')
  await go(page, 'Loop')
  await expect(page.getByText(/The table has changed since this run learned from it/)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Branch…' })).toBeDisabled()
  await page.getByRole('button', { name: 'Open fresh weights' }).click()
  await expect(page.getByRole('combobox', { name: 'Whose steps' })).toHaveValue('fresh')
  await expect(lines(page, 'price: weighted sum')).toContainText('9 × 0.259362')
})
