/**
 * The training loop opened up: one step of a walk, with every number that its forward, loss, backward and update made.
 *
 * A walk stands before a step. It shows what that step computes on its batch and where it leads; moving makes it. All
 * numbers are the engine's own. Every array is a sample of bounded length, with the count it was taken from.
 */
import type { Activation, LayerKind, Optimizer, Loss, Task } from './recipe'
import type { RunStatus } from './run'
import type { Cell, ColumnKind } from './table'

/** null: not finite (a diverged run), because JSON has no other word for it. */
export type Real = number | null

/** Which of `of` things are shown, by their numbers from 0, ascending. A sample where `shown` is shorter than `of`. */
export type Shown = { of: number; shown: number[] }

export const loopLimits = { rows: 12, units: 16, points: 400, resolution: 41 } as const

export type LoopStep = {
  source: LoopSource
  position: LoopPosition
  batch: LoopBatch
  /** From the inputs to the output; the output layer last. */
  layers: LoopLayer[]
  loss: LoopLoss
  /** One per shown row, in the order of `batch.rows`. */
  answers: LoopAnswer[]
  update: LoopUpdate
  /** One number feature and one linear unit: the line through the points. */
  line: LoopLine | null
  /** Where in this step a number first stopped being finite, in words; null: everything is finite. */
  nonFinite: string | null
}

/** What is being walked through. */
export type LoopSource = {
  /** null: fresh weights of the recipe and the table as they are now. */
  runId: number | null
  status: RunStatus | null
  task: Task
  loss: Loss
  optimizer: Optimizer
  target: string
  /** Of a classification, in the order of the outputs. */
  classes: string[]
  /** Of a regression: value in the target's units = scaled · deviation + mean. */
  scaling: { mean: number; deviation: number } | null
  parameters: number
  trainingRows: number
  batchSize: number
  seed: number
  /** The table has changed since these weights learned from it, or since the walk was opened. */
  dataChanged: boolean
  /** What that means for the numbers shown, or why the walk stands elsewhere than asked; null: nothing to say. */
  note: string | null
  /** Why the run can't go on from here, in words; null: it can. */
  cannotHandBack: string | null
  /** Why no run can branch off here, in words; null: it can. */
  cannotBranch: string | null
}

export type LoopPosition = {
  /** Steps from the start of the first epoch to here: the address of this step. `loop.move` takes it. */
  step: number
  /** Whole epochs done; the step belongs to epoch `epoch + 1`. */
  epoch: number
  /** Steps done in the epoch under way. */
  stepInEpoch: number
  stepsPerEpoch: number
  /** Of the recipe. The walk may go on beyond them. */
  epochs: number
  /** The first step that can be reached; that of a branch begins where it left its parent. */
  firstStep: number
  /** Where the run stands: paused, or ended. null: no run. */
  runStep: number | null
  /** Steps after it can't be made: from there on the numbers are not finite. null: not known to end. */
  lastStep: number | null
}

export type LoopBatch = {
  /** Rows of this batch; the last of an epoch may have fewer. */
  rows: Shown
  columns: { name: string; kind: ColumnKind; columnId: number }[]
  /** The columns that `cells` has, of all features. */
  features: Shown
  inputs: Shown
  /** Of the shown inputs: `size`, or `city = Bern`. */
  inputNames: string[]
  samples: LoopRow[]
}

/** A shown row of the batch. */
export type LoopRow = {
  /** Its place in the batch. */
  index: number
  rowId: number
  /** As in the table now, by `columns`; null also where the row is gone. */
  cells: Cell[]
  targetCell: Cell
  /** What goes into the network, by `inputs.shown`. */
  inputs: Real[]
}

/** Rows are the shown rows of the batch, columns the shown units. */
export type LoopLayer = {
  /** `Hidden 1`, `Dropout 2`, `Output` */
  name: string
  kind: LayerKind
  /** Of training: the output layer of a classification gives logits, so it is linear here. null: it has none. */
  activation: Activation | null
  units: Shown
  /** The units of the layer before, or the network's inputs. */
  inputs: Shown
  /** Dense: z. Normalisations: x̂. Others: what comes out. */
  preactivation: Real[][]
  /** What comes out. */
  activations: Real[][]
  /** ∂loss/∂preactivation: what goes backward. */
  deltas: Real[][]
  /** [shown inputs][shown units]; null where it has no weight from each input to each unit: only dense layers have. */
  weights: LoopTensor<Real[][]> | null
  /** [shown units]; of dense layers. */
  biases: LoopTensor<Real[]> | null
  /** One number a unit besides: scale and shift of normalisations. */
  perUnit: { name: string; tensor: LoopTensor<Real[]> }[]
  /** How many parameters it has. */
  parameters: number
  /** ReLU: units that gave 0 for every row of the batch. null: not a ReLU layer. */
  dead: Marked | null
  /** tanh, sigmoid: units within 1 % of an end of their range for at least 9 of 10 rows of the batch. */
  saturated: Marked | null
}

