/** Files as they come, each with what is to become of it. */
import { gzipSync } from 'node:zlib'
import type { ErrorCode } from '../../../../src-shared/errors'
import type { RowNote } from '../../../../src-shared/import'
import type { ColumnKind } from '../../../../src-shared/table'

type Cell = string | null

export type Outcome = {
  columns?: string[]
  kinds?: ColumnKind[]
  /** All of them. */
  cells?: Cell[][]
  /** Where there are many: how many. */
  rows?: number
  /** Lines of rows that are not in the table. */
  listed?: number[]
  /** Lines of rows that are in it, but not as they stand. */
  repaired?: [number, RowNote][]
  /** Odd cells, with their lines. */
  odd?: [number, string][]
  dialect?: Partial<{ delimiter: string; quote: string; escape: string; header: boolean; encoding: string }>
  /** What the columns' texts are read as, row by row. */
  numbers?: (number | null)[][]
}

export type Case = { name: string; content: string | Uint8Array; file?: string } & (
  { gives: Outcome } | { refused: ErrorCode; words: RegExp }
)

const ab = (...cells: Cell[][]): Outcome => ({ columns: ['a', 'b'], cells, listed: [], repaired: [] })
const numbers = (...rows: [string, string][]): Outcome => ab(...rows)
const plain = numbers(['1', '2'], ['3', '4'])

const utf16 = (text: string, bigEnd: boolean, mark: boolean): Uint8Array => {
  const bytes = Buffer.from(`${mark ? '\ufeff' : ''}${text}`, 'utf16le')
  return bigEnd ? bytes.swap16() : bytes
}

const lineEnds: Case[] = [
  { name: 'lines end with LF', content: 'a,b\n1,2\n3,4\n', gives: plain },
  { name: 'lines end with CRLF', content: 'a,b\r\n1,2\r\n3,4\r\n', gives: plain },
  { name: 'lines end with CR', content: 'a,b\r1,2\r3,4\r', gives: plain },
  { name: 'lines end in all three ways', content: 'a,b\r\n1,2\n3,4\r', gives: plain },
  { name: 'no newline at the end', content: 'a,b\n1,2\n3,4', gives: plain },
  { name: 'no newline at the end, CRLF', content: 'a,b\r\n1,2\r\n3,4', gives: plain },
  { name: 'blank lines between', content: '\na,b\n\n1,2\n\n\n3,4\n\n', gives: plain },
]

