/** Reading the command line: options by name, each checked where it is read, every complaint in one sentence. */
import { parseArgs } from 'node:util'
import { EpochwiseError } from '../../../src-shared/errors'

export type Options = { positionals: string[]; values: Record<string, string | boolean | undefined> }

type Declared = Record<string, { type: 'string' | 'boolean' }>

function complain(message: string): EpochwiseError {
  return new EpochwiseError('message.invalid', message)
}

/**
 * @param declared the options of one command; `--help` is always known
 * @throws EpochwiseError message.invalid for an unknown option or a missing value
 */
export function readOptions(argv: string[], declared: Declared): Options {
  try {
    const { positionals, values } = parseArgs({
      args: argv,
      options: { ...declared, help: { type: 'boolean' } },
      allowPositionals: true,
    })
    return { positionals, values }
  } catch (cause) {
    // Node's first sentence names the option; the rest is advice about `--`, which fits no option of ours.
    const said = cause instanceof Error ? (cause.message.split('. ')[0] ?? '') : ''
    throw complain(`${said.replace(/\.$/, '')}. Add --help to see the options.`)
  }
}

export function textOption(options: Options, name: string): string | undefined {
  const value = options.values[name]
  return typeof value === 'string' ? value : undefined
}

export function flag(options: Options, name: string): boolean {
  return options.values[name] === true
}

export function requiredText(options: Options, name: string, what: string): string {
  const value = textOption(options, name)
  if (value === undefined || value === '') throw complain(`--${name} is missing: ${what}.`)
  return value
}

export function positional(options: Options, index: number, what: string): string {
  const value = options.positionals[index]
  if (value === undefined) throw complain(`${what} is missing. Add --help to see how the command is used.`)
  return value
}

export function refuseMore(options: Options, most: number): void {
  const extra = options.positionals[most]
  if (extra !== undefined)
    throw complain(`“${extra}” is one argument too many. Add --help to see how the command is used.`)
}

export function numberOption(options: Options, name: string): number | undefined {
  const value = textOption(options, name)
  if (value === undefined) return undefined
  const number = value.trim() === '' ? Number.NaN : Number(value)
  if (!Number.isFinite(number)) throw complain(`--${name} must be a number, not “${value}”.`)
  return number
}

export function wholeOption(options: Options, name: string, least: number): number | undefined {
  const number = numberOption(options, name)
  if (number === undefined) return undefined
  if (!Number.isInteger(number) || number < least) {
    throw complain(`--${name} must be a whole number of at least ${least}, not “${String(options.values[name])}”.`)
  }
  return number
}

export function choiceOption<T extends string>(options: Options, name: string, choices: readonly T[]): T | undefined {
  const value = textOption(options, name)
  if (value === undefined) return undefined
  const choice = choices.find((one) => one === value)
  if (choice === undefined) throw complain(`--${name} must be one of ${choices.join(', ')}, not “${value}”.`)
  return choice
}

/** `a,b, c` → the three; a name that holds a comma is written in double quotes. */
export function listOption(options: Options, name: string): string[] | undefined {
  const value = textOption(options, name)
  if (value === undefined) return undefined
  const parts = value.match(/\s*"[^"]*"\s*|[^,]+/g) ?? []
  return parts.map((part) => part.trim().replace(/^"(.*)"$/, '$1')).filter((part) => part !== '')
}

export function numbersOption(options: Options, name: string): number[] | undefined {
  return listOption(options, name)?.map((part) => {
    const number = Number(part)
    if (!Number.isFinite(number)) throw complain(`--${name} takes numbers separated by commas; “${part}” is not one.`)
    return number
  })
}
