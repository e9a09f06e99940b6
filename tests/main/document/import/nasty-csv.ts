/** CSV as it comes from the world, made from parts of which is known what they are: so that nothing has to be parsed to know. */
import fc from 'fast-check'
import type { Cell } from '../../../../src-shared/table'
import type { ImportChange, ImportEncoding } from '../../../../src-shared/import'

export type NastyFile = {
  bytes: Buffer
  rules: ImportChange
  names: string[]
  /** What each record of the file should become, in order; null: it is listed. */
  rows: (Cell[] | null)[]
  /** Of the mended rows. */
  mended: number
}

type Written = { text: string; value: string }
type Line =
  | { kind: 'row'; cells: Written[] }
  | { kind: 'blank' }
  /** A line with a quote that is never closed, or a text after a closing one: its quotes are text. */
  | { kind: 'stray'; cells: string[] }

type World = {
  delimiter: string
  ends: string[]
  encoding: 'utf-8' | 'mark' | 'utf-16le' | 'utf-16be' | 'windows-1252'
  faulty: 'repair' | 'reject'
}

const worlds: fc.Arbitrary<World> = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  ends: fc.constantFrom(['\n'], ['\r\n'], ['\r'], ['\n', '\r\n'], ['\n', '\r\n', '\r']),
  encoding: fc.constantFrom('utf-8', 'utf-8', 'mark', 'utf-16le', 'utf-16be', 'windows-1252'),
  faulty: fc.constantFrom('repair', 'repair', 'reject'),
})

const plainTexts = [
  '1',
  '-2.5',
  '007',
  '1e5',
  'north',
  'café',
  'NA',
  '',
  ' padded ',
  "it's",
  'a"b',
  '2021-02-03',
  '€ 5',
]

/** A cell as it stands in the file, and as it should stand in the table. Quoted texts begin with a letter. */
function cellIn({ delimiter }: World): fc.Arbitrary<Written> {
  const plain = fc.constantFrom(...plainTexts).map((text) => ({ text, value: text }))
  const onOneLine = fc.constantFrom(' and more', delimiter, '"', '""', 'é')
  // A line of bare cells within a quoted text is taken for a row that a stray quote swallowed: prose has spaces.
  const onSeveral = fc.constantFrom(' and more', `${delimiter} `, '"', '""', '\n', '\r\n', '\n\n', '\r')
  const pieces = fc.oneof(fc.array(onOneLine, { maxLength: 4 }), fc.array(onSeveral, { maxLength: 4 }))
  const quoted = pieces.map((pieces) => {
    const value = `x${pieces.join('')}`
    return { text: `"${value.replaceAll('"', '""')}"`, value }
  })
  return fc.oneof({ weight: 5, arbitrary: plain }, { weight: 2, arbitrary: quoted })
}

const strays = ['"open', '"x"y']

function lineIn(world: World, width: number): fc.Arbitrary<Line> {
  const cells = (minLength: number, maxLength: number): fc.Arbitrary<Line> =>
    fc.array(cellIn(world), { minLength, maxLength }).map((found) => ({ kind: 'row', cells: found }))
  const stray = fc
    .tuple(fc.array(fc.constantFrom('1', 'two', 'é'), { minLength: 1, maxLength: width }), fc.constantFrom(...strays))
    .map(([before, text]): Line => ({ kind: 'stray', cells: [...before, text] }))
  return fc.oneof(
    { weight: 8, arbitrary: cells(width, width) },
    { weight: 2, arbitrary: cells(1, width + 2) },
    { weight: 1, arbitrary: stray },
    { weight: 1, arbitrary: fc.constant<Line>({ kind: 'blank' }) },
  )
}

export const nastyFiles: fc.Arbitrary<NastyFile> = fc
  .tuple(worlds, fc.integer({ min: 2, max: 4 }))
  .chain(([world, width]) =>
    fc.record({
      world: fc.constant(world),
      width: fc.constant(width),
      lines: fc.array(lineIn(world, width), { minLength: 1, maxLength: 20 }),
      above: fc.array(fc.constantFrom('A note, about it', 'made; today', ''), { maxLength: 2 }),
      below: fc.array(fc.constantFrom('Total', 'a note about it', '(3 rows)'), { maxLength: 2 }),
      lastEnd: fc.boolean(),
    }),
  )
  .map((parts) => fileOf({ ...parts, lines: amongPlain(parts.lines, parts.width) }))

type Parts = { world: World; width: number; lines: Line[]; above: string[]; below: string[]; lastEnd: boolean }

/** The width that most rows have is the table's. */
function amongPlain(lines: readonly Line[], width: number): Line[] {
  const plain = (row: number): Line => ({
    kind: 'row',
    cells: Array.from({ length: width }, () => ({ text: `${row}`, value: `${row}` })),
  })
  return [plain(0), ...lines.flatMap((line, i) => [line, plain(i + 1)])]
}

function fileOf({ world, width, lines, above, below, lastEnd }: Parts): NastyFile {
  const { delimiter, ends, faulty } = world
  const names = ['alpha', 'beta', 'gamma', 'delta'].slice(0, width)
  const all = [...above, names.join(delimiter), ...lines.map((line) => textOf(line, delimiter)), ...below]
  const text = all.map((line, i) => `${line}${i === all.length - 1 && !lastEnd ? '' : ends[i % ends.length]!}`).join('')
  const filled = lines.filter((line) => textOf(line, delimiter) !== '')
  const rows = filled.map((line) => rowOf(line, width, faulty))
  return {
    bytes: encoded(text, world.encoding),
    rules: {
      ...{ delimiter, quote: '"', escape: '"', header: true, headerLines: 1, faulty },
      ...{ skip: above.length, footer: below.length, encoding: ruleFor(world.encoding) },
    },
    names,
    rows: [...above.filter((line) => line !== '').map(() => null), ...rows, ...below.map(() => null)],
    mended: faulty === 'reject' ? 0 : filled.filter((line) => !fits(line, width)).length,
  }
}

function textOf(line: Line, delimiter: string): string {
  if (line.kind === 'blank') return ''
  return line.cells.map((cell) => (typeof cell === 'string' ? cell : cell.text)).join(delimiter)
}

function fits(line: Line, width: number): boolean {
  return line.kind === 'row' && line.cells.length === width
}

function rowOf(line: Line, width: number, faulty: World['faulty']): Cell[] | null {
  if (line.kind === 'blank' || (faulty === 'reject' && !fits(line, width))) return null
  const cells = line.cells.map((cell) => (typeof cell === 'string' ? cell : cell.value))
  return Array.from({ length: width }, (_, i) => {
    const text = cells[i] ?? ''
    return text === '' || text === 'NA' ? null : text
  })
}

function ruleFor(encoding: World['encoding']): ImportEncoding {
  return encoding === 'windows-1252' ? encoding : 'auto'
}

function encoded(text: string, encoding: World['encoding']): Buffer {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text)
    case 'mark':
      return Buffer.from(`\ufeff${text}`)
    case 'utf-16le':
      return Buffer.from(`\ufeff${text}`, 'utf16le')
    case 'utf-16be':
      return Buffer.from(`\ufeff${text}`, 'utf16le').swap16()
    case 'windows-1252':
      return Buffer.from(text.replaceAll('€', '\u0080'), 'latin1')
  }
}