const quotes: Case[] = [
  { name: 'a newline inside quotes', content: 'a,b\n"x\ny",1\nz,2\n', gives: ab(['x\ny', '1'], ['z', '2']) },
  { name: 'a CRLF inside quotes', content: 'a,b\r\n"x\r\ny",1\r\nz,2\r\n', gives: ab(['x\r\ny', '1'], ['z', '2']) },
  { name: 'a doubled quote', content: 'a,b\n"x ""y""",1\n"""",2\n', gives: ab(['x "y"', '1'], ['"', '2']) },
  {
    name: 'a quote behind a backslash',
    content: 'a,b\n"x \\"y\\", z",1\n"w",2\n',
    gives: { ...ab(['x "y", z', '1'], ['w', '2']), dialect: { escape: '\\' } },
  },
  {
    name: 'backslashes that escape nothing',
    content: 'a,b\nC:\\dir\\,1\nD:\\,2\n',
    gives: ab(['C:\\dir\\', '1'], ['D:\\', '2']),
  },
  {
    name: 'apostrophes as quotes',
    content: "a,b\n'x, y',1\n'it''s',2\n",
    gives: { ...ab(['x, y', '1'], ["it's", '2']), dialect: { quote: "'" } },
  },
  {
    name: 'apostrophes within words',
    content: "a,b\nit's,1\n'tis,2\nrock'n'roll,3\n",
    gives: ab(["it's", '1'], ["'tis", '2'], ["rock'n'roll", '3']),
  },
  {
    name: 'a stray opening quote in a long file',
    content: `a,b\n${Array.from({ length: 3000 }, (_, i) => (i === 1000 ? '"open,1' : i === 2000 ? '5" disk,2' : `w${i % 9},${i}`)).join('\n')}\n`,
    gives: { rows: 3000, listed: [], repaired: [[1002, 'literal']] },
  },
  {
    name: 'a stray quote that another one seems to close, rows later',
    content: `a,b,c\n1,"5 inch,x\n${'2,6,y\n'.repeat(50)}3,7",z\n4,8,w\n`,
    gives: { rows: 53, listed: [], repaired: [[2, 'literal']] },
  },
  {
    name: 'prose over several lines with as many commas as the table',
    content: 'text,label\n"Dear all,\nhello, world\nbye",good\nshort,bad\n"one\n"",x, ""y\nend",bad\n',
    gives: {
      rows: 3,
      cells: [
        ['Dear all,\nhello, world\nbye', 'good'],
        ['short', 'bad'],
        ['one\n",x, "y\nend', 'bad'],
      ],
      listed: [],
      repaired: [],
    },
  },
  {
    name: 'a quoted text that ends with a newline, before the end of the file',
    content: 'a,b,c\r\n"x","y\r\n",1',
    gives: { cells: [['x', 'y\r\n', '1']], listed: [], repaired: [] },
  },
  {
    name: 'text after a closing quote',
    content: 'a,b\n"x"y,1\nz,2\n',
    gives: { ...ab(['"x"y', '1'], ['z', '2']), repaired: [[2, 'literal']] },
  },
  {
    name: 'a quote that is not closed at the end',
    content: 'a,b\nx,1\ny,2\n"z,3\n',
    gives: { ...ab(['x', '1'], ['y', '2'], ['"z', '3']), repaired: [[4, 'literal']] },
  },
  { name: 'a quote inside a cell', content: 'a,b\n5" disk,1\nx"y"z,2\n', gives: ab(['5" disk', '1'], ['x"y"z', '2']) },
  { name: 'spaces around quotes', content: 'a,b\n "x, y" ,1\nz,2\n', gives: ab(['x, y', '1'], ['z', '2']) },
  { name: 'everything in quotes', content: '"a","b"\n"1","2"\n"3","4"\n', gives: plain },
  { name: 'empty quotes', content: 'a,b\n"",1\nx,""\n', gives: ab([null, '1'], ['x', null]) },
]

const delimiters: Case[] = [
  { name: 'semicolons', content: 'a;b\n1;2\n3;4\n', gives: { ...plain, dialect: { delimiter: ';' } } },
  {
    name: 'semicolons with decimal commas',
    content: 'a;b\n1,5;x\n2,25;y\n',
    gives: { ...ab(['1,5', 'x'], ['2,25', 'y']), kinds: ['number', 'category'], numbers: [[1.5], [2.25]] },
  },
  {
    name: 'semicolons with decimal commas and no header',
    content: '1,5;2,5\n3,5;4,5\n6,5;7,25\n',
    gives: {
      columns: ['column 1', 'column 2'],
      numbers: [
        [1.5, 2.5],
        [3.5, 4.5],
        [6.5, 7.25],
      ],
      dialect: { delimiter: ';', header: false },
    },
  },
  { name: 'tabs', content: 'a\tb\n1\t2\n3\t4\n', gives: { ...plain, dialect: { delimiter: '\t' } } },
  { name: 'bars', content: 'a|b\n1|2\n3|4\n', gives: { ...plain, dialect: { delimiter: '|' } } },
  { name: 'a comma and a space', content: 'a, b\n1, 2\n3, 4\n', gives: { ...plain, dialect: { delimiter: ', ' } } },
  {
    name: 'a comma and a space, with quotes',
    content: 'a, b\n"x, y", 2\nz, 4\n',
    gives: ab(['x, y', '2'], ['z', '4']),
  },
  { name: 'two bars', content: 'a||b\n1||2\n3||4\n', gives: { ...plain, dialect: { delimiter: '||' } } },
  {
    name: 'a line that names the delimiter',
    content: 'sep=;\na;b\n1;2\n3;4\n',
    gives: { ...plain, dialect: { delimiter: ';' } },
  },
  {
    name: 'a line that names a strange delimiter',
    content: 'sep=^\na^b\n1^2\n3^4\n',
    gives: { ...plain, dialect: { delimiter: '^' } },
  },
  {
    name: 'commas in texts of a tab file',
    content: 'a\tb\nx, y, z\t1\nu, v, w\t2\n',
    gives: ab(['x, y, z', '1'], ['u, v, w', '2']),
  },
  { name: 'one column', content: 'colour\nred\nblue\n', gives: { columns: ['colour'], cells: [['red'], ['blue']] } },
  {
    name: 'one column of sentences with commas in quotes',
    content: 'said\n"well, well"\n"no, no"\n',
    gives: { columns: ['said'], cells: [['well, well'], ['no, no']] },
  },
]

