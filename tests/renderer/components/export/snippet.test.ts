import { describe, expect, it } from 'vitest'
import type { PredictForm } from '../../../../src-shared/predict'
import { pythonSnippet } from '../../../../src-renderer/components/export/snippet'

const form: PredictForm = {
  runId: 1,
  targets: ['price'],
  fields: [
    { name: 'size', kind: 'number', min: 1, max: 3, typical: 2.04, decimals: 1, decimal: '.' },
    { name: 'dis"trict\n', kind: 'category', values: ['a'], typical: 'a\\b' },
  ],
}

describe('the Python lines', () => {
  it('carry the real names of file, inputs and output, and typical values', () => {
    const code = pythonSnippet(form, 'houses.onnx')
    expect(code).toContain('ort.InferenceSession("houses.onnx")')
    expect(code).toContain('    "size": 2,')
    expect(code).toContain('model.run(["predicted_price"], feed)')
  })

  it('write hostile names as Python literals', () => {
    expect(pythonSnippet({ ...form, targets: ['a"b'] }, 'm.onnx')).toContain('    "dis\\"trict\\n": "a\\\\b",')
    expect(pythonSnippet({ ...form, targets: ['a"b'] }, 'm.onnx')).toContain('["predicted_a\\"b"]')
  })

  it('give dates as seconds, truths as 1 and 0, and ask for every target', () => {
    const fields: PredictForm['fields'] = [
      { name: 'sold', kind: 'date', min: '2020-01-01', max: '2024-01-01', typical: '2022-03-01', clock: false },
      { name: 'garden', kind: 'boolean', yes: 'ja', no: 'nein', typical: 'ja' },
      { name: 'state', kind: 'ordered', values: ['poor', 'good'], typical: 'good' },
    ]
    const code = pythonSnippet({ runId: 1, targets: ['price', 'rent'], fields }, 'm.onnx')
    expect(code.split('\n')[0]).toBe('from datetime import datetime')
    expect(code).toContain('    "sold": datetime.fromisoformat("2022-03-01 00:00+00:00").timestamp(),')
    expect(code).toContain('    "garden": 1,')
    expect(code).toContain('    "state": "good",')
    expect(code).toContain('print(*model.run(["predicted_price", "predicted_rent"], feed))')
  })

  it('stay short for a table of many features', () => {
    const fields = Array.from({ length: 500 }, (_, i) => ({ ...form.fields[0]!, name: `f${i}` }))
    const code = pythonSnippet({ ...form, fields }, 'm.onnx')
    expect(code.split('\n').length).toBeLessThan(50)
    expect(code).toContain('470 other features')
  })
})
