/** The dense layer: every output sees every input. */
import { add } from '../ops/elementwise'
import { matmul } from '../ops/matmul'
import type { Tensor } from '../trace'

/**
 * Y = X W + b. Backward, by the operations it is made of: W̄ = Xᵀ Ȳ, b̄ = Σ rows of Ȳ, X̄ = Ȳ Wᵀ.
 *
 * @param x [rows, in]  @param weights [in, out]  @param biases [out]  → [rows, out]
 */
export function dense(x: Tensor, weights: Tensor, biases: Tensor): Tensor {
  return add(matmul(x, weights), biases)
}
