/** A file looked at before anything is imported: what it is, the rules that it would be read by, what they would give. */
import type { ImportChange, ImportPreview, ImportRules } from '../../../src-shared/import'
import type { Sample } from './sample'
import type { Source, SourceOptions } from './source'
import { preview } from './preview'
import { columnRules, proposeRules } from './rules'
import { takeSample } from './sample'
import { widthOf } from './sniff'
import { openSource } from './source'

export type Looked = { source: Source; sample: Sample; rules: ImportRules }

/**
 * @param wanted rules that are set already; without columns, or with those of another file
 * @throws EpochwiseError file.*, import.*
 */
export async function lookAt(
  file: string,
  folder: string,
  wanted: ImportChange = {},
  options: SourceOptions = {},
): Promise<Looked> {
  const { encoding = 'auto', sheet = null } = wanted
  const source = await openSource(file, folder, { ...options, encoding, sheet })
  const sample = await takeSample(source.path, source.bytes)
  const proposed = await proposeRules(source, sample, sheet)
  const looked = { source, sample, rules: proposed }
  return Object.keys(wanted).length === 0 ? looked : fitted(looked, { ...proposed, ...wanted })
}

/** Rules made to fit the file: one per column, by name; and the way of writing that is ours, where the text is. */
export async function fitted({ source, sample }: Looked, wanted: ImportRules): Promise<Looked> {
  const rules = { ...wanted, ...source.dialect, format: source.format }
  return { source, sample, rules: { ...rules, columns: await columnRules(source, rules, widthOf(sample, rules)) } }
}

export function previewOf({ source, sample, rules }: Looked): ImportPreview {
  return preview(source, sample, rules)
}
