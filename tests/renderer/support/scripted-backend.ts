/** A host in memory: answers commands as the test says, keeps what was sent, and sends events when told to. */
import type { Backend, Connection } from '../../../src-renderer/backend/backend'
import type {
  AppEvent,
  CommandInput,
  CommandName,
  CommandOutput,
  EventName,
  Events,
} from '../../../src-shared/contract'
import type { AppState, ProjectState } from '../../../src-shared/project'
import type { Cell, Column, Row } from '../../../src-shared/table'
import { plainReading } from '../../../src-shared/table'
import { EpochwiseError, toErrorData } from '../../../src-shared/errors'
import { defaultRecipe } from '../../../src-shared/recipe'

type Answers = { [N in CommandName]?: (input: CommandInput<N>) => CommandOutput<N> | Promise<CommandOutput<N>> }

export class ScriptedBackend implements Backend {
  readonly sent: { command: string; input: unknown }[] = []
  readonly #listeners = new Set<(event: AppEvent) => void>()
  readonly #watchers = new Set<(connection: Connection, reason: string | null) => void>()

  constructor(readonly answers: Answers = {}) {}

  readonly transport = {
    send: async (command: string, input: unknown) => {
      this.sent.push({ command, input })
      const answer = this.answers[command as CommandName] as ((input: unknown) => unknown) | undefined
      try {
        if (answer === undefined) throw new EpochwiseError('command.unknown', `No answer to ${command}`)
        return { ok: true as const, value: await answer(input) }
      } catch (error) {
        return { ok: false as const, error: toErrorData(error) }
      }
    },
    listen: (listener: (event: AppEvent) => void) => {
      this.#listeners.add(listener)
      return () => this.#listeners.delete(listener)
    },
  }

  watch(listener: (connection: Connection, reason: string | null) => void): () => void {
    this.#watchers.add(listener)
    listener('connected', null)
    return () => this.#watchers.delete(listener)
  }

  pathOf(file: File): Promise<string> {
    return Promise.resolve(`upload:1/${file.name}`)
  }

  downloadUrl(url: string): string {
    return url
  }

  emit<N extends EventName>(name: N, payload: Events[N]): void {
    for (const listener of this.#listeners) listener({ name, payload } as AppEvent)
  }

  connection(connection: Connection, reason: string | null = null): void {
    for (const watcher of this.#watchers) watcher(connection, reason)
  }

  commands(): string[] {
    return this.sent.map((one) => one.command)
  }

  inputsOf(command: CommandName): unknown[] {
    return this.sent.filter((one) => one.command === command).map((one) => one.input)
  }
}

/** Lets every promise that can settle do so. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}

export function column(id: number, change: Partial<Column> = {}): Column {
  return {
    id,
    name: `c${String(id)}`,
    kind: 'number',
    role: 'feature',
    missing: 0,
    odd: 0,
    unique: 10,
    settings: { reading: plainReading },
    ...change,
  }
}

export function project(change: Partial<ProjectState> = {}): ProjectState {
  return {
    name: 'houses',
    path: 'houses.epochwise',
    untitled: false,
    readOnly: false,
    table: { revision: 1, rows: 500, columns: [column(1), column(2), column(3, { kind: 'category' })] },
    importReport: null,
    recipe: defaultRecipe,
    runs: [],
    undo: null,
    redo: null,
    ...change,
  }
}

export function appState(change: Partial<AppState> = {}): AppState {
  return {
    version: '0.1.0',
    host: 'web',
    dialogs: false,
    recent: [],
    samples: [],
    engines: [],
    project: project(),
    ...change,
  }
}

/** A row as it comes from the table, nothing odd and nothing changed in it. */
export function row(id: number, cells: Cell[]): Row {
  return { id, cells, odd: [], part: 'auto', changed: [] }
}
