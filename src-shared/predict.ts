/** Asking a trained run: the form that its features make, and the answer. */

export type PredictField =
  | { name: string; kind: 'number'; min: number; max: number; typical: number; decimals: number }
  | { name: string; kind: 'category'; values: string[]; typical: string }

export type PredictForm = { runId: number; target: string; fields: PredictField[] }

/** What the answer should be read with: a value that training never saw. */
export type PredictFlag = { field: string; message: string }

export type Prediction =
  | { kind: 'regression'; target: string; value: number; flags: PredictFlag[] }
  | {
      kind: 'classification'
      target: string
      label: string
      probabilities: { label: string; probability: number }[]
      flags: PredictFlag[]
    }
