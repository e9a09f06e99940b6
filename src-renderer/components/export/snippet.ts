/** A few lines of Python that run the exported model, with the real names of its inputs and outputs. */
import type { PredictForm } from '../../../src-shared/predict'
import { assertNever } from '../../../src-shared/errors'

/** A text as Python writes it; JSON's escapes are all Python's too. */
function literal(text: string): string {
  return JSON.stringify(text)
}

type Field = PredictForm['fields'][number]

/** As the file takes it: numbers as numbers, true as 1, dates as seconds since 1970, the rest as texts. */
function valueOf(field: Field): string {
  switch (field.kind) {
    case 'number':
      return String(Number(field.typical.toFixed(field.decimals)))
    case 'boolean':
      return field.typical === field.yes ? '1' : '0'
    case 'date':
      return `datetime.fromisoformat(${literal(`${field.typical}${field.clock ? '' : ' 00:00'}+00:00`)}).timestamp()`
    case 'ordered':
    case 'category':
      return literal(field.typical)
    default:
      return assertNever(field)
  }
}

function entry(field: Field): string {
  return `    ${literal(field.name)}: ${valueOf(field)},`
}

const mostInputs = 30

/** The types are read from the file: a column that float32 can't hold finely enough is a double. */
export function pythonSnippet(form: PredictForm, fileName: string): string {
  const shown = form.fields.slice(0, mostInputs)
  const entries = shown.map(entry)
  const left = form.fields.length - entries.length
  return [
    ...(shown.some(({ kind }) => kind === 'date') ? ['from datetime import datetime', ''] : []),
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
    `print(*model.run([${form.targets.map((target) => literal(`predicted_${target}`)).join(', ')}], feed))`,
  ].join('\n')
}
