/** From the recipe and the roles to a network: which task, which loss, which layers. */
import { isReadKind } from '../../src-shared/table'
import { EpochwiseError } from '../../src-shared/errors'
import type { Remedy } from '../../src-shared/errors'
import type { ModelSummary } from '../../src-shared/project'
import type { Activation, Loss, Recipe, Task } from '../../src-shared/recipe'
import { classificationLosses, regressionLosses } from '../../src-shared/recipe'
import type { Column } from '../../src-shared/table'
import type { Answer } from '../program/answer'
import type { InputBlock } from '../program/build-network'
import { buildNetwork } from '../program/build-network'
import type { Network } from '../program/network'
import { parameterLayout, widthsOf } from '../program/network'
import type { Encoding } from './encoding'
import { countInputs, countOutputs, inputsOf } from './encoding'

/** @throws EpochwiseError recipe.invalid where a regression is asked for on a target of categories. */
export function resolveTask(recipe: Recipe, target: Column): Task {
  if (recipe.task === 'auto') return isReadKind(target.kind) ? 'regression' : 'classification'
  if (recipe.task === 'regression' && !isReadKind(target.kind)) {
    throw invalid(
      `“${target.name}” holds categories, and a regression predicts a number. Choose the task “auto” or another target.`,
      'task',
      { label: 'Predict the category', action: { kind: 'recipe', change: { task: 'auto', loss: { kind: 'auto' } } } },
    )
  }
  return recipe.task
}

/** @throws EpochwiseError recipe.invalid where the loss doesn't fit the task. */
export function resolveLoss(recipe: Recipe, task: Task, classes: number): Loss {
  const { kind } = recipe.loss
  const fitting: readonly Loss[] = task === 'regression' ? regressionLosses : classificationLosses
  if (kind === 'auto') return task === 'classification' && classes > 2 ? 'categorical-cross-entropy' : fitting[0]!
  const remedy: Remedy = {
    label: 'Choose the loss for me',
    action: { kind: 'recipe', change: { loss: { kind: 'auto' } } },
  }
  if (!fitting.includes(kind)) {
    throw invalid(`The loss “${kind}” doesn't fit a ${task}. Choose the loss “auto”.`, 'loss', remedy)
  }
  if (kind === 'binary-cross-entropy' && classes > 2) {
    throw invalid(
      `Binary cross-entropy is for two classes; the target has ${classes}. Choose the loss “auto”.`,
      'loss',
      remedy,
    )
  }
  return kind
}

/**
 * The network that a recipe makes of these columns.
 *
 * @throws EpochwiseError recipe.invalid where a layer doesn't fit, naming its field
 */
export function networkOf(recipe: Recipe, encoding: Encoding): Network {
  return buildNetwork(recipe, inputBlocks(encoding), {
    units: countOutputs(encoding),
    answer: answerOf(recipe, encoding),
  })
}

/** The encoding's inputs, neighbouring numbers together. */
function inputBlocks({ features }: Encoding): InputBlock[] {
  const blocks: InputBlock[] = []
  for (const feature of features) {
    const [kind, size] = [feature.kind === 'number' ? ('numbers' as const) : ('category' as const), inputsOf(feature)]
    const last = blocks.at(-1)
    if (kind === 'numbers' && last?.kind === 'numbers') last.size += size
    else blocks.push({ kind, size })
  }
  return blocks
}

function answerOf(recipe: Recipe, encoding: Encoding): Answer {
  if (encoding.target.kind === 'number') return recipe.loss.kind === 'poisson' ? 'count' : 'value'
  return countOutputs(encoding) === 1 ? 'probability' : 'probabilities'
}

/** @throws EpochwiseError recipe.invalid where the recipe's own weights are not as many as the network has. */
export function checkInitialWeights(recipe: Recipe, network: Network): void {
  const { total } = parameterLayout(network)
  const given = recipe.initialWeights?.length ?? total
  if (given === total) return
  throw invalid(
    `The recipe starts from ${count(given, 'weight')}, but this network has ${count(total, 'parameter')}. Let them be drawn, or give as many.`,
    'initialWeights',
    { label: 'Draw the weights', action: { kind: 'recipe', change: { initialWeights: null } } },
  )
}

export function describeModel(recipe: Recipe, encoding: Encoding, task: Task, loss: Loss): ModelSummary {
  const network = networkOf(recipe, encoding)
  const { entries, total } = parameterLayout(network)
  const widths = widthsOf(network)
  const { target } = encoding
  return {
    task,
    loss,
    target: target.name,
    classes: target.kind === 'classes' ? target.classes : [],
    features: encoding.features.map((feature) => ({
      name: feature.name,
      kind: feature.kind,
      inputs: inputsOf(feature),
    })),
    inputs: network.inputs,
    outputs: countOutputs(encoding),
    layers: network.layers.map((layer, i) => ({
      kind: layer.kind,
      units: widths[i]!,
      activation: i === network.layers.length - 1 ? outputActivation(loss) : activationOf(layer),
      parameters: entries.reduce((sum, entry) => (entry.layer === i ? sum + entry.size : sum), 0),
    })),
    parameters: total,
    rows: encoding.rows,
    words: inWords(network, target.name, total),
  }
}

function activationOf(layer: Network['layers'][number]): Activation | null {
  return 'activation' in layer ? layer.activation : null
}

function outputActivation(loss: Loss): Activation {
  if (loss === 'binary-cross-entropy') return 'sigmoid'
  return loss === 'categorical-cross-entropy' ? 'softmax' : 'linear'
}

/** "12 numbers in → 64 → 32 → 1 price, 3,009 parameters"; layers that keep the width and only adjust it are left out. */
function inWords(network: Network, target: string, parameters: number): string {
  const widths = widthsOf(network)
  const steps = network.layers.flatMap(({ kind }, i) => {
    if (kind === 'residual') return [`residual ${group(widths[i]!)}`]
    return kind === 'dense' || kind === 'embedding' ? [group(widths[i]!)] : []
  })
  return `${count(network.inputs, 'number')} in → ${steps.join(' → ')} ${target}, ${count(parameters, 'parameter')}`
}

export function group(value: number): string {
  return value.toLocaleString('en-US')
}

/** "1 row", "1,200 rows" */
export function count(value: number, noun: string): string {
  return `${group(value)} ${noun}${value === 1 ? '' : 's'}`
}

function invalid(message: string, field: string, remedy: Remedy): EpochwiseError {
  return new EpochwiseError('recipe.invalid', message, { field, remedy })
}
