/** A few lines of Python that run the exported model, with the real names of its inputs and outputs. */
import type { PredictForm } from '../../../src-shared/predict'
import type { RunSummary } from '../../../src-shared/run'

/** A text as Python writes it; JSON's escapes are all Python's too. */
function literal(text: string): string {
  return JSON.stringify(text)
}

function entry(field: PredictForm['fields'][number]): string {
  const value = field.kind === 'number' ? String(Number(field.typical.toFixed(field.decimals))) : literal(field.typical)
  return `    ${literal(field.name)}: ${value},`
}

const mostInputs = 30

/** The types are read from the file: a column that float32 can't hold finely enough is a double. */
export function pythonSnippet(form: PredictForm, run: Pick<RunSummary, 'target'>, fileName: string): string {
  const entries = form.fields.slice(0, mostInputs).map(entry)
  const left = form.fields.length - entries.length
  return [
    'import numpy as np',
    'import onnxruntime as ort',
    '',
    `model = ort.InferenceSession(${literal(fileName)})`,
    'row = {',
    ...entries,
    ...(left > 0 ? [`    # … and the ${left} other features`] : []),
    '}',
    'types = {"tensor(float)": np.float32, "tensor(double)": np.float64, "tensor(string)": object}',
    'feed = {i.name: np.array([[row[i.name]]], types[i.type]) for i in model.get_inputs()}',
    `print(model.run([${literal(`predicted_${run.target}`)}], feed)[0])`,
  ].join('\n')
}
