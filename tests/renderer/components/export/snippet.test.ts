import { describe, expect, it } from 'vitest'
import type { PredictForm } from '../../../../src-shared/predict'
import { pythonSnippet } from '../../../../src-renderer/components/export/snippet'

const form: PredictForm = {
  runId: 1,
  target: 'price',
  fields: [
    { name: 'size', kind: 'number', min: 1, max: 3, typical: 2.04, decimals: 1 },
    { name: 'dis"trict\n', kind: 'category', values: ['a'], typical: 'a\\b' },
  ],
}

describe('the Python lines', () => {
  it('carry the real names of file, inputs and output, and typical values', () => {
    const code = pythonSnippet(form, { target: 'price' }, 'houses.onnx')
    expect(code).toContain('ort.InferenceSession("houses.onnx")')
    expect(code).toContain('    "size": 2,')
    expect(code).toContain('model.run(["predicted_price"], feed)')
  })

  it('write hostile names as Python literals', () => {
    expect(pythonSnippet(form, { target: 'a"b' }, 'm.onnx')).toContain('    "dis\\"trict\\n": "a\\\\b",')
    expect(pythonSnippet(form, { target: 'a"b' }, 'm.onnx')).toContain('["predicted_a\\"b"]')
  })

  it('stay short for a table of many features', () => {
    const fields = Array.from({ length: 500 }, (_, i) => ({ ...form.fields[0]!, name: `f${i}` }))
    const code = pythonSnippet({ ...form, fields }, { target: 'price' }, 'm.onnx')
    expect(code.split('\n').length).toBeLessThan(50)
    expect(code).toContain('470 other features')
  })
})
