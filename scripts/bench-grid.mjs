/**
 * `npm run bench -- grid [--json] [--rows N] [--columns N]`: the table in Chromium, as a person feels it.
 *
 * Frames while it scrolls, an edit until it is on screen and until it is durable, and sorting, filtering and replacing
 * until the new rows are drawn. All of it is measured in the page, from the key or the click to the frame that shows
 * it. The browser draws on the processor alone here, so that figures of different machines can be held side by side.
 */
import { root } from './build-if-stale.mjs'
import { chromiumArguments, findChromium } from './chromium.mjs'
import { benchTable, words } from './bench-host.mjs'
import { median } from './bench-tools.mjs'
import { asMain } from './run.mjs'

/** What the work is held against. */
const aims = {
  framesPerSecond: 55,
  worstFrameMs: 100,
  editShownMs: 50,
  editDurableMs: 200,
  sortMs: 1500,
  filterMs: 500,
  replaceMs: 2000,
}
const scrolledFrames = 300
const edits = 9

/** @param {{ address: string }} host */
async function inBrowser({ address }, size) {
  const { chromium } = await import('@playwright/test')
  const executablePath = await findChromium(root)
  const browser = await chromium.launch({ executablePath, args: [...chromiumArguments] })
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.goto(address)
    await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Data' }).click()
    await page.getByRole('grid').getByText(words[0]).first().waitFor()
    await page.evaluate(`window.bench = (${inPage.toString()})()`)
    const scroll = await page.evaluate((frames) => window.bench.scroll(frames), scrolledFrames)
    const edit = await measureEdits(page)
    await page.locator('[data-head="0"]').hover()
    const sort = await measureClick(page, () =>
      page.getByRole('button', { name: 'Sort by column1', exact: true }).click(),
    )
    await page.getByRole('button', { name: 'Back to the order of the table' }).click()
    const filter = await measureFilter(page)
    const replace = await measureReplace(page, size)
    return { ...scroll, ...edit, sortMs: sort, filterMs: filter, replaceMs: replace }
  } finally {
    await browser.close()
  }
}

/** The median of some edits: the key pressed → its text drawn; → acknowledged, and so in the file. */
async function measureEdits(page) {
  const shown = []
  const durable = []
  await page.getByRole('grid').focus()
  await page.keyboard.press('Control+Home')
  await page.locator('[data-row="0"]:not(.waiting)').waitFor()
  for (let edit = 0; edit < edits; edit++) {
    const text = String(1000 + edit)
    await page.keyboard.type(text)
    const measured = await clocked(page, 'edit', text)
    await page.keyboard.press('Enter')
    const times = await measured()
    shown.push(times.shown)
    durable.push(times.durable)
  }
  return { editShownMs: median(shown), editDurableMs: median(durable) }
}

/** Sets the page's clock waiting for the key or click, which must not overtake it; gives what reads it. */
async function clocked(page, what, ...args) {
  await page.evaluate(([name, given]) => void (window.bench.running = window.bench[name](...given)), [what, args])
  return () => page.evaluate(() => window.bench.running)
}

async function measureClick(page, click) {
  const measured = await clocked(page, 'newRows')
  await click()
  return measured()
}

async function measureFilter(page) {
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByRole('menuitem', { name: /^Filter by column1/ }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('From').fill('5000')
  const time = await measureClick(page, () => dialog.getByRole('button', { name: 'Filter', exact: true }).click())
  await page.getByRole('button', { name: /^Take off/ }).click()
  return time
}

async function measureReplace(page) {
  await page.getByRole('grid').focus()
  await page.keyboard.press('Control+Home')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Control+h')
  const bar = page.getByRole('search')
  await bar.getByRole('button', { name: 'In every column' }).click()
  await bar.getByLabel('Find', { exact: true }).fill(words[0])
  await bar.getByText(/found/).waitFor()
  await bar.getByLabel('Replace with').fill('middle')
  const measured = await clocked(page, 'newText', 'middle')
  await bar.getByRole('button', { name: 'Replace all' }).click()
  return measured()
}

/** Runs in the page. */
function inPage() {
  const grid = document.querySelector('[role="grid"]')
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  const middle = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1]
  /** The first event of a kind, by the clock of the page. */
  const event = (kind) =>
    new Promise((resolve) => addEventListener(kind, () => resolve(performance.now()), { capture: true, once: true }))
  const until = async (holds) => {
    while (!holds()) await frame()
    // The frame that shows it has been drawn when the next one begins.
    await frame()
    return performance.now()
  }
  const ids = () => [...grid.querySelectorAll('[data-row] [role="gridcell"]')].map((cell) => cell.textContent).join()
  const isWaiting = () => grid.querySelector('.waiting') !== null || grid.querySelector('[data-row]') === null
  return {
    async scroll(frames) {
      const times = []
      let last = await frame()
      for (let number = 0; number < frames; number++) {
        // A hand on the wheel, and now and then one on the scroll bar.
        grid.scrollTop += number % 100 === 99 ? grid.scrollHeight / 5 : 90
        const now = await frame()
        times.push(now - last)
        last = now
      }
      return { framesPerSecond: 1000 / middle([...times]), worstFrameMs: Math.max(...times) }
    },
    async edit(text) {
      const started = await event('keydown')
      const cell = () => [...grid.querySelectorAll('[role="gridcell"]')].find((one) => one.textContent.trim() === text)
      const shown = await until(() => cell() !== undefined)
      const durable = await until(() => grid.querySelector('.pending') === null)
      return { shown: shown - started, durable: durable - started }
    },
    async newRows() {
      const before = ids()
      const started = await event('click')
      const done = await until(() => !isWaiting() && ids() !== before)
      return done - started
    },
    async newText(text) {
      const started = await event('click')
      const done = await until(() => ids().includes(text))
      return done - started
    },
  }
}

function inWords(result) {
  const line = (label, value, unit, aim, sign) =>
    `${label.padEnd(28)} ${value.toFixed(value < 100 ? 1 : 0).padStart(8)} ${unit.padEnd(9)} (wanted: ${sign} ${aim})\n`
  return (
    `${result.rows} × ${result.columns}, ${result.processors} processors, Chromium without a graphics card\n` +
    line('scrolling, median', result.framesPerSecond, 'frames/s', aims.framesPerSecond, '≥') +
    line('scrolling, worst frame', result.worstFrameMs, 'ms', aims.worstFrameMs, '≤') +
    line('an edit on screen', result.editShownMs, 'ms', aims.editShownMs, '<') +
    line('an edit durable', result.editDurableMs, 'ms', aims.editDurableMs, '<') +
    line('sort', result.sortMs, 'ms', aims.sortMs, '<') +
    line('filter', result.filterMs, 'ms', aims.filterMs, '<') +
    line('replace in a whole column', result.replaceMs, 'ms', aims.replaceMs, '<')
  )
}

await asMain(() => benchTable(inBrowser, inWords))
