/** The connection between the page and the web host, cut in the middle of edits. */
import type { Page } from '@playwright/test'
import type { AppUnderTest } from '../support/app-fixture'
import type { CuttingProxy } from '../support/cutting-proxy'
import { expect, test } from '../support/app-fixture'
import { startCuttingProxy } from '../support/cutting-proxy'
import { points, report } from '../support/torture'
import { cell, openCsv, status } from './steps'

const cuts = points(50, 10)

test.skip(({ hostKind }) => hostKind === 'electron', 'There is no connection to cut inside Electron.')

/** The page of the app's host, seen through a proxy. */
async function through(app: AppUnderTest, work: (proxy: CuttingProxy, token: string) => Promise<void>): Promise<void> {
  const { port, hash } = new URL(/http:\/\/127\.0\.0\.1:\d+\/#\S+/.exec(await app.log())![0])
  const proxy = await startCuttingProxy(Number(port))
  try {
    await app.page.goto(`http://127.0.0.1:${proxy.port}/${hash}`)
    await expect(cell(app.page, 1, 1)).toHaveText('item')
    await work(proxy, hash.slice(1))
  } finally {
    await proxy.close()
  }
}

/** What the project holds, asked for in the page's own way. */
function ask<T>(page: Page, token: string, command: string, input: unknown): Promise<T> {
  return page.evaluate(
    async ([address, authorization, body]) => {
      const headers = { authorization, 'content-type': 'application/json' }
      const reply = await fetch(address, { method: 'POST', headers, body })
      return ((await reply.json()) as { value: never }).value
    },
    [`/api/${command}`, `Bearer ${token}`, JSON.stringify(input)] as const,
  )
}

test('cuts in the middle of edits, before or after they reach the host: each edit is done once', async ({ app }) => {
  const { page } = app
  await openCsv(app, 'prices.csv', `name,price\n${'item,0\n'.repeat(cuts)}`)
  await through(app, async (proxy, token) => {
    const typed: string[] = []
    let rows = cuts
    await cell(page, 1, 2).click()
    for (let edit = 1; edit <= cuts; edit++) {
      // Every fifth inserts a row: done twice, that would show.
      const inserts = edit % 5 === 0
      proxy.cutNext(inserts ? 'table.insertRows' : 'table.change', edit % 2 === 0 ? 'call' : 'reply')
      if (inserts) {
        await page.keyboard.press('ControlOrMeta+Alt+=')
        rows++
      } else {
        typed.push(String(1000 + edit))
        await page.keyboard.type(typed.at(-1)!)
        await page.keyboard.press('Enter')
      }
      await expect.poll(() => proxy.cuts()).toBe(edit)
      await expect(status(page)).toContainText(`${rows} rows`)
      await expect(status(page)).not.toContainText('aving')
      // The next text goes into the row that is seen.
      if (inserts) await expect(cell(page, typed.length + 1, 2)).toHaveText('–')
    }
    const view = { sort: [], filters: [] }
    const { rows: found } = await ask<{ rows: { cells: string[] }[] }>(page, token, 'table.page', {
      view,
      offset: 0,
      limit: 100,
    })
    expect(found).toHaveLength(rows)
    const prices = found.map(({ cells }) => cells[1]).filter((price) => Number(price) > 0)
    expect(prices.sort()).toEqual(typed)
    await expect(page.getByText('Not saved')).toHaveCount(0)
    report(`${cuts} cuts of the connection in the middle of edits: each done once`)
  })
})

test('edits that the host did not get say so, keep their text, and are saved when it is back', async ({ app }) => {
  const { page } = app
  await openCsv(app, 'prices.csv', `name,price\n${'item,0\n'.repeat(5)}`)
  await through(app, async (proxy) => {
    proxy.shut(true)
    await cell(page, 2, 2).click()
    await page.keyboard.type('77')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible({ timeout: 30_000 })
    await expect(cell(page, 2, 2)).toHaveText('77')
    proxy.shut(false)
    await expect(status(page)).not.toContainText(/onnect/, { timeout: 30_000 })
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByRole('button', { name: 'Try again' })).toBeHidden()
  })
  await page.goto('about:blank')
  const address = /http:\/\/127\.0\.0\.1:\d+\/#\S+/.exec(await app.log())![0]
  await page.goto(address)
  await expect(cell(page, 2, 2)).toHaveText('77')
})
