/** A small file that was looked at, for tests of what the page does with it. */
import type { ImportProposal, ImportRules } from '../../../src-shared/import'
import { plainReading } from '../../../src-shared/table'
import { plainRules } from '../../support/import-rules'

const rules: ImportRules = {
  ...plainRules,
  columns: [
    { name: 'size', kind: 'auto', reading: 'auto', use: true },
    { name: 'price', kind: 'auto', reading: 'auto', use: true },
  ],
}

export function proposal(changed: Partial<ImportRules> = {}): ImportProposal {
  return {
    source: { token: 't1', name: 'houses.csv', bytes: 30_000, encoding: 'UTF-8', sheets: [] },
    rules: { ...rules, ...changed },
    preview: {
      columns: [
        { name: 'size', kind: 'number', reading: plainReading, use: true, missing: 0, odd: 1 },
        { name: 'price', kind: 'number', reading: plainReading, use: true, missing: 0, odd: 0 },
      ],
      rows: [{ line: 2, cells: ['about 60', '300'], odd: [0], note: null }],
      problems: [],
      looked: 1,
      rowsEstimated: 1,
      aside: [],
    },
  }
}
