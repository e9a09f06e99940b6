/** A typed client over any transport; Electron's and the web's are two functions each. */
import type { AppEvent, CommandInput, CommandName, CommandOutput, EventName, Events } from './contract'
import type { Reply } from './errors'
import { fromErrorData } from './errors'

export type Transport = {
  /** Never rejects: a lost connection is a reply with `connection.lost`. */
  send(command: string, input: unknown): Promise<Reply<unknown>>
  /** Every event, in order. Gives back the unsubscribe. */
  listen(listener: (event: AppEvent) => void): () => void
}

export type Client = {
  /** @throws EpochwiseError with the code that the service gave. */
  send<N extends CommandName>(command: N, input: CommandInput<N>): Promise<CommandOutput<N>>
  on<N extends EventName>(name: N, listener: (payload: Events[N]) => void): () => void
}

export function createClient(transport: Transport): Client {
  return {
    async send(command, input) {
      const reply = await transport.send(command, input)
      if (!reply.ok) throw fromErrorData(reply.error)
      return reply.value as CommandOutput<typeof command>
    },
    on(name, listener) {
      return transport.listen((event) => {
        if (event.name === name) listener(event.payload as Events[typeof name])
      })
    },
  }
}
