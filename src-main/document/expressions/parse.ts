/**
 * From a text to a tree: numbers, texts, columns (plain or in [brackets]), calls, operators. Nothing is known of the table
 * here. Every name carries its place, so that a mistake can be pointed at.
 */
import jsep from 'jsep'
import { EpochwiseError } from '../../../src-shared/errors'

export type Tree =
  | { kind: 'number'; value: number }
  | { kind: 'text'; value: string }
  | { kind: 'truth'; value: boolean }
  | { kind: 'missing' }
  | { kind: 'column'; name: string; at: number }
  | { kind: 'call'; name: string; args: Tree[]; at: number }
  | { kind: 'unary'; operator: string; of: Tree }
  | { kind: 'binary'; operator: string; left: Tree; right: Tree }
  | { kind: 'if'; test: Tree; then: Tree; otherwise: Tree }

/** A mistake, with its place in the text where that is known. */
export class ExpressionError extends EpochwiseError {
  constructor(
    message: string,
    readonly at: number | null,
  ) {
    super('expression.invalid', message, { field: 'expression' })
  }
}

jsep.addBinaryOp('=', 6)
jsep.addBinaryOp('<>', 6)
jsep.addBinaryOp('and', 2)
jsep.addBinaryOp('or', 1)
jsep.addBinaryOp('^', 11, true)
jsep.addUnaryOp('not')

const closingParenthesis = ')'.charCodeAt(0)
const nameStart = /[\p{L}_]/u
const nameRest = /[\p{L}\p{N}_]/u

/** Names are read here and not by the parser's own rules, which know no brackets and no places. */
jsep.hooks.add('gobble-token', function readName(scope) {
  const { context } = scope as unknown as { context: Scanner }
  const node = context.char === '[' ? bracketed(context) : named(context)
  if (node !== null) (scope as { node?: unknown }).node = node
})

type Scanner = {
  index: number
  expr: string
  char: string
  gobbleSpaces(): void
  gobbleArguments(end: number): unknown[]
}
type Named = { type: 'Column'; name: string; at: number } | { type: 'Call'; name: string; at: number; args: unknown[] }

function bracketed(scanner: Scanner): Named {
  const at = scanner.index
  const close = scanner.expr.indexOf(']', at)
  if (close === -1) throw new ExpressionError('The bracket is never closed: write ] behind the name of the column.', at)
  scanner.index = close + 1
  return { type: 'Column', name: scanner.expr.slice(at + 1, close), at }
}

/** null: not a name, but an operator in words or something else. */
function named(scanner: Scanner): Named | null {
  const { index: at, expr } = scanner
  if (!nameStart.test(expr.charAt(at))) return null
  let end = at
  while (end < expr.length && nameRest.test(expr.charAt(end))) end++
  const name = expr.slice(at, end)
  if (/^(?:not|and|or)$/.test(name)) return null
  scanner.index = end
  scanner.gobbleSpaces()
  if (scanner.char !== '(') return { type: 'Column', name, at }
  scanner.index++
  return { type: 'Call', name, at, args: scanner.gobbleArguments(closingParenthesis) }
}

/** @throws ExpressionError */
export function parseExpression(text: string): Tree {
  if (text.trim() === '') throw new ExpressionError('Write an expression, such as price / size.', 0)
  try {
    return treeOf(jsep(text))
  } catch (error) {
    if (error instanceof ExpressionError) throw error
    if (error instanceof RangeError)
      throw new ExpressionError('The expression is nested too deeply. Make it simpler.', null)
    throw explain(error)
  }
}

/** What the parser says, with its place. */
function explain(error: unknown): ExpressionError {
  const { description, index } = error as { description?: unknown; index?: unknown }
  const words = typeof description === 'string' ? description : 'It cannot be read'
  return new ExpressionError(`${words}. Mend the expression there.`, typeof index === 'number' ? index : null)
}

type Parsed = {
  type: string
  value?: unknown
  name?: string
  at?: number
  args?: Parsed[]
  operator?: string
  argument?: Parsed
  left?: Parsed
  right?: Parsed
  test?: Parsed
  consequent?: Parsed
  alternate?: Parsed
}

function treeOf(node: Parsed): Tree {
  switch (node.type) {
    case 'Literal':
      return literalOf(node.value)
    case 'Column':
      return nameOf(node.name!, node.at!)
    case 'Call':
      return { kind: 'call', name: node.name!, args: node.args!.map(treeOf), at: node.at! }
    case 'UnaryExpression':
      return { kind: 'unary', operator: node.operator!, of: treeOf(node.argument!) }
    case 'BinaryExpression':
      return { kind: 'binary', operator: node.operator!, left: treeOf(node.left!), right: treeOf(node.right!) }
    case 'ConditionalExpression':
      return {
        kind: 'if',
        test: treeOf(node.test!),
        then: treeOf(node.consequent!),
        otherwise: treeOf(node.alternate!),
      }
    case 'Compound':
      throw new ExpressionError('There are several expressions. Join them with an operator, or leave one.', null)
    default:
      throw new ExpressionError(
        'That is no part of an expression here. Use columns, numbers, texts and functions.',
        null,
      )
  }
}

function literalOf(value: unknown): Tree {
  if (typeof value === 'number') return { kind: 'number', value }
  return { kind: 'text', value: String(value) }
}

function nameOf(name: string, at: number): Tree {
  if (name === 'true' || name === 'false') return { kind: 'truth', value: name === 'true' }
  return name === 'missing' ? { kind: 'missing' } : { kind: 'column', name, at }
}

/** Where a tree begins, as far as that is known. */
export function placeOf(tree: Tree): number | null {
  switch (tree.kind) {
    case 'column':
    case 'call':
      return tree.at
    case 'unary':
      return placeOf(tree.of)
    case 'binary':
      return placeOf(tree.left) ?? placeOf(tree.right)
    case 'if':
      return placeOf(tree.test) ?? placeOf(tree.then)
    default:
      return null
  }
}
