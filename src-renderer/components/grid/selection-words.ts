/** What is selected, for the bar above the grid. */
import type { SelectionState } from '../../state/selection-state.svelte'
import { formatCount } from '../../charts/format'

type Selected = Pick<SelectionState, 'isSingle' | 'extent' | 'rowCount' | 'columnCount'>

/** '' where it is one cell. */
export function selectionWords({ isSingle, extent, rowCount, columnCount }: Selected): string {
  if (isSingle) return ''
  const rows = `${formatCount(rowCount)} ${rowCount === 1 ? 'row' : 'rows'}`
  const columns = `${formatCount(columnCount)} ${columnCount === 1 ? 'column' : 'columns'}`
  if (extent === 'rows') return rows
  return extent === 'columns' ? columns : `${rows} × ${columns}`
}
