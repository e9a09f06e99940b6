/** Pieces of a file: its beginning, its end, and some of what lies between, so that no judgement rests on the top alone. */
import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import type { CsvRecord, Dialect, RecordOptions } from './records'
import { hasMark, recordsOf } from './records'

const headSize = 1 << 20
const tailSize = 64 << 10
const spreads = 12
const spreadSize = 32 << 10

export type Sample = {
  head: Buffer
  /** The head is all of the file. */
  whole: boolean
  tail: Buffer
  /** Pieces that begin at a line's start; a quoted text may reach into them. */
  spread: Buffer[]
}

export async function takeSample(path: string, size: number): Promise<Sample> {
  const file = await open(path, 'r')
  try {
    const head = await read(file, 0, headSize)
    if (size <= headSize) return { head: withoutMark(head), whole: true, tail: head, spread: [] }
    const tail = await read(file, Math.max(headSize, size - tailSize), tailSize)
    const spread: Buffer[] = []
    for (let i = 1; i <= spreads; i++) {
      const from = Math.floor(headSize + ((size - headSize - spreadSize) * i) / (spreads + 1))
      if (from > headSize) spread.push(wholeLines(await read(file, from, spreadSize)))
    }
    return {
      head: withoutMark(head),
      whole: false,
      tail: afterFirstLine(tail),
      spread: [...spread, afterFirstLine(tail)],
    }
  } finally {
    await file.close()
  }
}

async function read(file: FileHandle, from: number, size: number): Promise<Buffer> {
  const bytes = Buffer.alloc(size)
  const { bytesRead } = await file.read(bytes, 0, size, from)
  return bytes.subarray(0, bytesRead)
}

function withoutMark(bytes: Buffer): Buffer {
  return hasMark(bytes) ? bytes.subarray(3) : bytes
}

function afterFirstLine(bytes: Buffer): Buffer {
  const end = bytes.findIndex((byte) => byte === 10 || byte === 13)
  return end === -1 ? Buffer.alloc(0) : bytes.subarray(end + 1)
}

function wholeLines(bytes: Buffer): Buffer {
  const end = Math.max(bytes.lastIndexOf(10), bytes.lastIndexOf(13))
  return end === -1 ? Buffer.alloc(0) : afterFirstLine(bytes.subarray(0, end + 1))
}

/** The records of the head; the last, which may be cut, is among them only where the head is the whole file. */
export function headRecords(
  { head, whole }: Sample,
  dialect: Dialect,
  options: RecordOptions = {},
  most = Infinity,
): CsvRecord[] {
  const records = recordsOf(head, dialect, options, most)
  return whole || records.length < 2 || records.length === most ? records : records.slice(0, -1)
}
