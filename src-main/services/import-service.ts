/** Files on their way into a table: looked at, other rules tried, then imported. */
import { randomUUID } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { CheckedInput, Handlers } from '../../src-shared/contract'
import type { ImportChange, ImportProposal, ImportReport, ImportRules } from '../../src-shared/import'
import type { Document } from '../document/document'
import type { Looked } from '../document/import/look'
import type { ServiceContext } from './context'
import type { TaskTools } from './tasks'
import { EpochwiseError } from '../../src-shared/errors'
import { fitted, lookAt, previewOf } from '../document/import/look'
import { Queue } from '../document/queue'
import { describeProject } from './project-state'
import { createUntitled, removeProject, switchTo } from './switch-project'

export function createImportService(context: ServiceContext): Handlers<'import'> {
  const desk = new ImportDesk(context)
  return {
    'import.propose': ({ from }) => desk.propose(from),
    'import.paste': ({ text }) => desk.paste(text),
    'import.again': ({ from }) => desk.again(from),
    'import.preview': ({ token, rules }) => desk.preview(token, rules),
    'import.run': (input) => desk.run(input),
    'import.close': async ({ token }) => {
      await desk.close(token)
      return null
    },
    'import.refresh': ({ change, discardEdits }) => desk.refresh(change, discardEdits),
  }
}

/** A file that was looked at, with a folder for what was unpacked or decoded from it. */
type Pending = { token: string; file: string; folder: string; looked: Looked; pasted: boolean; queue: Queue }

/** A page looks at one file at a time; what it forgot to close goes when it opens more. */
const mostPending = 4

export const pastedName = 'Pasted table.csv'

class ImportDesk {
  readonly #context: ServiceContext
  readonly #pending = new Map<string, Pending>()

  constructor(context: ServiceContext) {
    this.#context = context
    context.onEnd(() => this.#closeAll())
  }

  async propose(from: CheckedInput<'import.propose'>['from']): Promise<ImportProposal | null> {
    const file = await this.#choose(from)
    return file === null ? null : this.#open(file, {}, false)
  }

  async #choose(from: CheckedInput<'import.propose'>['from']): Promise<string | null> {
    const { abilities } = this.#context
    return from.kind === 'ask' ? abilities.chooseFile('csv') : abilities.resolve(from.path)
  }

  async paste(text: string): Promise<ImportProposal> {
    const folder = await this.#newFolder()
    const file = join(folder, pastedName)
    await writeFile(file, text)
    return this.#open(file, {}, true, folder)
  }

  async again(from: CheckedInput<'import.again'>['from']): Promise<ImportProposal | null> {
    const last = await this.#lastImport()
    const file = from === null ? last.file : await this.#choose(from)
    return file === null ? null : this.#open(file, last.rules, false)
  }

  async #lastImport(): Promise<{ rules: ImportChange; file: string | null }> {
    return (await this.#context.document.lastImport()) ?? { rules: {}, file: null }
  }

  async #newFolder(): Promise<string> {
    const folder = join(this.#context.folders.data, 'imports', randomUUID())
    await mkdir(folder, { recursive: true })
    return folder
  }

  async #open(file: string, wanted: ImportChange, pasted: boolean, made?: string): Promise<ImportProposal> {
    const folder = made ?? (await this.#newFolder())
    try {
      const looked = await this.#look(file, folder, wanted, pasted)
      const pending = { token: randomUUID(), file, folder, looked, pasted, queue: new Queue() }
      for (const token of [...this.#pending.keys()].slice(0, -mostPending + 1)) await this.close(token)
      this.#pending.set(pending.token, pending)
      return proposalOf(pending)
    } catch (error) {
      await rm(folder, { recursive: true, force: true })
      throw error
    }
  }

  async #look(file: string, folder: string, wanted: ImportChange, pasted: boolean): Promise<Looked> {
    const looked = await this.#task(`Looking at ${basename(file)}`, ({ signal, progress }) =>
      lookAt(file, folder, wanted, { signal, onBytes: (bytes) => progress(null, `${(bytes / 1e6).toFixed(0)} MB`) }),
    )
    return pasted ? { ...looked, source: { ...looked.source, origin: null } } : looked
  }

  #task<T>(label: string, work: (tools: TaskTools) => Promise<T>): Promise<T> {
    const { tasks } = this.#context
    return tasks.run('import', label, (progress) => this.#context.emit('task.progress', progress), work)
  }