const shapes: Case[] = [
  {
    name: 'ragged rows',
    content: 'a,b\n1,2\n3\n5,6,7\n8,9\n',
    gives: {
      ...ab(['1', '2'], ['3', null], ['5', '6'], ['8', '9']),
      repaired: [
        [3, 'padded'],
        [4, 'cut'],
      ],
    },
  },
  {
    name: 'a delimiter too many at every row’s end',
    content: 'a,b\n1,2,\n3,4,\n',
    gives: {
      columns: ['a', 'b', 'column 3'],
      cells: [
        ['1', '2', null],
        ['3', '4', null],
      ],
      repaired: [],
      listed: [],
    },
  },
  {
    name: 'a preamble line with as many commas as the table',
    content: `Report, made in May\nname,price\n${'ann,1\nbob,2\n'.repeat(5)}`,
    gives: { rows: 10, columns: ['name', 'price'], kinds: ['category', 'number'], listed: [1] },
  },
  {
    name: 'a header with spaces, and no preamble',
    content: `name, price\n${'ann,1\nbob,2\n'.repeat(5)}`,
    gives: { rows: 10, columns: ['name', 'price'], listed: [] },
  },
  {
    name: 'preamble lines',
    content: 'Sales report\nmade on a Monday\n\na,b,c\n1,2,3\n4,5,6\n7,8,9\n',
    gives: { columns: ['a', 'b', 'c'], rows: 3, listed: [1, 2] },
  },
  {
    name: 'footer lines',
    content: 'a,b,c\n1,2,3\n4,5,6\n7,8,9\n\n(3 rows affected)\nSource: the archive\n',
    gives: { columns: ['a', 'b', 'c'], rows: 3, listed: [6, 7] },
  },
  {
    name: 'several header lines',
    content: 'name,price,weight\n,EUR,kg\nx,1.5,2\ny,2,3\nz,3,4\nw,5,6\n',
    gives: { columns: ['name', 'price EUR', 'weight kg'], kinds: ['category', 'number', 'number'], rows: 4 },
  },
  {
    name: 'no header',
    content: '1,2\n3,4\n',
    gives: {
      columns: ['column 1', 'column 2'],
      cells: [
        ['1', '2'],
        ['3', '4'],
      ],
      dialect: { header: false },
    },
  },
  {
    name: 'years as names',
    content: 'country,2019,2020\nx,1.5,2\ny,3,4.5\n',
    gives: { columns: ['country', '2019', '2020'], rows: 2 },
  },
  {
    name: 'names twice and none',
    content: 'a,a,,A\n1,2,3,4\n',
    gives: { columns: ['a', 'a (2)', 'column 3', 'A'], rows: 1 },
  },
  {
    name: 'a name that is given twice and a third time by us',
    content: 'a,a,a (2)\n1,2,3\n',
    gives: { columns: ['a', 'a (2)', 'a (2) (2)'], rows: 1 },
  },
  {
    name: 'names that programs stumble over',
    content: '__proto__,constructor,toString\n1,2,3\n4,5,6\n',
    gives: {
      columns: ['__proto__', 'constructor', 'toString'],
      cells: [
        ['1', '2', '3'],
        ['4', '5', '6'],
      ],
    },
  },
  {
    name: 'a newline in a name',
    content: '"first\nsecond",b\n1,2\n3,4\n',
    gives: { columns: ['first\nsecond', 'b'], rows: 2 },
  },
  {
    name: 'a name of 300 characters',
    content: `${'n'.repeat(300)},b\n1,2\n`,
    gives: { columns: ['n'.repeat(300), 'b'], rows: 1 },
  },
  {
    name: 'a name that looks like SQL',
    content: '"a""; DROP TABLE rows; --",b\n1,2\n',
    gives: { columns: ['a"; DROP TABLE rows; --', 'b'], rows: 1 },
  },
  { name: 'an empty file', content: '', refused: 'import.empty', words: /data\.csv is empty/ },
  { name: 'nothing but blank lines', content: '\n\r\n\n', refused: 'import.empty', words: /is empty/ },
  { name: 'a header alone', content: 'a,b,c\n', refused: 'import.headerOnly', words: /a header and no rows/ },
]

