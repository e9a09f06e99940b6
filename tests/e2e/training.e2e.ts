/** What the app shows of a training that is more than a curve: the tutorial's lesson, a lost process, a batch of predictions. */
import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../support/app-fixture'
import { chooseCsv, go, grid, openSample, status, topBar } from './steps'

test('the tutorial shows what it hides, and the switch that mends it', async ({ app }) => {
  const { page } = app
  await openSample(page, 'The training loop, on three houses')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(status(page)).toContainText('completed')
  await expect(page.getByRole('log', { name: 'Training log' })).toContainText(/Epoch 100\/100, Loss: 2[12]\d\.\d{4}/)
  const lesson = page.getByRole('main')
  await expect(lesson).toContainText(/not .*very low/)
  await expect(lesson).toContainText(/56\d/)
  await page.getByRole('button', { name: /standardise/i }).click()
  await expect(status(page)).toContainText('Run 2: completed')
  await go(page, 'Predict')
  await page.getByRole('textbox', { name: 'size' }).fill('3')
  const answer = page.getByRole('region', { name: 'Prediction' })
  await expect(answer.locator('.large')).toHaveText('600')
  await expect(answer).toContainText('unlike anything it was trained on')
})

/** The trainers that the host of this test has started. */
function trainersOf(pid: number): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args=']).toString().trim().split('\n')
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent, ...args]) => Number(parent) === pid && args.some((arg) => arg.endsWith('trainer.js')))
    .map(([own]) => Number(own))
}

test('a killed trainer costs the run and nothing else', async ({ app }) => {
  test.skip(process.platform === 'win32', 'It looks for the process with ps')
  const { page } = app
  await openSample(page, 'What will this house cost?')
  await go(page, 'Model')
  await page.getByLabel('Epochs').fill('100000')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('log', { name: 'Training log' })).toContainText('Loss:')
  for (const pid of trainersOf(app.pid)) process.kill(pid, 'SIGKILL')
  await expect(status(page)).toContainText('failed')
  await expect(page.getByRole('main')).toContainText(/ended unexpectedly/)
  await go(page, 'Data')
  await expect(grid(page)).toBeVisible()
  await go(page, 'Train')
  await page.getByRole('button', { name: 'Resume Run 1' }).first().click()
  await expect(topBar(page).getByRole('button', { name: 'Pause' })).toBeVisible()
  await topBar(page).getByRole('button', { name: 'Stop' }).click()
  await expect(status(page)).toContainText('stopped')
})

test('a CSV goes in, a CSV with predictions comes out', async ({ app }) => {
  const { page } = app
  await openSample(page, 'Will this customer leave?')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(status(page)).toContainText('completed', { timeout: 60_000 })
  await go(page, 'Predict')
  const csv = [
    'customer,tenure_months,monthly_fee,support_calls,age,contract,payment,region',
    'N1,2,80,5,24,monthly,invoice,north',
    'N2,60,40,0,,two years,card,moon',
  ].join('\n')
  const path = await app.writeFile('new customers.csv', `${csv}\n`)
  const received =
    app.hostKind === 'web' ? page.waitForEvent('download').then((download) => download.path()) : Promise.resolve('')
  if (app.hostKind === 'web') {
    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: /Predict a CSV/ }).click()
    await (await chooser).setFiles(path)
  } else {
    await app.choose(path, () => page.getByRole('button', { name: /Predict a CSV/ }).click())
  }
  const out = (await received) || join(app.workspace, 'new customers.csv')
  const lines = (await readFile(out, 'utf8')).trim().split('\n')
  expect(lines[0]).toMatch(/region,predicted_left,probability_no,probability_yes$/)
  expect(lines[1]).toMatch(/^N1,2,80,5,24,monthly,invoice,north,yes,/)
  expect(lines[2]).toMatch(/^N2,60,40,0,,two years,card,moon,no,/)
})

test('what cannot be opened or trained is said in words, and the open project stays', async ({ app }) => {
  test.skip(app.hostKind === 'electron', 'Its dialog is not ours; the messages are the same')
  const { page } = app
  await openSample(page, 'What will this house cost?')
  for (const [name, content, message] of [
    ['empty.csv', '', /is empty/],
    ['header.csv', 'a,b,c\n', /header/],
    ['picture.csv', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]), /PNG|picture|image/i],
  ] as const) {
    await go(page, 'Data')
    await page.getByRole('button', { name: 'Start page' }).click()
    await chooseCsv(app, name, content)
    // A header alone can be looked at; only the table cannot be made.
    if (name === 'header.csv') await page.getByRole('button', { name: 'Import', exact: true }).click()
    await expect(page.getByRole('alert').filter({ hasText: message })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(status(page)).toContainText('2,000 rows × 8')
  }
})