  /** @throws EpochwiseError import.closed */
  #get(token: string): Pending {
    const pending = this.#pending.get(token)
    if (pending !== undefined) return pending
    throw new EpochwiseError('import.closed', 'This file was let go. Open it again.')
  }

  preview(token: string, rules: ImportRules): Promise<ImportProposal> {
    const pending = this.#get(token)
    return pending.queue.run(async () => proposalOf(await this.#fit(pending, rules)))
  }

  /** Another encoding or sheet is another text: it is made anew. */
  async #fit(pending: Pending, rules: ImportRules): Promise<Pending> {
    const { encoding, sheet } = pending.looked.rules
    if (rules.encoding === encoding && rules.sheet === sheet) pending.looked = await fitted(pending.looked, rules)
    else {
      const folder = join(pending.folder, randomUUID())
      await mkdir(folder)
      pending.looked = await this.#look(pending.file, folder, rules, pending.pasted)
    }
    return pending
  }

  async run({ token, rules, into, discardEdits }: CheckedInput<'import.run'>): Promise<ImportReport> {
    const pending = this.#get(token)
    const report = await pending.queue.run(async () => {
      const { looked } = await this.#fit(pending, rules)
      return into === 'new' ? this.#intoNew(looked) : this.#intoProject(looked, discardEdits)
    })
    await this.close(token)
    return report
  }

  #intoNew(looked: Looked): Promise<ImportReport> {
    const { name } = looked.source
    return this.#task(`Importing ${name}`, (tools) =>
      importNew(this.#context, name, tools, (document, options) => document.importFile(looked, options)),
    )
  }

  #intoProject(looked: Looked, discardEdits: boolean): Promise<ImportReport> {
    const { document } = this.#context
    refuseEdited(document, discardEdits)
    return this.#task(`Importing ${looked.source.name}`, async ({ signal, progress }) => {
      const report = await document.importFile(looked, { signal, onProgress: progress })
      await this.#announce()
      return report
    })
  }

  async #announce(): Promise<void> {
    const { document } = this.#context
    this.#context.emit('table.changed', { ...document.table(), ...document.undoWords() })
    this.#context.emit('project.changed', { project: await describeProject(this.#context) })
  }

  async refresh(change: ImportChange, discardEdits: boolean): Promise<ImportReport> {
    refuseEdited(this.#context.document, discardEdits)
    const { rules, file } = await this.#lastImport()
    if (file === null) {
      throw new EpochwiseError(
        'file.missing',
        'The project does not know the file that its table came from. Choose the file.',
      )
    }
    const folder = await this.#newFolder()
    try {
      const looked = await this.#look(file, folder, { ...rules, ...change }, false)
      return await this.#intoProject(looked, discardEdits)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  /** One that is closed already is no mistake. */
  async close(token: string): Promise<void> {
    const pending = this.#pending.get(token)
    if (pending === undefined) return
    this.#pending.delete(token)
    await pending.queue.run(() => rm(pending.folder, { recursive: true, force: true }))
  }

  async #closeAll(): Promise<void> {
    for (const token of [...this.#pending.keys()]) await this.close(token)
  }
}

function proposalOf({ token, looked }: Pending): ImportProposal {
  const { name, stamp, encoding, sheets } = looked.source
  const source = { token, name, bytes: stamp.size, encoding, sheets }
  return { source, rules: looked.rules, preview: previewOf(looked) }
}

/** @throws EpochwiseError import.edited */
function refuseEdited(document: Document, discardEdits: boolean): void {
  if (discardEdits || !document.isEdited()) return
  const message =
    'The table was edited since it was imported; reading the file again would undo that. Save the project under another name first, or say that the edits may go.'
  throw new EpochwiseError('import.edited', message)
}

/** Into a new untitled project, called after the file. Until that is whole, the open project stays open. */
export async function importNew(
  context: ServiceContext,
  name: string,
  { signal, progress }: TaskTools,
  read: (
    document: Document,
    options: { signal: AbortSignal; onProgress: TaskTools['progress'] },
  ) => Promise<ImportReport>,
): Promise<ImportReport> {
  const document = await createUntitled(context, name)
  let report: ImportReport
  try {
    report = await read(document, { signal, onProgress: progress })
  } catch (error) {
    await document.close()
    await removeProject(document.path)
    throw error
  }
  await switchTo(context, document)
  return report
}
