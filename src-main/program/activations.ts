/**
 * Activations by the recipe's names, as formulas over the operations in ops/, which bring their backward with them.
 *
 * - linear: a = z
 * - ReLU: a = max(z, 0). Nair and Hinton 2010.
 * - leaky ReLU: a = z where z > 0, else 0.01 z. Maas et al. 2013.
 * - ELU: a = z where z > 0, else eᶻ − 1. Clevert et al. 2016, with α = 1.
 * - SELU: a = λ z where z > 0, else λ α (eᶻ − 1). Klambauer et al. 2017.
 * - GELU: a = ½ z (1 + tanh(√(2 ∕ π) (z + 0.044715 z³))). Hendrycks and Gimpel 2016: the tanh form, at most 5 · 10⁻⁴ from
 *   the one with the error function, which engines compute differently and not in double.
 * - SiLU: a = z ∕ (1 + e⁻ᶻ). Elfwing et al. 2018.
 * - tanh: a = tanh z. Sigmoid: a = 1 ∕ (1 + e⁻ᶻ). Softplus: a = ln(1 + eᶻ). Softmax: aᵢ = e^zᵢ ∕ Σⱼ e^zⱼ.
 */
import type { Activation } from '../../src-shared/recipe'
import { add, exp, greater, minimum, mul, relu, select, sigmoid, softplus, sub, tanh } from './ops/elementwise'
import { softmax } from './ops/softmax'
import type { Tensor } from './trace'

const leak = 0.01
const seluAlpha = 1.6732632423543772
const seluLambda = 1.0507009873554805

function leakyRelu(z: Tensor): Tensor {
  return select(greater(z, 0), z, mul(z, leak))
}

/** α (eᶻ − 1) below zero; the exponent is held at zero above, where it would overflow. */
function elu(z: Tensor, alpha = 1): Tensor {
  return select(greater(z, 0), z, mul(sub(exp(minimum(z, 0)), 1), alpha))
}

function gelu(z: Tensor): Tensor {
  const inner = mul(z, add(mul(mul(z, z), 0.044715 * Math.sqrt(2 / Math.PI)), Math.sqrt(2 / Math.PI)))
  return mul(mul(z, add(tanh(inner), 1)), 0.5)
}

/** [rows, units] → [rows, units] */
export const activations: Record<Activation, (z: Tensor) => Tensor> = {
  linear: (z) => z,
  relu,
  'leaky-relu': leakyRelu,
  elu: (z) => elu(z),
  selu: (z) => mul(elu(z, seluAlpha), seluLambda),
  gelu,
  silu: (z) => mul(z, sigmoid(z)),
  tanh,
  sigmoid,
  softplus,
  softmax,
}
