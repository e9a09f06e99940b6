/** One door to every handler: an unknown name, a malformed input and a failing handler all become a reply. */
import type * as z from 'zod'
import type { CommandName, Handlers } from '../../src-shared/contract'
import type { Reply } from '../../src-shared/errors'
import { commands, isCommandName } from '../../src-shared/contract'
import { EpochwiseError, toErrorData } from '../../src-shared/errors'

/** Never rejects. */
export type Dispatch = (name: string, input: unknown) => Promise<Reply<unknown>>

/** @param report is told of errors that are not ours to explain; replies carry neither their text nor their stack. */
export function createDispatch(handlers: Handlers, report: (command: string, error: unknown) => void): Dispatch {
  return async (name, input) => {
    try {
      return { ok: true, value: await answer(handlers, name, input) }
    } catch (error) {
      if (!(error instanceof EpochwiseError) || error.code === 'internal') report(name, error)
      return { ok: false, error: toErrorData(error) }
    }
  }
}

async function answer(handlers: Handlers, name: string, input: unknown): Promise<unknown> {
  if (!isCommandName(name)) {
    throw new EpochwiseError('command.unknown', `There is no command “${name.slice(0, 100)}”.`)
  }
  const checked = commands[name].input.safeParse(input ?? {})
  if (!checked.success) throw invalidMessage(name, checked.error)
  const handler = handlers[name] as (input: unknown) => unknown
  return (await handler(checked.data)) ?? null
}

/** The first thing that is wrong, with its field in words; a page never sends these, so one is enough. */
function invalidMessage(name: CommandName, error: z.ZodError): EpochwiseError {
  const issue = error.issues[0]
  const field = issue?.path.map(String).join('.') ?? ''
  const where = field === '' ? `The message to ${name}` : `The field “${field}” of ${name}`
  return new EpochwiseError('message.invalid', `${where} is not valid: ${issue?.message ?? 'unexpected content'}.`, {
    ...(field === '' ? {} : { field }),
  })
}
