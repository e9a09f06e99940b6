/** A few lines of Python that run the exported model, with the real names of its inputs and outputs. */
import type { PredictForm } from '../../../src-shared/predict'
import type { RunSummary } from '../../../src-shared/run'

/** A text as Python writes it; JSON's escapes are all Python's too. */
function literal(text: string): string {
  return JSON.stringify(text)
}

function inputLine(field: PredictForm['fields'][number]): string {
  const value =
    field.kind === 'number'
      ? `np.array([[${Number(field.typical.toFixed(field.decimals))}]], dtype=np.float32)`
      : `np.array([[${literal(field.typical)}]], dtype=object)`
  return `    ${literal(field.name)}: ${value},`
}

const mostInputs = 30

export function pythonSnippet(form: PredictForm, run: Pick<RunSummary, 'target'>, fileName: string): string {
  const inputs = form.fields.slice(0, mostInputs).map(inputLine)
  const left = form.fields.length - inputs.length
  return [
    'import numpy as np',
    'import onnxruntime as ort',
    '',
    `model = ort.InferenceSession(${literal(fileName)})`,
    'row = {',
    ...inputs,
    ...(left > 0 ? [`    # … and the ${left} other features, one entry each`] : []),
    '}',
    `print(model.run([${literal(`predicted_${run.target}`)}], row)[0])`,
  ].join('\n')
}
