/** From a tree to SQL: every name known, every type fitting; a mistake is explained at its place. */
import type { Column } from '../../../src-shared/table'
import type { ExpressionFunction, Typed, ValueType } from './functions'
import type { Tree } from './parse'
import { assertNever } from '../../../src-shared/errors'
import { doubleSql } from '../view-sql'
import { literal } from '../reading-texts'
import { numberName, textName } from '../schema'
import { shorten } from '../edits/words'
import { functions } from './functions'
import { ExpressionError, placeOf } from './parse'
import { spelledSql } from './spell'

/** @throws ExpressionError */
export function checkTree(tree: Tree, columns: readonly Column[]): Typed {
  const check = (one: Tree): Typed => checkTree(one, columns)
  switch (tree.kind) {
    case 'number':
      return { type: 'number', sql: doubleSql(tree.value) }
    case 'text':
      return { type: 'text', sql: literal(tree.value) }
    case 'truth':
      return { type: 'truth', sql: tree.value ? 'TRUE' : 'FALSE' }
    case 'missing':
      return { type: null, sql: 'NULL' }
    case 'column':
      return columnSql(tree.name, tree.at, columns)
    case 'call':
      return callSql(tree.name, tree.args, tree.at, check)
    case 'unary':
      return unarySql(tree.operator, tree.of, check)
    case 'binary':
      return binarySql(tree.operator, tree.left, tree.right, check)
    case 'if':
      return callSql('if', [tree.test, tree.then, tree.otherwise], placeOf(tree.test) ?? 0, check)
    default:
      return assertNever(tree)
  }
}

type Check = (tree: Tree) => Typed

function columnSql(name: string, at: number, columns: readonly Column[]): Typed {
  const column = columns.find((one) => one.name === name)
  if (column === undefined) throw new ExpressionError(unknownColumn(name, columns), at)
  const number = numberName(column.id)
  switch (column.kind) {
    case 'number':
      return { type: 'number', sql: number }
    case 'boolean':
      return { type: 'truth', sql: `(${number} = 1)` }
    case 'date':
      return { type: 'date', sql: number }
    case 'category':
    case 'ordered':
    case 'text':
      return { type: 'text', sql: textName(column.id) }
    default:
      return assertNever(column.kind)
  }
}

function unknownColumn(name: string, columns: readonly Column[]): string {
  const wanted = name.trim().toLowerCase()
  const close = columns.find((one) => one.name.trim().toLowerCase() === wanted)
  const hint =
    close === undefined
      ? 'Texts stand in quotes; names with spaces in [brackets].'
      : `Did you mean [${shorten(close.name)}]?`
  return `There is no column called ${shorten(name)}. ${hint}`
}

function callSql(name: string, trees: readonly Tree[], at: number, check: Check): Typed {
  const known = name.toLowerCase()
  const called = Object.hasOwn(functions, known) ? functions[known]! : undefined
  if (called === undefined) {
    throw new ExpressionError(
      `There is no function called ${shorten(name)}. There are ${Object.keys(functions).join(', ')}.`,
      at,
    )
  }
  requireCount(known, called, trees.length, at)
  const args = trees.map(check)
  args.forEach((arg, i) => {
    const wanted = called.takes[Math.min(i, called.takes.length - 1)]!
    if (wanted !== 'any') requireType(arg, wanted, `${known}()`, placeOf(trees[i]!) ?? at)
  })
  const type = called.gives === 'same' ? commonType(args.slice(known === 'if' ? 1 : 0), known, at) : called.gives
  const sqls = known === 'concat' ? args.map(spelledSql) : args.map(({ sql }) => sql)
  const sql = `(${called.sql(sqls)})`
  if (sql.length > longestSql) throw new ExpressionError('The expression is too large. Compute a part of it first.', at)
  return { type, sql }
}

const longestSql = 100_000

function requireCount(
  name: string,
  { takes, many, optional = 0 }: ExpressionFunction,
  given: number,
  at: number,
): void {
  const least = takes.length - optional
  if (given >= least && (many === true || given <= takes.length)) return
  const words = many === true ? `at least ${least}` : optional > 0 ? `${least} or ${takes.length}` : String(least)
  throw new ExpressionError(`${name}() takes ${words} ${words === '1' ? 'value' : 'values'}, not ${given}.`, at)
}

