/** One compiled program in TensorFlow: typed arrays in by name, typed arrays out. Computes on the calling thread. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Program, Value } from '../../program/program'
import type { CompiledProgram, Elements, Feed, FeedFacts } from '../compiled-program'
import type { TensorflowLibrary } from './library'
import { turnsName } from './lower'
import type { LoopSizes } from './loop-sizes'
import type { Mode } from './saved-model'
import { savedModel, signatures } from './saved-model'

type Signature = Awaited<ReturnType<TensorflowLibrary['node']['loadSavedModel']>>
type Tensor = ReturnType<TensorflowLibrary['tensor']>

export class NativeProgram implements CompiledProgram {
  readonly #library: TensorflowLibrary
  readonly #program: Program
  readonly #sizes: LoopSizes
  readonly #kept: readonly string[]
  readonly #run: Signature
  readonly #keep: Signature | null
  /** What the variables hold. */
  #held: readonly Elements[] = []
  /** Room to lengthen feeds in, by name. */
  readonly #long = new Map<string, Float32Array | Int32Array>()

  private constructor(parts: Parts) {
    this.#library = parts.library
    this.#program = parts.program
    this.#sizes = parts.sizes
    this.#kept = parts.kept
    this.#run = parts.run
    this.#keep = parts.keep
  }

  static async open(
    library: TensorflowLibrary,
    program: Program,
    facts: FeedFacts,
    mode: Mode,
  ): Promise<NativeProgram> {
    const { bytes, kept, sizes } = savedModel(program, facts, mode)
    // tfjs-node knows a model by its folder, so each gets a name of its own; its contents are read at once.
    const folder = await mkdtemp(join(tmpdir(), 'epochwise-model-'))
    try {
      await writeFile(join(folder, 'saved_model.pb'), bytes)
      const load = (signature: string): Promise<Signature> => library.node.loadSavedModel(folder, ['serve'], signature)
      const run = await load(signatures.run)
      const keep = kept.length > 0 ? await load(signatures.keep) : null
      return new NativeProgram({ library, program, sizes, kept, run, keep })
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  run(feeds: Record<string, Feed>): Promise<Record<string, Elements>> {
    this.#keepFeeds(feeds)
    const turns = new Map<string, number>()
    const fed: Record<string, Tensor> = {}
    for (const { name, value } of this.#program.inputs) {
      if (this.#kept.includes(name)) continue
      const feed = feeds[name]
      if (feed === undefined) throw new Error(`Nothing was fed to ${name}.`)
      fed[name] = this.#tensor(name, this.#lengthen(name, value, feed, turns))
    }
    for (const name of this.#sizes.turns) fed[turnsName(name)] = this.#library.scalar(turns.get(name)!, 'int32')
    const found = this.#run.predict(fed) as Record<string, Tensor>
    const outputs = this.#program.outputs.map(({ name, value }) => [
      name,
      shorten(elements(found[name]!, value), value, turns),
    ])
    this.#library.dispose(fed)
    this.#library.dispose(found)
    return Promise.resolve(Object.fromEntries(outputs) as Record<string, Elements>)
  }

  close(): Promise<void> {
    this.#run.dispose()
    this.#keep?.dispose()
    return Promise.resolve()
  }

  /** Hands what is kept over again only where it is another array than before. */
  #keepFeeds(feeds: Record<string, Feed>): void {
    const now = this.#kept.map((name) => feeds[name]!.data)
    if (this.#keep === null || now.every((data, i) => isSame(data, this.#held[i]))) return
    const fed = Object.fromEntries(this.#kept.map((name) => [name, this.#tensor(name, feeds[name]!)]))
    const done = this.#keep.predict(fed)
    this.#library.dispose(fed)
    this.#library.dispose(done)
    this.#held = now
  }

  /** A feed along a loop, at its full length; what is beyond its end is never read. */
  #lengthen(name: string, { shape, type }: Value, feed: Feed, turns: Map<string, number>): Feed {
    const [first] = shape
    if (typeof first !== 'string' || !this.#sizes.turns.includes(first)) return feed
    const count = feed.shape[0]!
    turns.set(first, count)
    const full = this.#sizes.of(first)
    if (count === full) return feed
    if (count > full) throw new Error(`${count} ${first} are more than the ${full} that were planned for.`)
    const data = bits(feed.data)
    const length = (data.length / count) * full
    const room = this.#long.get(name) ?? (type === 'float32' ? new Float32Array(length) : new Int32Array(length))
    this.#long.set(name, room)
    room.set(data)
    return { data: room, shape: [full, ...feed.shape.slice(1), ...(type === 'float64' ? [2] : [])] }
  }

  #tensor(name: string, { data, shape }: Feed): Tensor {
    const plain = bits(data)
    const type = plain instanceof Float32Array ? 'float32' : 'int32'
    const given = this.#program.inputs.find((input) => input.name === name)
    const whole = data instanceof Float64Array && given !== undefined ? [...shape, 2] : [...shape]
    return this.#library.tensor(plain, whole, type)
  }
}

type Parts = {
  library: TensorflowLibrary
  program: Program
  sizes: LoopSizes
  kept: readonly string[]
  run: Signature
  keep: Signature | null
}

function isSame(data: Elements, held: Elements | undefined): boolean {
  if (!ArrayBuffer.isView(data) || !ArrayBuffer.isView(held)) return data === held
  return data.buffer === held.buffer && data.byteOffset === held.byteOffset && data.length === held.length
}

/** float64 as the pairs of int32 that it stands in. */
function bits(data: Elements): Float32Array | Int32Array {
  if (data instanceof Float32Array || data instanceof Int32Array) return data
  if (data instanceof Float64Array) return new Int32Array(data.buffer, data.byteOffset, data.length * 2)
  throw new TypeError('Programs take numbers.')
}

function elements(tensor: Tensor, { type }: Value): Float32Array | Float64Array | Int32Array {
  const data = tensor.dataSync()
  if (type !== 'float64') return data as Float32Array | Int32Array
  return new Float64Array(data.slice().buffer)
}

/** Without what stands beyond the last turn. */
function shorten<T extends Float32Array | Float64Array | Int32Array>(data: T, { shape }: Value, turns: Turns): T {
  const [first] = shape
  const count = typeof first === 'string' ? turns.get(first) : undefined
  if (count === undefined) return data
  const each = shape.slice(1).reduce<number>((product, size) => product * Number(size), 1)
  return data.slice(0, count * each) as T
}

type Turns = ReadonlyMap<string, number>
