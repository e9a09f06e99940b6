/** The projects that were open before, newest first, in one small file; a damaged file is an empty list. */
import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import type { RecentProject } from '../../src-shared/project'
import { writeFileAtomically } from '../document/atomic-file'
import { Queue } from '../document/queue'

const most = 20

const entrySchema = z.object({
  name: z.string(),
  /** Absolute. */
  path: z.string(),
  openedAt: z.string(),
  rows: z.int().min(0),
  columns: z.int().min(0),
  curve: z.array(z.number()).max(40),
})

export class RecentProjects {
  readonly #file: string
  readonly #queue = new Queue()

  constructor(dataFolder: string) {
    this.#file = join(dataFolder, 'recent.json')
  }

  /** Those whose file is still there, with absolute paths. */
  async list(): Promise<RecentProject[]> {
    return (await this.#read()).filter(({ path }) => existsSync(path))
  }

  /** To the top, in the place of what was known of it. A list that cannot be written is no reason to fail. */
  remember(project: RecentProject): Promise<void> {
    return this.#change((entries) => [project, ...entries.filter(({ path }) => path !== project.path)])
  }

  forget(path: string): Promise<void> {
    return this.#change((entries) => entries.filter((entry) => entry.path !== path))
  }

  #change(edit: (entries: RecentProject[]) => RecentProject[]): Promise<void> {
    return this.#queue.run(async () => {
      const entries = edit(await this.#read()).slice(0, most)
      try {
        await mkdir(dirname(this.#file), { recursive: true })
        await writeFileAtomically(this.#file, JSON.stringify(entries, null, 2))
      } catch {
        // A full disk or a read-only folder costs the list its last entry, not the person their work.
      }
    })
  }

  async #read(): Promise<RecentProject[]> {
    let stored: unknown
    try {
      stored = JSON.parse(await readFile(this.#file, 'utf8'))
    } catch {
      return []
    }
    if (!Array.isArray(stored)) return []
    return stored.flatMap((entry) => {
      const result = entrySchema.safeParse(entry)
      return result.success ? [result.data] : []
    })
  }
}
