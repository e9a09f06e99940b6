/** The matrix product of two matrices, either of them transposed on the way. */
import type { Tensor } from '../trace'
import { apply } from '../trace'
import { words } from './shape'

type Transposes = { transposeA?: boolean; transposeB?: boolean }

/**
 * Y = A B; Ā = Ȳ Bᵀ, B̄ = Aᵀ Ȳ, and the same with the transposes moved where A or B was transposed.
 *
 * A: [rows, inner], B: [inner, columns], before any transpose → [rows, columns].
 */
export function matmul(a: Tensor, b: Tensor, { transposeA = false, transposeB = false }: Transposes = {}): Tensor {
  if (a.shape.length !== 2 || b.shape.length !== 2)
    throw new Error(`${words(a.shape)} × ${words(b.shape)}: two matrices.`)
  const [rows, inner] = transposeA ? [a.shape[1]!, a.shape[0]!] : [a.shape[0]!, a.shape[1]!]
  const [inner2, columns] = transposeB ? [b.shape[1]!, b.shape[0]!] : [b.shape[0]!, b.shape[1]!]
  if (inner !== inner2) throw new Error(`${words(a.shape)} × ${words(b.shape)}: the inner sizes differ.`)
  return apply({ kind: 'matmul', transposeA, transposeB }, [a, b], { type: a.type, shape: [rows, columns] }, ([y]) => [
    transposeA
      ? matmul(b, y!, { transposeA: transposeB, transposeB: true })
      : matmul(y!, b, { transposeB: !transposeB }),
    transposeB
      ? matmul(y!, a, { transposeA: true, transposeB: transposeA })
      : matmul(a, y!, { transposeA: !transposeA }),
  ])
}
