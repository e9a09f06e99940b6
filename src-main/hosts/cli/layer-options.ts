/** `--hidden 64,32` and what goes with it → the layers of a recipe: one block per hidden layer, all of the same make. */
import type { Activation, Layer } from '../../../src-shared/recipe'
import type { Options } from './options'
import { EpochwiseError } from '../../../src-shared/errors'
import { activations } from '../../../src-shared/recipe'
import { choiceOption, numberOption, numbersOption, textOption, wholeOption } from './options'

type Make = { activation: Activation; norm: 'none' | 'batch' | 'layer'; dropout: number }

/** undefined: no option speaks of layers. `base`: the units are its dense layers' where --hidden is not given. */
export function layersFrom(options: Options, base: readonly Layer[]): Layer[] | undefined {
  const hidden = textOption(options, 'hidden')
  const activation = choiceOption(options, 'activation', activations)
  const norm = choiceOption(options, 'norm', ['none', 'batch', 'layer'])
  const dropout = numberOption(options, 'dropout')
  const embedding = embeddingFrom(options)
  if ([hidden, activation, norm, dropout, embedding].every((one) => one === undefined)) return undefined
  const make: Make = { activation: activation ?? 'relu', norm: norm ?? 'none', dropout: dropout ?? 0 }
  const blocks = unitsFrom(options, hidden, base).flatMap((units) => blockOf(units, make))
  return embedding === undefined ? blocks : [embedding, ...blocks]
}

function unitsFrom(options: Options, hidden: string | undefined, base: readonly Layer[]): number[] {
  if (hidden === 'none' || hidden === '') return []
  if (hidden === undefined) return base.flatMap((layer) => (layer.kind === 'dense' ? [layer.units] : []))
  const units = numbersOption(options, 'hidden') ?? []
  for (const count of units) {
    if (Number.isInteger(count) && count >= 1) continue
    throw new EpochwiseError('message.invalid', `--hidden takes whole numbers of units, or none; ${count} is not one.`)
  }
  return units
}

function blockOf(units: number, { activation, norm, dropout }: Make): Layer[] {
  const epsilon = 1e-5
  return [
    { kind: 'dense', units, activation, initialiser: 'auto' },
    ...(norm === 'batch' ? [{ kind: 'batch-norm' as const, momentum: 0.9, epsilon }] : []),
    ...(norm === 'layer' ? [{ kind: 'layer-norm' as const, epsilon }] : []),
    ...(dropout === 0 ? [] : [{ kind: 'dropout' as const, rate: dropout }]),
  ]
}

function embeddingFrom(options: Options): Layer | undefined {
  const width = textOption(options, 'embedding')
  if (width === undefined) return undefined
  return { kind: 'embedding', width: width === 'auto' ? 'auto' : wholeOption(options, 'embedding', 1)! }
}
