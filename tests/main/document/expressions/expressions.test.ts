import { expect, test } from 'vitest'
import type { Document } from '../../../../src-main/document/document'
import { checkExpression, planCompute } from '../../../../src-main/document/edits/compute'
import { edit, projectOf } from '../support'
import { cells, thereAndBack } from '../edits/there-and-back'

const table = `size,price per m2,city,sold,when
2,10,Bern,yes,2024-02-29
-3,,Genf,no,2023-12-31
0.5,4,"it's",yes,
`

async function project(): Promise<Document> {
  const document = await projectOf(table)
  await document.setColumn(4, { kind: 'boolean' })
  await document.setColumn(5, { kind: 'date' })
  return document
}

const check = (document: Document, expression: string) =>
  document.look((connection, { columns }) => checkExpression(connection, columns, expression))

test.each([
  ['1 + 2 * 3 ^ 2', 'number', ['19', '19', '19']],
  ['size * [price per m2]', 'number', ['20', null, '2']],
  ['size / 0', 'number', [null, null, null]],
  ['-size % 2', 'number', ['0', '1', '-0.5']],
  ['round(size / 3, 2)', 'number', ['0.67', '-1', '0.17']],
  ['round(size)', 'number', ['2', '-3', '1']],
  ['abs(size) + min(1, 2, size) + max(1, 2)', 'number', ['5', '2', '3']],
  ['log(size)', 'number', ['0.6931471805599453', null, '-0.6931471805599453']],
  ['sqrt(size)', 'number', ['1.4142135623730951', null, '0.7071067811865476']],
  ['10 ^ 400', 'number', [null, null, null]],
  ['if(size > 1, "large", "small")', 'category', ['large', 'small', 'small']],
  ['size > 1 ? city : missing', 'category', ['Bern', null, null]],
  ['[price per m2] > 5', 'boolean', ['true', null, 'false']],
  ['sold and not (size < 0)', 'boolean', ['true', 'false', 'true']],
  ['sold = true or city == "Genf"', 'boolean', ['true', 'true', 'true']],
  ['city <> "it\'s"', 'boolean', ['true', 'true', 'false']],
  ['ismissing([price per m2])', 'boolean', ['false', 'true', 'false']],
  ['coalesce([price per m2], size, 0)', 'number', ['10', '-3', '4']],
  ['concat(upper(city), "-", size, sold)', 'category', ['BERN-2true', 'GENF--3false', "IT'S-0.5true"]],
  ['length(lower(city))', 'number', ['4', '4', '4']],
  ['replace(city, "e", "")', 'category', ['Brn', 'Gnf', "it's"]],
  ['number(left("12ab", 2))', 'number', ['12', '12', '12']],
  ['year(when) * 100 + month(when)', 'number', ['202402', '202312', null]],
  ['weekday(when)', 'number', ['4', '7', null]],
  ['when - when', 'number', ['0', '0', null]],
  ['if(size > 0, when, missing)', 'date', ['2024-02-29', null, null]],
] as const)('%s', async (expression, kind, sample) => {
  expect(await check(await project(), expression)).toEqual({ ok: true, message: null, at: null, kind, sample })
})

test.each([
  ['', 'Write an expression', 0],
  ['size +', 'Expected expression after +', 6],
  ['size * prize', 'no column called prize', 7],
  ['Size', 'Did you mean [size]', 0],
  ['size + city', 'concat(a, b)', 0],
  ['size * city', 'needs a number here, and this is a text', 7],
  ['lag(size)', 'There is no function called lag', 0],
  ['1 + round()', 'round() takes 1 or 2 values, not 0', 4],
  ['if(size, 1, 2)', 'if() needs true or false here', 3],
  ['if(sold, 1, "a")', 'must be of one kind', 0],
  ['size = "2"', 'cannot be compared', 0],
  ['size = missing', 'ismissing', 0],
  ['[size', 'never closed', 0],
  ['size city', 'several expressions', null],
  ['size = this', 'no column called this', 7],
  ['size.length', 'cannot start with a number', 5],
  ['[1, 2] + 1', 'no column called 1, 2', 0],
  ['size | 2', '| is not an operator', 0],
  ['constructor(1)', 'There is no function called constructor', 0],
  ['"x', 'Unclosed quote', 2],
  [`${'('.repeat(5000)}1${')'.repeat(5000)}`, '', null],
] as const)('“%s” is explained', async (expression, words, at) => {
  const checked = await check(await project(), expression)
  expect(checked.ok).toBe(false)
  expect(checked.message).toContain(words)
  if (words !== '') expect(checked.at).toBe(at)
})

test('no text of an expression is ever SQL', async () => {
  const document = await project()
  const hostile = `concat("'); DROP TABLE rows; --", city)`
  expect(await check(document, hostile)).toMatchObject({
    sample: [`'); DROP TABLE rows; --Bern`, expect.anything(), expect.anything()],
  })
  expect(document.table().rows).toBe(3)
})

test('a column is computed, keeps its formula, and is computed anew when that is asked for', async () => {
  const document = await project()
  const id = await thereAndBack(document, (draft) =>
    planCompute(draft, { columnId: null, name: 'twice', expression: 'size * 2', after: 1 }),
  )
  expect((await cells(document)).map((row) => row[1])).toEqual(['4', '-6', '1'])
  expect(document.table().columns[1]).toMatchObject({ id, kind: 'number', settings: { formula: 'size * 2' } })
  await edit(document, 1, 1, '50')
  expect((await cells(document))[0]![1]).toBe('4')
  await thereAndBack(document, (draft) =>
    planCompute(draft, { columnId: id, name: 'large', expression: 'size > 1', after: null }),
  )
  expect((await cells(document)).map((row) => row[1])).toEqual(['true', 'false', 'false'])
  expect(document.table().columns[1]).toMatchObject({ name: 'large', kind: 'boolean', odd: 0, unique: 2 })
  const itself = document.change((draft) =>
    planCompute(draft, { columnId: id, name: 'large', expression: 'not large', after: null }),
  )
  await expect(itself).rejects.toMatchObject({ code: 'expression.invalid', details: { field: 'expression' } })
})