function commonType(args: readonly Typed[], name: string, at: number): ValueType | null {
  const types = new Set(args.map(({ type }) => type).filter((type) => type !== null))
  if (types.size < 2) return [...types][0] ?? null
  throw new ExpressionError(
    `${name}() gives ${[...types].map((type) => typeWords[type]).join(' or ')}: its values must be of one kind.`,
    at,
  )
}

const typeWords: Record<ValueType, string> = {
  number: 'a number',
  text: 'a text',
  truth: 'true or false',
  date: 'a date',
}

function requireType({ type }: Typed, wanted: ValueType, where: string, at: number | null): void {
  if (type === null || type === wanted) return
  throw new ExpressionError(`${where} needs ${typeWords[wanted]} here, and this is ${typeWords[type]}.`, at)
}

function unarySql(operator: string, of: Tree, check: Check): Typed {
  const value = check(of)
  if (operator === 'not' || operator === '!') {
    requireType(value, 'truth', 'not', placeOf(of))
    return { type: 'truth', sql: `(NOT ${value.sql})` }
  }
  if (operator !== '-' && operator !== '+') throw unknownOperator(operator, of)
  requireType(value, 'number', operator, placeOf(of))
  return { type: 'number', sql: `(${operator} ${value.sql})` }
}

const arithmetic: Readonly<Record<string, (a: string, b: string) => string>> = {
  '+': (a, b) => `(${a} + ${b})`,
  '-': (a, b) => `(${a} - ${b})`,
  '*': (a, b) => `(${a} * ${b})`,
  '/': (a, b) => `(${a} / nullif(${b}, 0))`,
  '%': (a, b) => `(${a} % nullif(${b}, 0))`,
  '^': (a, b) => `pow(${a}, ${b})`,
  '**': (a, b) => `pow(${a}, ${b})`,
}
const comparisons: Readonly<Record<string, string>> = {
  '=': '=',
  '==': '=',
  '!=': '<>',
  '<>': '<>',
  '<': '<',
  '>': '>',
  '<=': '<=',
  '>=': '>=',
}
const connectives: Readonly<Record<string, string>> = { and: 'AND', '&&': 'AND', or: 'OR', '||': 'OR' }

function binarySql(operator: string, left: Tree, right: Tree, check: Check): Typed {
  const [a, b] = [check(left), check(right)]
  const at = placeOf(left) ?? placeOf(right)
  if (Object.hasOwn(arithmetic, operator)) {
    if (operator === '+' && (a.type === 'text' || b.type === 'text')) {
      throw new ExpressionError('Texts are joined with concat(a, b), not with +.', at)
    }
    if (operator === '-' && a.type === 'date' && b.type === 'date') {
      return { type: 'number', sql: `((${a.sql} - ${b.sql}) / 86400)` }
    }
    requireType(a, 'number', operator, placeOf(left) ?? at)
    requireType(b, 'number', operator, placeOf(right) ?? at)
    return { type: 'number', sql: arithmetic[operator]!(a.sql, b.sql) }
  }
  if (Object.hasOwn(comparisons, operator)) return comparisonSql(comparisons[operator]!, [left, a], [right, b], at)
  if (!Object.hasOwn(connectives, operator)) throw unknownOperator(operator, left)
  requireType(a, 'truth', operator, placeOf(left) ?? at)
  requireType(b, 'truth', operator, placeOf(right) ?? at)
  return { type: 'truth', sql: `(${a.sql} ${connectives[operator]!} ${b.sql})` }
}

function comparisonSql(operator: string, [, a]: [Tree, Typed], [, b]: [Tree, Typed], at: number | null): Typed {
  if (a.type === null || b.type === null) {
    throw new ExpressionError('Nothing is equal to missing. Ask ismissing(column).', at)
  }
  if (a.type === b.type) return { type: 'truth', sql: `(${a.sql} ${operator} ${b.sql})` }
  const message = `${capital(typeWords[a.type])} and ${typeWords[b.type]} cannot be compared. Numbers have no quotes; texts have.`
  throw new ExpressionError(message, at)
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function unknownOperator(operator: string, near: Tree): ExpressionError {
  const message = `${operator} is not an operator here. There are + - * / % ^, = <> < > <= >=, and, or, not.`
  return new ExpressionError(message, placeOf(near))
}
