/** Kinds that a column can be read as, the found one first. */
import type { ColumnRule } from '../../../src-shared/import'
import type { ColumnKind } from '../../../src-shared/table'
import { columnKinds } from '../../../src-shared/table'
import { kindNames } from '../grid/column-words'

type KindOption = { value: ColumnRule['kind']; label: string }

/** `found`: what the rows looked at suggest; null: nothing is known of the column. */
export function kindOptions(found: ColumnKind | null): KindOption[] {
  const auto = found === null ? 'Found by itself' : `${kindNames[found]} (found)`
  return [{ value: 'auto', label: auto }, ...columnKinds.map((value) => ({ value, label: kindNames[value] }))]
}
