/**
 * The file in which the numbers reach the trainer: float32 in the machine's byte order, four row-major parts one
 * after the other: training features, training targets, validation features, validation targets.
 */
export type DataShape = { training: number; validation: number; inputs: number; outputs: number }

/** In floats, not bytes. */
export type DataPart = { offset: number; length: number }

export type DataLayout = {
  features: DataPart
  targets: DataPart
  validationFeatures: DataPart
  validationTargets: DataPart
  total: number
}

export function dataLayout({ training, validation, inputs, outputs }: DataShape): DataLayout {
  let total = 0
  const part = (length: number): DataPart => {
    const offset = total
    total += length
    return { offset, length }
  }
  const features = part(training * inputs)
  const targets = part(training * outputs)
  const validationFeatures = part(validation * inputs)
  const validationTargets = part(validation * outputs)
  return { features, targets, validationFeatures, validationTargets, total }
}
