/**
 * The file in which the numbers reach the trainer: float32 in the machine's byte order, row-major parts one after the
 * other: the training rows' features, targets and, where rows weigh differently, weights; then features and targets of
 * the validation rows and of the test rows.
 */
export type DataShape = {
  training: number
  validation: number
  test: number
  inputs: number
  outputs: number
  weighted: boolean
}

/** In floats, not bytes. */
export type DataPart = { offset: number; length: number }

export type DataLayout = {
  features: DataPart
  targets: DataPart
  /** One a training row, 1 on average; empty where all rows weigh the same. */
  weights: DataPart
  validationFeatures: DataPart
  validationTargets: DataPart
  testFeatures: DataPart
  testTargets: DataPart
  total: number
}

export function dataLayout({ training, validation, test, inputs, outputs, weighted }: DataShape): DataLayout {
  let total = 0
  const part = (length: number): DataPart => {
    const offset = total
    total += length
    return { offset, length }
  }
  const features = part(training * inputs)
  const targets = part(training * outputs)
  const weights = part(weighted ? training : 0)
  const validationFeatures = part(validation * inputs)
  const validationTargets = part(validation * outputs)
  const testFeatures = part(test * inputs)
  const testTargets = part(test * outputs)
  return { features, targets, weights, validationFeatures, validationTargets, testFeatures, testTargets, total }
}
