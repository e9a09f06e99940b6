/** Tables in and out: `import` prints its report, `export-data` writes the table back. */
import type { ImportChange, ImportProposal, ImportReport, ImportRules } from '../../../src-shared/import'
import type { Column } from '../../../src-shared/table'
import type { Surroundings } from './commands'
import type { Options } from './options'
import { importEncodings } from '../../../src-shared/import'
import {
  choiceOption,
  flag,
  listOption,
  positional,
  refuseMore,
  requiredText,
  textOption,
  wholeOption,
} from './options'
import { refuseExisting } from './refuse-existing'

export const importOptions = {
  project: { type: 'string' },
  overwrite: { type: 'boolean' },
  sheet: { type: 'string' },
  encoding: { type: 'string' },
  delimiter: { type: 'string' },
  header: { type: 'string' },
  skip: { type: 'string' },
  missing: { type: 'string' },
  faulty: { type: 'string' },
  json: { type: 'boolean' },
} as const

export async function importData(options: Options, { client, output }: Surroundings): Promise<void> {
  const data = positional(options, 0, 'The file')
  refuseMore(options, 1)
  const project = requiredText(options, 'project', 'the project to make')
  const change = importChangeFrom(options)
  await refuseExisting(project, options)
  const proposal = await client.send('import.propose', { from: { kind: 'path', path: data } })
  if (proposal === null) return
  const { token } = proposal.source
  try {
    const rules = withChange(proposal, change)
    const report = await client.send('import.run', { token, rules })
    const to = { kind: 'path', path: project } as const
    const saved = await client.send('project.saveAs', { to, overwrite: flag(options, 'overwrite') })
    const columns = saved?.table.columns ?? []
    if (flag(options, 'json')) output.json(reportJson(report, columns))
    else for (const line of reportLines(report, columns, project)) output.line(line)
  } finally {
    await client.send('import.close', { token })
  }
}

function importChangeFrom(options: Options): ImportChange {
  const delimiter = textOption(options, 'delimiter')
  const header = choiceOption(options, 'header', ['on', 'off'])
  const missing = listOption(options, 'missing')
  const change: ImportChange = {
    sheet: textOption(options, 'sheet'),
    encoding: choiceOption(options, 'encoding', importEncodings),
    delimiter: delimiter === 'tab' || delimiter === '\\t' ? '\t' : delimiter,
    header: header === undefined ? undefined : header === 'on',
    skip: wholeOption(options, 'skip', 0),
    missingWords: missing === undefined ? undefined : ['', ...missing],
    faulty: choiceOption(options, 'faulty', ['repair', 'reject']),
  }
  return Object.fromEntries(Object.entries<unknown>(change).filter(([, value]) => value !== undefined))
}

function withChange({ rules }: ImportProposal, change: ImportChange): ImportRules {
  return { ...rules, ...change }
}

function reportJson(report: ImportReport, columns: readonly Column[]) {
  const { rowsImported, rowsInFile, listed, listedCount, repaired, repairedCount, dialect, notes, seconds } = report
  return {
    rows: rowsImported,
    rowsInFile,
    listed: listed.map(({ line, reason, text }) => ({ line, reason, text })),
    listedCount,
    repaired: repaired.map(({ line, what, reason, text }) => ({ line, what, reason, text })),
    repairedCount,
    dialect,
    columns: columns.map(({ name, kind, missing, odd, unique }) => ({ name, kind, missing, odd, unique })),
    odd: report.odd,
    notes: notes.map(({ message }) => message),
    seconds,
  }
}

const shown = 20

function reportLines(report: ImportReport, columns: readonly Column[], project: string): string[] {
  const { rowsImported, listedCount, listed, repairedCount, repaired, dialect, oddCount } = report
  const count = (number: number, what: string): string =>
    `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`
  const more = (all: number): string[] => (all > shown ? [`  … and ${(all - shown).toLocaleString('en')} more`] : [])
  return [
    `${project}: ${count(rowsImported, 'row')} × ${count(columns.length, 'column')} from ${report.file}`,
    `${count(listedCount, 'row')} left out, ${count(repairedCount, 'row')} mended, ${count(oddCount, 'odd cell')}`,
    `delimiter ${JSON.stringify(dialect.delimiter)}, quote ${dialect.quote === '' ? 'none' : dialect.quote}, ${dialect.header ? 'a header' : 'no header'}, ${dialect.encoding}`,
    ...columns.map(({ name, kind, missing, unique }) => `  ${name}: ${kind}, ${missing} missing, ${unique} different`),
    ...listed.slice(0, shown).map(({ line, reason }) => `left out: line ${line}: ${reason}`),
    ...more(listedCount),
    ...repaired.slice(0, shown).map(({ line, reason }) => `mended: line ${line}: ${reason}`),
    ...more(repairedCount),
    ...report.notes.map(({ message }) => `note: ${message}`),
  ]
}

export const exportDataOptions = {
  out: { type: 'string' },
  overwrite: { type: 'boolean' },
  raw: { type: 'boolean' },
  json: { type: 'boolean' },
} as const

export async function exportData(options: Options, { client, output }: Surroundings): Promise<void> {
  const path = positional(options, 0, 'The project')
  refuseMore(options, 1)
  const out = requiredText(options, 'out', 'the file to write')
  await refuseExisting(out, options)
  await client.send('project.open', { from: { kind: 'path', path }, readOnly: true })
  const done = await client.send('table.exportFile', {
    to: { kind: 'path', path: out },
    neutralise: !flag(options, 'raw'),
  })
  if (done === null) return
  if (flag(options, 'json')) output.json({ file: out, rows: done.rows })
  else output.line(`${out}: ${done.rows.toLocaleString('en')} rows`)
}
