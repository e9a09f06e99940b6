/** A program that an engine has compiled: typed arrays in by name, typed arrays out. What it runs on is the engine's. */
import type { Program } from '../program/program'

/** A tensor's elements, row-major, by its type. */
export type Elements = Float32Array | Float64Array | Int32Array | string[]

export type Feed = { data: Elements; shape: readonly number[] }

export type CompiledProgram = {
  run(feeds: Record<string, Feed>): Promise<Record<string, Elements>>
  close(): Promise<void>
}

/** What is known beforehand of the feeds of a program. */
export type FeedFacts = {
  /** Named sizes that never change. */
  sizes: Record<string, number>
  /** Named sizes that change from call to call, and the most that they reach. */
  most: Record<string, number>
  /** Inputs that are the same arrays at every call, or nearly: worth keeping where the engine computes. */
  kept: readonly string[]
}

export type Compile = (program: Program, facts: FeedFacts) => Promise<CompiledProgram>

/** An output that is known to be float32. */
export function floats(outputs: Record<string, Elements>, name: string): Float32Array {
  const found = outputs[name]
  if (!(found instanceof Float32Array)) throw new TypeError(`The output ${name} is not float32.`)
  return found
}
