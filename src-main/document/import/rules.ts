/** The rules that a file is read by: proposed from its beginning, or those of before, made to fit. */
import type { ColumnRule, ImportRules } from '../../../src-shared/import'
import type { Layout } from './layout'
import type { Sample } from './sample'
import type { Source } from './source'
import { usualMissingWords } from '../../../src-shared/table'
import { layoutOf, readHeader, uniqueNames } from './layout'
import { sniff } from './sniff'

/** What the file itself says; what a person chose before (missing words, what to do with faulty rows) is taken over. */
export async function proposeRules(source: Source, sample: Sample, sheet: string | null): Promise<ImportRules> {
  const { columns: width, ...found } = sniff(sample)
  const rules: ImportRules = {
    format: source.format,
    sheet,
    encoding: 'auto',
    ...found,
    ...source.dialect,
    missingWords: [...usualMissingWords],
    faulty: 'repair',
    columns: [],
  }
  return { ...rules, columns: await columnRules(source, rules, width) }
}

/** One rule per column of the file, by its name; a column without one is judged anew. */
export async function columnRules(source: Source, rules: ImportRules, width: number): Promise<ColumnRule[]> {
  const header = await readHeader(source.path, layoutOf(rules, width, source.innerLines))
  const names = uniqueNames(header, width)
  const known = new Map(rules.columns.map((rule) => [rule.name, rule]))
  return names.map((name) => known.get(name) ?? { name, kind: 'auto', reading: 'auto', use: true })
}

export function layoutFor(source: Source, rules: ImportRules): Layout {
  return layoutOf(rules, rules.columns.length, source.innerLines)
}