const japanese = 'name,値\n東京,1\n大阪の町,2\n京都へ行く,3\n日本語の文章です,4\n'
const shiftJis = Buffer.from(
  'name,926c0a938c8b9e,310a91e58de382cc92ac,320a8b9e937382d68d7382ad,330a93fa967b8cea82cc95b68fcd82c582b7,340a'
    .split(',')
    .map((part, i) => (i === 0 ? Buffer.from(`${part},`).toString('hex') : part + (i < 5 ? '2c' : '')))
    .join(''),
  'hex',
)

const encodings: Case[] = [
  { name: 'UTF-8 with a mark', content: '\ufeffa,b\n1,2\n3,4\n', gives: { ...plain, dialect: { encoding: 'UTF-8' } } },
  { name: 'a mark before a quoted name', content: '\ufeff"a","b"\n"1","2"\n"3","4"\n', gives: plain },
  {
    name: 'UTF-16, little end first',
    content: utf16('città,b\nköln,1\n', false, true),
    gives: { columns: ['città', 'b'], cells: [['köln', '1']], dialect: { encoding: 'UTF-16' } },
  },
  {
    name: 'UTF-16, big end first',
    content: utf16('città,b\nköln,1\n', true, true),
    gives: { columns: ['città', 'b'], cells: [['köln', '1']] },
  },
  {
    name: 'UTF-16 without a mark',
    content: utf16('name,b\nkoln,1\n', false, false),
    gives: { columns: ['name', 'b'], cells: [['koln', '1']] },
  },
  {
    name: 'Latin-1',
    content: Buffer.from('città,b\nparís,1\nköln,2\nsão paulo,3\n', 'latin1'),
    gives: {
      columns: ['città', 'b'],
      cells: [
        ['parís', '1'],
        ['köln', '2'],
        ['são paulo', '3'],
      ],
      dialect: { encoding: 'Windows-1252' },
      repaired: [],
    },
  },
  {
    name: 'Windows-1252',
    content: Buffer.from('a,b\n20\u0080,1\n\u0093x\u0094,2\n', 'latin1'),
    gives: ab(['20€', '1'], ['“x”', '2']),
  },
  {
    name: 'Shift JIS',
    content: shiftJis,
    gives: {
      columns: ['name', '値'],
      cells: japanese
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',')),
    },
  },
  {
    name: 'invalid bytes among UTF-8',
    content: Buffer.concat([Buffer.from(`a,b\n${'é,1\n'.repeat(20)}x`), Buffer.from([0xff]), Buffer.from('y,2\n')]),
    gives: { rows: 21, listed: [], repaired: [[22, 'replaced']], dialect: { encoding: 'UTF-8' } },
  },
  {
    name: 'a NUL',
    content: 'a,b\nx\0y,1\nz,2\n',
    gives: { ...ab(['xy', '1'], ['z', '2']), repaired: [[2, 'replaced']] },
  },
  {
    name: 'a UTF-8 character that a spreadsheet left out',
    content: 'a,b\n37\ufffd36,1\n38,2\n',
    gives: ab(['37\ufffd36', '1'], ['38', '2']),
  },
]

