/** What an expression can call: types in, type out, and the SQL. Nothing of a person's text is in it but as a literal. */

export type ValueType = 'number' | 'text' | 'truth' | 'date'

/** A checked expression: `null` fits every type (`missing`). */
export type Typed = { type: ValueType | null; sql: string }

type Wanted = ValueType | 'any'

export type ExpressionFunction = {
  /** The last one is wanted of all further ones where `many`. */
  takes: readonly Wanted[]
  many?: boolean
  /** So many at the end may be left out. */
  optional?: number
  /** `same`: what the arguments have in common. */
  gives: ValueType | 'same'
  sql: (args: readonly string[]) => string
}

const number = (sql: (x: string) => string): ExpressionFunction => {
  return { takes: ['number'], gives: 'number', sql: ([x]) => sql(x!) }
}
const text = (sql: (x: string) => string): ExpressionFunction => {
  return { takes: ['text'], gives: 'text', sql: ([x]) => sql(x!) }
}
const date = (sql: (x: string) => string): ExpressionFunction => {
  return { takes: ['date'], gives: 'number', sql: ([x]) => `CAST(${sql(timestampSql(x!))} AS DOUBLE)` }
}

/** Dates are seconds since 1970 in UTC. */
export function timestampSql(seconds: string): string {
  return `make_timestamp(CAST(floor((${seconds}) * 1000000) AS BIGINT))`
}

/** Roots and logarithms of numbers that have none are missing. */
export const functions: Readonly<Record<string, ExpressionFunction>> = {
  abs: number((x) => `abs(${x})`),
  ceil: number((x) => `ceil(${x})`),
  exp: number((x) => `exp(${x})`),
  floor: number((x) => `floor(${x})`),
  log: number((x) => `ln(nullif(greatest(${x}, 0), 0))`),
  log10: number((x) => `log10(nullif(greatest(${x}, 0), 0))`),
  sqrt: number((x) => `TRY(sqrt(${x}))`),
  round: {
    takes: ['number', 'number'],
    optional: 1,
    gives: 'number',
    sql: ([x, digits]) => `round(${x}, CAST(${digits ?? '0'} AS INTEGER))`,
  },
  min: { takes: ['number'], many: true, gives: 'number', sql: (args) => `least(${args.join(', ')})` },
  max: { takes: ['number'], many: true, gives: 'number', sql: (args) => `greatest(${args.join(', ')})` },
  if: {
    takes: ['truth', 'any', 'any'],
    gives: 'same',
    sql: ([test, then, otherwise]) => `CASE ${test} WHEN TRUE THEN ${then} WHEN FALSE THEN ${otherwise} END`,
  },
  coalesce: { takes: ['any'], many: true, gives: 'same', sql: (args) => `coalesce(${args.join(', ')})` },
  ismissing: { takes: ['any'], gives: 'truth', sql: ([x]) => `(${x}) IS NULL` },
  length: { takes: ['text'], gives: 'number', sql: ([x]) => `CAST(length(${x}) AS DOUBLE)` },
  upper: text((x) => `upper(${x})`),
  lower: text((x) => `lower(${x})`),
  trim: text((x) => `trim(${x})`),
  concat: {
    takes: ['any'],
    many: true,
    gives: 'text',
    sql: (args) => args.map((arg) => `coalesce(${arg}, '')`).join(' || '),
  },
  contains: { takes: ['text', 'text'], gives: 'truth', sql: ([x, part]) => `contains(${x}, ${part})` },
  replace: { takes: ['text', 'text', 'text'], gives: 'text', sql: (args) => `replace(${args.join(', ')})` },
  left: { takes: ['text', 'number'], gives: 'text', sql: ([x, n]) => `left(${x}, CAST(${n} AS BIGINT))` },
  right: { takes: ['text', 'number'], gives: 'text', sql: ([x, n]) => `right(${x}, CAST(${n} AS BIGINT))` },
  number: { takes: ['text'], gives: 'number', sql: ([x]) => `TRY_CAST(${x} AS DOUBLE)` },
  year: date((x) => `year(${x})`),
  month: date((x) => `month(${x})`),
  day: date((x) => `day(${x})`),
  hour: date((x) => `hour(${x})`),
  /** 1: Monday … 7: Sunday. */
  weekday: date((x) => `isodow(${x})`),
}
