/**
 * A program: what to compute, as plain data.
 *
 * Written by tracing (trace.ts), read by engines, which lower it to whatever they run. Values are numbered once
 * through a whole program, loop bodies included, so a body may read any value made before its loop.
 */

export type ElementType = 'float32' | 'float64' | 'int32' | 'uint32' | 'bool'

/** A size that is known while tracing, or the name of one that the caller's data decide. */
export type Dimension = number | string

export type Value = { id: number; type: ElementType; shape: readonly Dimension[] }

/** Elementwise operations of one and two operands; two operands broadcast as in NumPy. */
export type UnaryName = 'sqrt' | 'exp' | 'tanh' | 'sigmoid' | 'relu' | 'softplus' | 'abs' | 'sign'
export type BinaryName = 'add' | 'sub' | 'mul' | 'div' | 'pow' | 'maximum' | 'minimum' | 'greater'

/** Every primitive, with what it needs besides its inputs. Each is defined, with its backward, in ops/. */
export type Operation =
  | { kind: UnaryName | BinaryName }
  | { kind: 'constant'; values: readonly number[] }
  | { kind: 'select' }
  | { kind: 'cast'; to: ElementType }
  | { kind: 'matmul'; transposeA: boolean; transposeB: boolean }
  | { kind: 'sum'; axes: readonly number[]; keepDimensions: boolean }
  | { kind: 'expand'; shape: readonly Dimension[] }
  | { kind: 'reshape'; shape: readonly Dimension[] }
  | { kind: 'split'; axis: number; sizes: readonly number[] }
  | { kind: 'concat'; axis: number }
  | { kind: 'gather' }
  /** Without an input, or of a tensor whose first axis has that size. */
  | { kind: 'range'; size: Dimension }
  /** Of uint32. */
  | { kind: 'xor' }
  | { kind: 'shift-right'; by: number }
  | { kind: 'softmax' }
  | { kind: 'log-softmax' }
  /** Inputs: `carried` first values, then the scanned tensors. Outputs: the last carried values, then the stacked ones. */
  | { kind: 'loop'; carried: number; body: Block }

export type Node = { operation: Operation; inputs: readonly number[]; outputs: readonly Value[] }

/** Nodes in an order in which every input is made before it is read. */
export type Block = { inputs: readonly Value[]; nodes: readonly Node[]; outputs: readonly number[] }

export type NamedValue = { name: string; value: Value }

export type Program = {
  inputs: readonly NamedValue[]
  nodes: readonly Node[]
  outputs: readonly NamedValue[]
  /** What values inside are called, `forward.0.preactivation` and so on; those of loop bodies too. */
  names: readonly NamedValue[]
}
