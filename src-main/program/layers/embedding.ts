/**
 * The embedding of categories: each category of a feature has `width` learned numbers, and the other features pass as they
 * are. Guo and Berkhahn 2016.
 *
 * A category comes in as one-hot columns, so its numbers are a row of the table picked by a product: y = x E, Ē = xᵀ ȳ.
 */
import { concat, split } from '../ops/arrange'
import { matmul } from '../ops/matmul'
import type { LayerDefinition } from './layer'

/** Neighbouring columns of the input: `size` numbers that pass, or the one-hot columns of one category feature. */
export type EmbeddingBlock = { kind: 'pass'; size: number } | { kind: 'embed'; size: number; width: number }

/** For `size` categories: round(1.6 · size^0.56), at most 600: the rule of thumb of fastai. */
export function usualWidth(size: number): number {
  return Math.max(1, Math.min(600, Math.round(1.6 * size ** 0.56)))
}

export function embeddingLayer({ blocks }: { blocks: readonly EmbeddingBlock[] }): LayerDefinition {
  const widths = blocks.map((block) => (block.kind === 'pass' ? block.size : block.width))
  return {
    width: widths.reduce((sum, width) => sum + width, 0),
    parameters: blocks.flatMap((block, i) =>
      block.kind === 'pass'
        ? []
        : [
            {
              name: `table${i}`,
              shape: [block.size, block.width],
              start: { kind: 'uniform', limit: 1 / Math.sqrt(block.width) } as const,
              decays: true,
            },
          ],
    ),
    statistics: [],
    draws: false,
    forward(x, tables) {
      const columns = split(
        x,
        blocks.map(({ size }) => size),
        1,
      )
      const parts = columns.map((part, i) => (blocks[i]!.kind === 'pass' ? part : matmul(part, tables[`table${i}`]!)))
      return { output: concat(parts, 1) }
    },
  }
}
