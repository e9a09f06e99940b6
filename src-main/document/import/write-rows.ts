/** Rows of cells as a CSV of ours: commas, every text in quotes that needs them. */
import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import type { Dialect } from './records'

export const ourDialect: Dialect = { delimiter: ',', quote: '"', escape: '"' }

/** In quotes where it would be read as something else without them. */
export function quoted(text: string, delimiter: string): string {
  const plain = !/["\r\n]/.test(text) && !text.includes(delimiter) && !/^\s|\s$/.test(text)
  return plain ? text : `"${text.replaceAll('"', '""')}"`
}

/** A single cell without a value would be a blank line, which is no row. */
export function csvLine(cells: readonly (string | null)[], delimiter = ','): string {
  if (cells.length === 1 && (cells[0] ?? '') === '') return '""\n'
  return `${cells.map((cell) => (cell === null ? '' : quoted(cell, delimiter))).join(delimiter)}\n`
}

const pieceSize = 1 << 20

/** Gathers lines and writes them a megabyte at a time. */
export class LineWriter {
  readonly #file: FileHandle
  #pending: string[] = []
  #size = 0
  bytes = 0

  private constructor(file: FileHandle) {
    this.#file = file
  }

  static async open(path: string): Promise<LineWriter> {
    return new LineWriter(await open(path, 'w'))
  }

  async write(line: string): Promise<void> {
    this.#pending.push(line)
    this.#size += line.length
    if (this.#size >= pieceSize) await this.flush()
  }

  async flush(): Promise<void> {
    if (this.#size === 0) return
    const piece = Buffer.from(this.#pending.join(''), 'utf8')
    this.#pending = []
    this.#size = 0
    await this.#file.writeFile(piece)
    this.bytes += piece.length
  }

  close(): Promise<void> {
    return this.#file.close()
  }
}