export type LoopTensor<T> = {
  before: T
  gradient: T
  /** What the optimizer follows: the gradient with penalties and limit. The same where the recipe has neither. */
  followed: T
  after: T
  /** What the optimizer carries: Adam's m and v. */
  slots: { name: string; before: T; after: T }[]
}

/** How many of all units, and whether each shown one is. */
export type Marked = { count: number; shown: boolean[] }

export type LoopLoss = {
  kind: Loss
  /** The mean over the batch, before the update. */
  value: Real
  /** Each shown row's own; the mean of all rows' is `value`. */
  perRow: Real[]
  /** Over the whole batch, in the target's units or as shares. */
  inUnits:
    | { kind: 'regression'; mse: Real; rmse: Real; mae: Real }
    /** `probability`: the geometric mean of what the true classes were given, e^−loss. */
    | { kind: 'classification'; accuracy: Real; probability: Real }
}

export type LoopAnswer =
  | { kind: 'regression'; scaled: Real; scaledTarget: number; value: Real; target: number }
  | {
      kind: 'classification'
      label: string
      target: string
      /** Given to the true class. */
      probability: Real
      /** By the classes `0 … min(classes, 16)`. */
      probabilities: Real[]
    }

export type LoopUpdate = {
  /** The number of this update since the optimizer began, from 1: Adam's t. */
  number: number
  /** Of this step, by the schedule. */
  learningRate: number
  /** Adam, AdamW: the numbers that are the same for every parameter, as the program used them. */
  adam: {
    beta1: number
    beta2: number
    epsilon: number
    /** 1 − β₁ᵗ and 1 − β₂ᵗ */
    correction1: number
    correction2: number
    /** η √(1 − β₂ᵗ) / (1 − β₁ᵗ) and ε √(1 − β₂ᵗ): the two factors that the program works with. */
    rate: number
    scaledEpsilon: number
  } | null
}

/** In the columns' own units. */
export type LoopLine = {
  feature: string
  target: string
  /** At most 400 training rows. */
  points: { x: number; y: number; inBatch: boolean }[]
  pointCount: number
  before: { slope: Real; intercept: Real }
  after: { slope: Real; intercept: Real }
}

export type LoopWeight = {
  layer: number
  kind: 'weights' | 'biases'
  row: number
  column: number
  /** `size → output`, `bias of hidden 1, unit 3` */
  words: string
  value: Real
  gradient: Real
  check: LoopCheck
  update: LoopWorkedUpdate
  /** Over the steps that the walk keeps, oldest first; the gradient only of those that were shown. */
  history: { step: number[]; value: Real[]; gradient: Real[] }
}

/** (loss(w + h) − loss(w − h)) / 2h through the engine, in double, on this batch. */
export type LoopCheck = {
  h: number
  lossMinus: Real
  lossPlus: Real
  numeric: Real
  /** |numeric − gradient| / max(|numeric|, |gradient|); 0 where both are 0. */
  relativeError: Real
  /** What may explain a difference; null: they agree to 1 in 1,000. */
  words: string | null
}

/** Each sub-expression of the optimizer's rule as the program computed it for this one parameter. */
export type LoopWorkedUpdate = {
  optimizer: Optimizer
  number: number
  /** Of this step, by the schedule. */
  learningRate: number
  before: Real
  gradient: Real
  /** What the optimizer follows: the gradient with penalties and limit. */
  followed: Real
  /** What it carries: Adam's m and v. */
  slots: Record<string, { before: Real; after: Real }>
  /** By the names that the rule gives them: Adam's mHat, correction1 and so on. */
  terms: Record<string, Real>
  /** What is taken away. */
  change: Real
  after: Real
}

export type LoopSurface = {
  /** `parameters`: the axes are the one or two parameters. `slice`: two directions through the current point. */
  kind: 'parameters' | 'slice'
  /** One or two. Parameters in their own numbers; directions in distances from the current point. */
  axes: { label: string; values: number[] }[]
  /** [second axis][first axis]; one row where there is one axis. */
  losses: Real[][]
  /** The steps that the walk keeps, oldest first, projected; `loss` is the surface's own at parameters, null for a slice. */
  path: { step: number; x: number; y: number; loss: Real }[]
  current: { x: number; y: number; loss: Real }
  /** The rows that the losses are means of. */
  rows: { used: number; of: number }
}

export type LoopFound = {
  /** The first step whose loss is not finite; null: none is known. */
  step: number | null
  /** The step before, whose update led there. */
  lastFiniteStep: number | null
  words: string
}

/** Everything of the current step in full: what the command line prints. Row-major where flat. */
export type LoopNumbers = {
  step: number
  epoch: number
  rows: number[]
  forward: { layer: number; preactivation: Real[][]; activation: Real[][] }[]
  loss: { value: Real; perRow: Real[] }
  backward: { parameter: string; gradient: Real[] | Real[][] }[]
  update: {
    parameter: string
    before: Real[] | Real[][]
    after: Real[] | Real[][]
    slots: Record<string, { before: Real[] | Real[][]; after: Real[] | Real[][] }>
  }[]
}
