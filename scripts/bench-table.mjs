/**
 * `npm run bench -- table [--json] [--rows N] [--columns N]`: the document behind the table, asked through the built
 * services over HTTP. Milliseconds from the question to the answer; an edit is answered only when it is on the disk.
 */
import { ask, benchTable } from './bench-host.mjs'
import { median } from './bench-tools.mjs'
import { asMain } from './run.mjs'

/** Milliseconds at 1,000,000 × 20. */
const aims = { page: 50, edit: 200, sort: 1500, filter: 500, replace: 2000 }
const times = 7
const plain = { sort: [], filters: [] }

async function works(host, { rows }, imported) {
  const results = [{ what: 'import', milliseconds: imported }]
  const note = (what, milliseconds, aim = null) => results.push({ what, milliseconds, aim })
  const once = async (what, command, input, aim) => note(what, await timed(() => ask(host, command, input)), aim)
  const often = async (what, make, aim) => {
    const taken = []
    for (let i = 0; i < times; i++) taken.push(await timed(() => ask(host, ...make(i))))
    note(what, median(taken), aim)
  }
  const place = (i) => Math.floor((rows * (i + 0.5)) / times)
  const page = (view) => (i) => ['table.page', { view, offset: Math.min(place(i), rows - 200), limit: 200 }]
  const edits = (i) => [{ rowId: place(i) + 1, columnId: 1, text: String(i + 0.5) }]
  await often('a page of the plain view', page(plain), aims.page)
  await often('one edit, durable', (i) => ['table.change', { edits: edits(i) }], aims.edit)
  const byNumber = { sort: [{ columnId: 4, direction: 'descending' }], filters: [] }
  await once('sort by a number', 'table.page', { view: byNumber, offset: 0, limit: 200 }, aims.sort)
  await often('a page of the sorted view', page(byNumber), aims.page)
  const byText = { sort: [2, 3].map((columnId) => ({ columnId, direction: 'ascending' })), filters: [] }
  await once('sort by two texts', 'table.page', { view: byText, offset: 0, limit: 200 }, aims.sort)
  const range = { sort: [], filters: [{ kind: 'range', columnId: 5, min: 1000, max: 5000 }] }
  await once('filter by a range', 'table.page', { view: range, offset: 0, limit: 200 }, aims.filter)
  const query = { text: 'note 12', match: 'contains', caseSensitive: false }
  const text = { sort: [], filters: [{ kind: 'text', columnId: 3, ...query }] }
  await once('filter by a text', 'table.page', { view: text, offset: 0, limit: 200 }, aims.filter)
  const after = { index: -1, columnId: null }
  const what = { kind: 'find', query, columnIds: null }
  await once('find in all columns', 'table.next', { view: plain, after, what, backwards: false })
  const digits = { text: '1', match: 'contains', caseSensitive: true }
  const replace = { view: plain, columnIds: [6], query: digits, with: '7' }
  await once('replace in a whole column', 'table.replace', replace, aims.replace)
  await once('undo that', 'table.undo', {})
  await once('redo that', 'table.redo', {})
  await once('delete a row', 'table.deleteRows', { rowIds: [place(0)] })
  await often('a page after that', page(plain), aims.page)
  await once('insert a row in between', 'table.insertRows', { view: plain, before: 10, count: 1 })
  await once('remove duplicates by two columns', 'table.removeDuplicates', { columnIds: [2, 3] })
  await once('undo that', 'table.undo', {})
  const compute = { columnId: null, name: 'ratio', expression: 'column4 / column5', after: 5 }
  await once('compute a column', 'column.compute', compute)
  await once('read a number as a category', 'column.set', { columnId: 7, kind: 'category' })
  await once('delete a column', 'column.delete', { columnIds: [8] })
  await once('bring it back', 'table.undo', {})
  return { results }
}

async function timed(work) {
  const start = performance.now()
  await work()
  return Math.round((performance.now() - start) * 10) / 10
}

function inWords({ rows, columns, processors, results }) {
  const lines = results.map(({ what, milliseconds, aim }) => {
    const aimed = aim === null || aim === undefined ? '' : `   (${milliseconds <= aim ? 'within' : 'beyond'} ${aim})`
    return `${what.padEnd(34)} ${milliseconds.toFixed(1).padStart(9)} ms${aimed}`
  })
  return `${rows.toLocaleString('en')} × ${columns}, ${processors} processors\n${lines.join('\n')}\n`
}

await asMain(() => benchTable(works, inWords))
