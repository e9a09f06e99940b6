/** An open project: one DuckDB file, and everything a person can do to it. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Recipe, RecipeChange } from '../../src-shared/recipe'
import type {
  Cell,
  Column,
  ColumnKind,
  ColumnProfile,
  ColumnRole,
  ImportReport,
  TablePage,
  TableState,
  TableView,
} from '../../src-shared/table'
import { EpochwiseError } from '../../src-shared/errors'
import { defaultRecipe } from '../../src-shared/recipe'
import { Database } from './database'
import { RunStore } from './run-store'
import { createStatements, formatName, formatVersion } from './schema'

export type ImportOptions = {
  /** 0–1, or null where the end isn't known. */
  onProgress?: (share: number | null, detail: string) => void
  signal?: AbortSignal
}

export class Document {
  readonly runs: RunStore
  readonly readOnly: boolean
  #database: Database

  private constructor(database: Database, readOnly: boolean) {
    this.#database = database
    this.readOnly = readOnly
    this.runs = new RunStore(() => this.#database)
  }

  /** A new file without a table. @throws EpochwiseError file.exists, file.readonly, disk.full */
  static async create(path: string): Promise<Document> {
    if (existsSync(path)) {
      throw new EpochwiseError('file.exists', `${basename(path)} is already there. Choose another name.`, {
        file: path,
      })
    }
    const database = await Database.open(path, { readOnly: false })
    try {
      await database.write(async (connection) => {
        for (const statement of createStatements()) await connection.run(statement)
        await connection.run('INSERT INTO meta VALUES (?, ?), (?, ?)', [
          'format',
          formatName,
          'version',
          String(formatVersion),
        ])
        await connection.run('INSERT INTO recipe VALUES (?)', [JSON.stringify(defaultRecipe)])
      })
    } catch (error) {
      await database.close()
      await rm(path, { force: true })
      throw error
    }
    return new Document(database, false)
  }

  /** @throws EpochwiseError file.missing, project.invalid, project.newer, project.locked */
  static async open(path: string, options: { readOnly?: boolean } = {}): Promise<Document> {
    if (!existsSync(path)) {
      throw new EpochwiseError('file.missing', `${basename(path)} is not there any more.`, { file: path })
    }
    const readOnly = options.readOnly ?? false
    return new Document(await Database.open(path, { readOnly }), readOnly)
  }

  get path(): string {
    return this.#database.path
  }

  close(): Promise<void> {
    return this.#database.close()
  }

  /** Copies the project to `path` and goes on there. @throws EpochwiseError file.exists, file.readonly, disk.full */
  saveAs(_path: string, _options: { overwrite?: boolean } = {}): Promise<void> {
    return notYet()
  }

  table(): TableState {
    return { revision: 0, rows: 0, columns: [] }
  }

  undoWords(): { undo: string | null; redo: string | null } {
    return { undo: null, redo: null }
  }

  /** Changes whenever a cell, a row, a role or a kind changes; undo brings the former one back. */
  dataFingerprint(): string {
    return ''
  }

  importCsv(_file: string, _options: ImportOptions = {}): Promise<ImportReport> {
    return notYet()
  }

  importReport(): ImportReport | null {
    return null
  }

  page(_view: TableView, _offset: number, _limit: number): Promise<TablePage> {
    return notYet()
  }

  /** The place of a row in a view; null: not in it. */
  locate(_view: TableView, _rowId: number): Promise<number | null> {
    return notYet()
  }

  nextOdd(
    _view: TableView,
    _after: number,
    _columnId: number | null,
  ): Promise<{ index: number; columnId: number } | null> {
    return notYet()
  }

  /** @throws EpochwiseError cell.invalid, table.row, table.column, project.readonly, disk.full */
  edit(_rowId: number, _columnId: number, _text: string): Promise<{ cell: Cell; revision: number }> {
    return notYet()
  }

  addRows(_count: number): Promise<number[]> {
    return notYet()
  }

  /** How many there were to delete. */
  deleteRows(_rowIds: readonly number[]): Promise<number> {
    return notYet()
  }

  /** The words of what was undone. @throws EpochwiseError journal.empty */
  undo(): Promise<string> {
    return notYet()
  }

  redo(): Promise<string> {
    return notYet()
  }

  setColumn(_columnId: number, _change: { role?: ColumnRole; kind?: ColumnKind }): Promise<Column> {
    return notYet()
  }

  profile(_columnId: number): Promise<ColumnProfile> {
    return notYet()
  }

  recipe(): Recipe {
    return defaultRecipe
  }

  /** @throws EpochwiseError recipe.invalid */
  changeRecipe(_change: RecipeChange): Promise<Recipe> {
    return notYet()
  }

  resetRecipe(_recipe: Recipe = defaultRecipe): Promise<Recipe> {
    return notYet()
  }

  /** A further connection on the same file, for reading tables in bulk; whoever asks closes it. */
  connect(): Promise<DuckDBConnection> {
    return this.#database.connect()
  }
}

function notYet(): Promise<never> {
  return Promise.reject(new Error('Not written yet'))
}
