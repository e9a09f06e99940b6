/** The part that each row would have in a training now, worked out once for every state of the table and the split. */
import type { Recipe } from '../../src-shared/recipe'
import type { RunRows } from '../../src-shared/run'
import type { ResolvedPart } from '../../src-shared/split'
import type { TableState } from '../../src-shared/table'
import type { SplitRule } from './encoding'
import type { TableSource } from './snapshot'
import { withSnapshot } from './snapshot'
import { featuresOf, surveyRows } from './survey'

export type RowParts = { partOf: (rowId: number) => ResolvedPart; counts: RunRows; words: string }

/** @throws EpochwiseError train.*, recipe.invalid: why nothing could be trained */
export function resolveParts(source: TableSource, recipe: Recipe): Promise<RowParts> {
  return withSnapshot(source, async (connection, table) => {
    const { rows, counts, split } = await surveyRows(connection, table, recipe)
    const { ids, part } = rows
    return {
      partOf: (rowId) => {
        const place = placeOf(ids, rowId)
        return place < 0 ? 'out' : names[part[place]!]!
      },
      counts,
      words: inWords(split, table),
    }
  })
}

/** The columns whose cells decide about the parts, and whether there is anything to learn from at all. */
export function partsDependOn(table: TableState): { columnIds: number[]; hasFeature: boolean } {
  const deciding = table.columns.filter(({ role }) => role !== 'feature' && role !== 'ignored')
  return { columnIds: deciding.map(({ id }) => id), hasFeature: featuresOf(table).length > 0 }
}

/** By the numbers of `parts`. */
const names = ['training', 'validation', 'test'] as const satisfies readonly ResolvedPart[]

/** Of a value in ascending ones; -1: not there. */
function placeOf(ids: Float64Array, id: number): number {
  let [low, high] = [0, ids.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    if (ids[middle]! === id) return middle
    if (ids[middle]! < id) low = middle + 1
    else high = middle - 1
  }
  return -1
}

/** "20 % for validation, 10 % for test, the latest by “sold”" */
function inWords({ kind, columnId, validationShare, testShare }: SplitRule, { columns }: TableState): string {
  const shares = [
    ...(validationShare > 0 ? [`${percent(validationShare)} for validation`] : []),
    ...(testShare > 0 ? [`${percent(testShare)} for test`] : []),
  ]
  if (shares.length === 0) return 'none held back'
  const name = columns.find(({ id }) => id === columnId)?.name
  const how = {
    random: 'drawn at random',
    stratified: 'drawn at random, of every class alike',
    time: name === undefined ? 'the last rows' : `the latest by “${name}”`,
    group: `whole groups of “${name ?? ''}”`,
  } as const satisfies Record<SplitRule['kind'], string>
  return [...shares, how[kind]].join(', ')
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`
}