const column = (...texts: string[]): string => `v,w\n${texts.map((text) => `"${text}",k`).join('\n')}\n`
const values = (kind: ColumnKind, ...read: (number | null)[]): Outcome => ({
  kinds: [kind, 'category'],
  numbers: read.map((number) => [number]),
})
const day = (year: number, month: number, date: number): number => Date.UTC(year, month - 1, date) / 1000

const readings: Case[] = [
  {
    name: '007 stays 007',
    content: column('007', '100', '023'),
    gives: {
      kinds: ['category', 'category'],
      cells: [
        ['007', 'k'],
        ['100', 'k'],
        ['023', 'k'],
      ],
    },
  },
  {
    name: 'long strings of digits stay as they are',
    content: column('12345678901234567890', '2', '33333333333333333333'),
    gives: {
      kinds: ['category', 'category'],
      cells: [
        ['12345678901234567890', 'k'],
        ['2', 'k'],
        ['33333333333333333333', 'k'],
      ],
    },
  },
  { name: '01.5 is a measurement', content: column('01.5', '2.25'), gives: values('number', 1.5, 2.25) },
  {
    name: 'one 007 at the end of 30,000 numbers',
    content: `v,w\n${Array.from({ length: 30_000 }, (_, i) => `${i + 10},k`).join('\n')}\n007,k\n`,
    gives: { kinds: ['category', 'category'], rows: 30_001 },
  },
  { name: '1e5', content: column('1e5', '-2.5E-3'), gives: values('number', 100_000, -0.0025) },
  { name: '1.234,56', content: column('1.234,56', '7,5', '1.000'), gives: values('number', 1234.56, 7.5, 1000) },
  { name: '1 234,56', content: column('1 234,56', '12,5', '1 000'), gives: values('number', 1234.56, 12.5, 1000) },
  { name: '1,234.56', content: column('1,234.56', '12.5', '1,000'), gives: values('number', 1234.56, 12.5, 1000) },
  { name: "1'234.56", content: column("1'234.56", '12.5'), gives: values('number', 1234.56, 12.5) },
  { name: '$74.69', content: column('$74.69', '$1,200', '-$3'), gives: values('number', 74.69, 1200, -3) },
  { name: '12 %', content: column('12 %', '3.5 %', '7%'), gives: values('number', 12, 3.5, 7) },
  { name: '5 km', content: column('5 km', '12.5 km'), gives: values('number', 5, 12.5) },
  { name: 'A1 is a code', content: column('A1', 'A2', 'B7'), gives: { kinds: ['category', 'category'] } },
  {
    name: 'words for missing',
    content: `v,w\n${['', 'NA', 'N/A', 'NaN', 'nan', 'null', 'NULL', 'None', '-', '?', ' NA ', '   '].map((word) => `${word},k`).join('\n')}\n1,k\n2,k\n`,
    gives: { kinds: ['number', 'category'], rows: 14, odd: [] },
  },
  {
    name: 'inf, 0x10 and 1e999 among numbers',
    content: `v,w\n${Array.from({ length: 60 }, (_, i) => `${i},k`).join('\n')}\ninf,k\n0x10,k\n1e999,k\n`,
    gives: {
      kinds: ['number', 'category'],
      odd: [
        [62, 'inf'],
        [63, '0x10'],
        [64, '1e999'],
      ],
    },
  },
  {
    name: 'dates, year first',
    content: column('2021-02-03', '2020-12-31'),
    gives: values('date', day(2021, 2, 3), day(2020, 12, 31)),
  },
  {
    name: 'dates, day first',
    content: column('31/12/2020', '01/02/2021'),
    gives: values('date', day(2020, 12, 31), day(2021, 2, 1)),
  },
  {
    name: 'dates, month first',
    content: column('12/31/2020', '01/02/2021'),
    gives: values('date', day(2020, 12, 31), day(2021, 1, 2)),
  },
  {
    name: 'dates with dots',
    content: column('03.02.2021', '31.12.2020'),
    gives: values('date', day(2021, 2, 3), day(2020, 12, 31)),
  },
  {
    name: 'dates with a time',
    content: column('2021-02-03 04:05:06', '2021-02-03T10:00:00Z'),
    gives: values('date', day(2021, 2, 3) + 14_706, day(2021, 2, 3) + 36_000),
  },
  {
    name: 'one day above twelve decides for 30,000 dates',
    content: `v,w\n${Array.from({ length: 30_000 }, (_, i) => `0${1 + (i % 9)}/0${1 + (i % 7)}/2020,k`).join('\n')}\n25/12/2020,k\n`,
    gives: { kinds: ['date', 'category'], rows: 30_001, odd: [] },
  },
  { name: 'yes and no', content: column('yes', 'no', 'YES'), gives: values('boolean', 1, 0, 1) },
  { name: 'yes, no and maybe', content: column('yes', 'no', 'maybe'), gives: { kinds: ['category', 'category'] } },
  {
    name: 'one text cell at row 20,481 of numbers',
    content: `v,w\n${Array.from({ length: 30_000 }, (_, i) => `${i === 20_480 ? 'many' : i},k`).join('\n')}\n`,
    gives: { kinds: ['number', 'category'], rows: 30_000, odd: [[20_482, 'many']] },
  },
  {
    name: 'numbers that begin after 30,000 missing cells',
    content: `v,w\n${',k\n'.repeat(30_000)}${'1.5,k\n'.repeat(20)}`,
    gives: { kinds: ['number', 'category'], rows: 30_020, odd: [] },
  },
  {
    name: 'thousands that come after 30,000 plain numbers',
    content: `v,w\n${'500,k\n'.repeat(30_000)}"1,250",k\n`,
    gives: { kinds: ['number', 'category'], rows: 30_001, odd: [] },
  },
]

