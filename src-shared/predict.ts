/** Asking a trained run: the form that its features make, and the answer. */

/** Texts are read as the table's are: by the spelling that the column had when the run began. */
export type PredictField =
  | { name: string; kind: 'number'; min: number; max: number; typical: number; decimals: number; decimal: '.' | ',' }
  | { name: string; kind: 'category'; values: string[]; typical: string }
  /** The least first. */
  | { name: string; kind: 'ordered'; values: string[]; typical: string }
  /** `yes` and `no` are the words that stand for them. */
  | { name: string; kind: 'boolean'; yes: string; no: string; typical: string }
  /** As `2024-03-01`, or `2024-03-01 14:30` where the training rows have times of day (`clock`). */
  | { name: string; kind: 'date'; min: string; max: string; typical: string; clock: boolean }

/** `targets`: one, or several numbers. */
export type PredictForm = { runId: number; targets: string[]; fields: PredictField[] }

/** What the answer should be read with: a value that training never saw. */
export type PredictFlag = { field: string; message: string }

/** `low` to `high`: where about eight of ten true values lie; null where too few rows were held back to tell. */
export type NumberAnswer = { target: string; value: number; interval: { low: number; high: number } | null }

export type Prediction =
  | { kind: 'regression'; answers: NumberAnswer[]; flags: PredictFlag[] }
  | {
      kind: 'classification'
      target: string
      label: string
      probabilities: { label: string; probability: number }[]
      flags: PredictFlag[]
    }

/** A training row near the one that was asked about. */
export type Neighbour = {
  rowId: number
  /** Its place in the table, from 0. */
  index: number
  /** 0: the same to the network; the root of the summed squares of the encoded numbers' differences. */
  distance: number
  /** Its features as the table spells them, in the form's order; null is missing. */
  cells: (string | null)[]
  /** Its true values, in the order of the targets. */
  targets: (string | null)[]
}

/** Nearest first. */
export type Neighbours = { features: string[]; targets: string[]; rows: Neighbour[]; dataChanged: boolean }

/** Rows of a file that did not fit its header and were mended; the first of them with what was done. */
export type MendedRows = { count: number; first: { line: number; reason: string }[] }

export const mostMendedNamed = 20

export type PredictedRows = { rows: number; mended: MendedRows }
