/**
 * A file on its way into the table: what it was taken for, what the person changed about that, and what it would give.
 *
 * The preview follows the rules; while one is asked for, later changes wait and only the last of them is asked next.
 */
import type { Client } from '../../src-shared/client'
import type { CommandInput } from '../../src-shared/contract'
import type {
  ColumnRule,
  ImportChange,
  ImportPreview,
  ImportProposal,
  ImportReport,
  ImportRules,
  ImportSource,
} from '../../src-shared/import'
import { EpochwiseError } from '../../src-shared/errors'

/** Where the table goes: a new project, or in place of the open project's table. */
export type ImportTarget = 'new' | 'project'

/** What the import needs of the app around it. */
export type ImportHost = {
  client: Client
  /** Words above the dialog's buttons are not enough: the file is gone, the connection too. */
  fail(error: unknown): void
  /** The table is there. */
  arrive(report: ImportReport): Promise<void>
}

export class ImportState {
  #source = $state.raw<ImportSource | null>(null)
  #rules = $state.raw<ImportRules | null>(null)
  #preview = $state.raw<ImportPreview | null>(null)
  #target = $state<ImportTarget>('new')
  #column = $state<number | null>(null)
  #looking = $state(false)
  #running = $state(false)
  #error = $state.raw<EpochwiseError | null>(null)
  #pasting = $state(false)
  /** Rules that have been changed since the preview under way was asked for. */
  #next: ImportRules | null = null

  constructor(readonly host: ImportHost) {}

  get source(): ImportSource | null {
    return this.#source
  }

  get rules(): ImportRules | null {
    return this.#rules
  }

  get preview(): ImportPreview | null {
    return this.#preview
  }

  get target(): ImportTarget {
    return this.#target
  }

  /** The column whose reading is being set; null: none. */
  get column(): number | null {
    return this.#column
  }

  /** The preview is behind the rules. */
  get looking(): boolean {
    return this.#looking
  }

  get running(): boolean {
    return this.#running
  }

  get error(): EpochwiseError | null {
    return this.#error
  }

  /** What the refused import wants to know: the edits since the last one may go. */
  get asksForEdits(): boolean {
    return this.#error?.code === 'import.edited'
  }

  /** The field for pasted text is open. */
  get pasting(): boolean {
    return this.#pasting
  }

  askForPaste(open: boolean): void {
    this.#pasting = open
  }

  /** Looks at a file; nothing opens where the person closed the file dialog. @throws EpochwiseError file.*, import.* */
  async propose(from: CommandInput<'import.propose'>['from']): Promise<void> {
    this.#take(await this.host.client.send('import.propose', { from }), 'new')
  }

  /** What was copied from a spreadsheet. @throws EpochwiseError import.* */
  async paste(text: string): Promise<void> {
    this.#take(await this.host.client.send('import.paste', { text }), 'new')
    this.#pasting = false
  }

  /** The project's own file once more, by its own rules and `change`; null: ask for the file. */
  async again(from: CommandInput<'import.again'>['from'], change: ImportChange = {}): Promise<void> {
    this.#take(await this.host.client.send('import.again', { from }), 'project')
    if (Object.keys(change).length > 0) this.change(change)
  }

  /**
   * One click in the report: the project's file by its rules with `change`. Where edits would go, the dialog opens and asks.
   * @throws EpochwiseError file.*, import.*
   */
  async mend(change: ImportChange): Promise<void> {
    try {
      await this.host.arrive(await this.host.client.send('import.refresh', { change }))
    } catch (error) {
      if (!(error instanceof EpochwiseError) || error.code !== 'import.edited') throw error
      await this.again(null, change)
      this.#error = error
    }
  }

  change(change: ImportChange): void {
    if (this.#rules === null) return
    this.#rules = { ...this.#rules, ...change }
    this.#error = null
    this.#next = this.#rules
    if (!this.#looking) void this.#look()
  }

  changeColumn(index: number, change: Partial<ColumnRule>): void {
    const columns = this.#rules?.columns.map((rule, i) => (i === index ? { ...rule, ...change } : rule))
    if (columns !== undefined) this.change({ columns })
  }

  select(column: number | null): void {
    this.#column = column
  }

  /** All of the file into the table. False: it was refused, and the dialog stays with the reason. */
  async run(discardEdits = false): Promise<boolean> {
    const { source, rules, target } = this
    if (source === null || rules === null || this.#running) return false
    this.#running = true
    this.#error = null
    try {
      const input = { token: source.token, rules, into: target, discardEdits }
      const report = await this.host.client.send('import.run', input)
      this.#forget()
      await this.host.arrive(report)
      return true
    } catch (error) {
      this.#refuse(error)
      return false
    } finally {
      this.#running = false
    }
  }

  /** Nothing is imported, and the file is let go. */
  async leave(): Promise<void> {
    const token = this.#source?.token
    this.#forget()
    if (token === undefined) return
    await this.host.client.send('import.close', { token }).catch(() => undefined)
  }

  #take(proposal: ImportProposal | null, target: ImportTarget): void {
    if (proposal === null) return
    if (this.#source !== null) void this.leave()
    this.#source = proposal.source
    this.#rules = proposal.rules
    this.#preview = proposal.preview
    this.#target = target
    this.#column = null
    this.#error = null
  }

  async #look(): Promise<void> {
    this.#looking = true
    while (this.#next !== null && this.#source !== null) {
      const rules = this.#next
      const { token } = this.#source
      this.#next = null
      try {
        const proposal = await this.host.client.send('import.preview', { token, rules })
        if (this.#waits(token)) this.#show(proposal)
      } catch (error) {
        if (this.#waits(token)) this.#refuse(error)
      }
    }
    this.#looking = false
  }

  /** It has not been let go, or another one opened, meanwhile. */
  #waits(token: string): boolean {
    return this.#source?.token === token
  }

  /** The rules come back fitted to the file, unless they were changed meanwhile. */
  #show({ source, rules, preview }: ImportProposal): void {
    if (this.#next !== null) return
    this.#source = source
    this.#rules = rules
    this.#preview = preview
    if (this.#column !== null && this.#column >= rules.columns.length) this.#column = null
  }

  #refuse(error: unknown): void {
    if (error instanceof EpochwiseError && error.code !== 'connection.lost') this.#error = error
    else this.host.fail(error)
  }

  #forget(): void {
    this.#source = null
    this.#rules = null
    this.#preview = null
    this.#column = null
    this.#error = null
    this.#next = null
  }
}