const page = '<!DOCTYPE html>\n<html><body><table><tr><td>1</td></tr></table></body></html>\n'

const disguises: Case[] = [
  { name: 'gzip under the name .csv', content: gzipSync('a,b\n1,2\n3,4\n'), gives: plain },
  { name: 'gzip of an empty file', content: gzipSync(''), refused: 'import.empty', words: /is empty/ },
  {
    name: 'gzip that is cut short',
    content: gzipSync('a,b\n'.repeat(5000)).subarray(0, 40),
    refused: 'import.binary',
    words: /gzip archive that is damaged or cut short/,
  },
  {
    name: 'a web page under the name .csv',
    content: page,
    refused: 'import.binary',
    words: /a web page.*paste it here/,
  },
  { name: 'a zip that is none', content: 'PK\u0003\u0004nonsense', refused: 'import.binary', words: /damaged/ },
  {
    name: 'an old workbook',
    content: Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3]),
    refused: 'import.binary',
    words: /old Excel workbook. Save it as \.xlsx or CSV/,
  },
  {
    name: 'a picture',
    content: Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10]),
    refused: 'import.binary',
    words: /a picture/,
  },
  { name: 'a PDF', content: '%PDF-1.7\n', refused: 'import.binary', words: /a PDF/ },
  {
    name: 'Parquet that is cut short',
    content: 'PAR1....',
    refused: 'import.binary',
    words: /Parquet file that is damaged/,
  },
  {
    name: 'noise',
    content: Buffer.from(Array.from({ length: 512 }, (_, i) => (i * 7) % 256)),
    refused: 'import.binary',
    words: /bytes that no text has/,
  },
  {
    name: 'JSON lines under the name .csv',
    content: '{"a":1,"b":"x, \\"y\\""}\n{"a":2.5,"c":[1,2]}\n\nnonsense\n{"b":"two\\nlines"}\n[1]\n{"a":3}\n',
    gives: {
      columns: ['a', 'b', 'c'],
      cells: [
        ['1', 'x, "y"', null],
        ['2.5', null, '[1,2]'],
        [null, 'two\nlines', null],
        ['3', null, null],
      ],
      listed: [4, 6],
    },
  },
]

export const cases: Case[] = [...lineEnds, ...quotes, ...delimiters, ...shapes, ...encodings, ...readings, ...disguises]
