/** Files on their way into a table: looked at, other rules tried, then imported. */
import { randomUUID } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { CheckedInput, Handlers } from '../../src-shared/contract'
import type { TaskProgress } from '../../src-shared/project'
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
      lookAt(file, folder, wanted, { signal, onProgress: progress }),
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
    const { looked } = await pending.queue.run(() => this.#fit(pending, rules))
    // The file's folder stays until a cancelled import has wound down.
    const report = await this.#importing(looked, (tools) =>
      pending.queue.run(() =>
        into === 'new' ? this.#intoNew(looked, tools) : this.#intoProject(looked, discardEdits, tools),
      ),
    )
    await this.close(token)
    return report
  }

  #importing({ source }: Looked, work: (tools: TaskTools) => Promise<ImportReport>): Promise<ImportReport> {
    const { tasks } = this.#context
    const tell = (progress: TaskProgress): void => this.#context.emit('task.progress', progress)
    return tasks.runLeaving('import', `Importing ${source.name}`, tell, work)
  }

  #intoNew(looked: Looked, tools: TaskTools): Promise<ImportReport> {
    return importNew(this.#context, looked.source.name, tools, (document, options) =>
      document.importFile(looked, options),
    )
  }

  async #intoProject(
    looked: Looked,
    discardEdits: boolean,
    { signal, progress, settle }: TaskTools,
  ): Promise<ImportReport> {
    const { document } = this.#context
    refuseEdited(document, discardEdits)
    const report = await document.importFile(looked, { signal, onProgress: progress, settle })
    await this.#announce()
    return report
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
    const remove = (): Promise<void> => rm(folder, { recursive: true, force: true })
    const looked = await this.#look(file, folder, { ...rules, ...change }, false).catch(async (error: unknown) => {
      await remove()
      throw error
    })
    return this.#importing(looked, (tools) => this.#intoProject(looked, discardEdits, tools).finally(remove))
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

/**
 * Into a new untitled project, called after the file. Until that is whole, the open project stays open; when it is
 * cancelled, even after the rows are in the file, the new one goes.
 */
export async function importNew(
  context: ServiceContext,
  name: string,
  { signal, progress, settle }: TaskTools,
  read: (
    document: Document,
    options: { signal: AbortSignal; onProgress: TaskTools['progress'] },
  ) => Promise<ImportReport>,
): Promise<ImportReport> {
  const document = await createUntitled(context, name)
  let report: ImportReport
  try {
    report = await read(document, { signal, onProgress: progress })
    settle()
  } catch (error) {
    await document.close()
    await removeProject(document.path)
    throw error
  }
  await switchTo(context, document)
  return report
}
