/** Networks to begin with. */
import type { Activation, Layer } from '../../../src-shared/recipe'

export type Preset = { id: string; label: string; sentence: string; layers: readonly Layer[] }

const dense = (units: number, activation: Activation = 'relu'): Layer => ({
  kind: 'dense',
  units,
  activation,
  initialiser: 'auto',
})
const block: readonly Layer[] = [
  { kind: 'layer-norm', epsilon: 1e-5 },
  { kind: 'residual', units: 64, activation: 'gelu', initialiser: 'auto' },
]

export const presets: readonly Preset[] = [
  {
    id: 'linear',
    label: 'Linear',
    sentence: 'No hidden layer: a weight for every input, as in the tutorial.',
    layers: [],
  },
  {
    id: 'small',
    label: 'Small',
    sentence: 'One layer of 16: quick, and enough for a few hundred rows.',
    layers: [dense(16)],
  },
  {
    id: 'wide',
    label: 'Wide',
    sentence: 'Two layers, 256 and 128: for many rows and many features.',
    layers: [dense(256), dense(128)],
  },
  {
    id: 'deep',
    label: 'Deep with residuals',
    sentence: 'Three normalised residual blocks of 64: for relations that a few layers don’t find.',
    layers: [dense(64, 'gelu'), ...block, ...block, ...block],
  },
]
