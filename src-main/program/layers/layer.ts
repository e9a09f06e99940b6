/** What a kind of layer is: where its numbers live, how they begin, and its forward pass; the backward follows from it. */
import type { Initialiser } from '../../../src-shared/recipe'
import type { Tensor } from '../trace'

/** How a parameter begins. */
export type Start =
  { kind: 'constant'; value: number } | { kind: 'uniform'; limit: number } | { kind: 'normal'; deviation: number }

export type ParameterSpec = {
  /** Within the layer: `weights`. */
  name: string
  shape: number[]
  start: Start
  /** A weight: penalties and weight decay draw it towards zero. Biases and the parameters of normalisations are not. */
  decays: boolean
}

/** A running figure that training keeps without a gradient, and that predictions use. */
export type StatisticSpec = { name: string; size: number; start: number }

/** Parameters or statistics of one layer, by their names within it. */
export type Named = Readonly<Record<string, Tensor>>

/**
 * How a layer is gone through.
 *
 * training: with the batch's own figures and with dropout. `shares` [rows, 1]: of each row in the batch, 0 for padding.
 * `draw` uint32 []: what the layer's random numbers of this step derive from.
 * prediction: with the running figures, and without dropout.
 */
export type LayerPass = { kind: 'training'; shares: Tensor; draw: Tensor | null } | { kind: 'prediction' }

/** x [rows, inputs] → output [rows, width]; statistics: the running figures after a training step, null: as they were. */
export type Forward = (x: Tensor, parameters: Named, statistics: Named, pass: LayerPass) => LayerResult
export type LayerResult = { output: Tensor; preactivation?: Tensor; statistics?: Named }

export type LayerDefinition = {
  /** Numbers that come out, for each row. */
  width: number
  parameters: ParameterSpec[]
  statistics: StatisticSpec[]
  /** Its training draws random numbers. */
  draws: boolean
  forward: Forward
}

/** The initialiser that fits, where the recipe leaves it open, and the numbers that it draws. */
export type Fan = { fanIn: number; fanOut: number; initialiser: Initialiser; fitting: Exclude<Initialiser, 'auto'> }

/**
 * Glorot and Bengio 2010: variance 2 ∕ (in + out). He et al. 2015: 2 ∕ in. LeCun et al. 1998: 1 ∕ in. Uniform in ±√(3
 * variance); normal without truncation.
 */
export function drawn({ fanIn, fanOut, initialiser, fitting }: Fan): Start {
  const chosen = initialiser === 'auto' ? fitting : initialiser
  if (chosen === 'zeros') return { kind: 'constant', value: 0 }
  const variance = { glorot: 2 / (fanIn + fanOut), he: 2 / fanIn, lecun: 1 / fanIn }[family(chosen)]
  return chosen.endsWith('-uniform')
    ? { kind: 'uniform', limit: Math.sqrt(3 * variance) }
    : { kind: 'normal', deviation: Math.sqrt(variance) }
}

function family(initialiser: Exclude<Initialiser, 'auto' | 'zeros'>): 'glorot' | 'he' | 'lecun' {
  return initialiser.split('-')[0] as 'glorot' | 'he' | 'lecun'
}
