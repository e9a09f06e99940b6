import { expect, test } from 'vitest'
import { withSnapshot } from '../../../../src-main/features/snapshot'
import { surveyTable } from '../../../../src-main/features/survey'
import { gatherFigures } from '../../../../src-main/insight/checks/figures'
import { defaultRecipe } from '../../../../src-shared/recipe'
import { tableOf } from '../table-source'

const many = <T>(count: number, cell: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => cell(i))
const noise = (i: number): number => (i * 0.754_877_666) % 1

test('repeats across the split are the held-back rows that equal a training row', async () => {
  // Rows 200 … 239 repeat 0 … 39; the number of the row is ignored, so it makes no difference.
  const cells = many(240, (i) => `${noise(i % 200)}`)
  const source = await tableOf({
    row: { kind: 'number', role: 'ignored', cells: many(240, (i) => i) },
    x: { kind: 'number', cells },
    y: { kind: 'number', role: 'target', cells: cells.map((cell) => `${1 - Number(cell)}`) },
  })
  const ask = { ...defaultRecipe, seed: 5 }
  const held = await withSnapshot(source, async (connection, table) => {
    const { rows } = await surveyTable(connection, table, ask)
    return new Set(Array.from(rows.ids).filter((_, i) => rows.part[i] === 1))
  })
  const expected = many(240, (i) => i).filter((i) => {
    const others = many(240, (k) => k).filter((k) => k !== i && cells[k] === cells[i])
    return held.has(i + 1) && others.some((k) => !held.has(k + 1))
  })
  const { repeats } = await withSnapshot(source, (connection, table) => gatherFigures(connection, table, ask))
  expect(repeats).toMatchObject({ count: 40, acrossSplit: expected.length })
  expect(expected.length).toBeGreaterThan(3)
})
