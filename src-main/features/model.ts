/** From the recipe and the roles to a network: which task, which loss, which layers. */
import { isReadKind } from '../../src-shared/table'
import { EpochwiseError } from '../../src-shared/errors'
import type { Remedy } from '../../src-shared/errors'
import type { ModelSummary } from '../../src-shared/project'
import type { Loss, Recipe, Task } from '../../src-shared/recipe'
import type { Column } from '../../src-shared/table'
import type { Network } from '../program/network'
import { parameterLayout } from '../program/network'
import type { Encoding } from './encoding'
import { countInputs, countOutputs, inputsOf } from './encoding'

/** @throws EpochwiseError recipe.invalid where a regression is asked for on a target of categories. */
export function resolveTask(recipe: Recipe, target: Column): Task {
  if (recipe.task === 'auto') return isReadKind(target.kind) ? 'regression' : 'classification'
  if (recipe.task === 'regression' && !isReadKind(target.kind)) {
    throw invalid(
      `“${target.name}” holds categories, and a regression predicts a number. Choose the task “auto” or another target.`,
      'task',
      { label: 'Predict the category', action: { kind: 'recipe', change: { task: 'auto', loss: 'auto' } } },
    )
  }
  return recipe.task
}

/** @throws EpochwiseError recipe.invalid where the loss doesn't fit the task. */
export function resolveLoss(recipe: Recipe, task: Task, classes: number): Loss {
  const fitting: Loss[] = task === 'regression' ? ['mse'] : ['binary-cross-entropy', 'categorical-cross-entropy']
  if (recipe.loss === 'auto')
    return task === 'classification' && classes > 2 ? 'categorical-cross-entropy' : fitting[0]!
  const remedy: Remedy = { label: 'Choose the loss for me', action: { kind: 'recipe', change: { loss: 'auto' } } }
  if (!fitting.includes(recipe.loss)) {
    throw invalid(`The loss “${recipe.loss}” doesn't fit a ${task}. Choose the loss “auto”.`, 'loss', remedy)
  }
  if (recipe.loss === 'binary-cross-entropy' && classes > 2) {
    throw invalid(
      `Binary cross-entropy is for two classes; the target has ${classes}. Choose the loss “auto”.`,
      'loss',
      remedy,
    )
  }
  return recipe.loss
}

/** Logits for a classification: the output layer is linear, as program/ wants it. */
export function networkOf(recipe: Recipe, encoding: Encoding): Network {
  const hidden = recipe.layers.map(({ units, activation }) => ({ units, activation }))
  const output = { units: countOutputs(encoding), activation: 'linear' as const }
  return { inputs: countInputs(encoding), layers: [...hidden, output] }
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
  const sizes = entries.map(({ shape }) => shape.reduce((product, size) => product * size, 1))
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
    layers: network.layers.map(({ units, activation }, i) => ({
      units,
      activation: i === network.layers.length - 1 ? outputActivation(loss) : activation,
      parameters: sizes[2 * i]! + sizes[2 * i + 1]!,
    })),
    parameters: total,
    rows: encoding.rows,
    words: inWords(network, target.name, total),
  }
}

function outputActivation(loss: Loss): string {
  if (loss === 'mse') return 'linear'
  return loss === 'binary-cross-entropy' ? 'sigmoid' : 'softmax'
}

/** "12 numbers in → 64 → 32 → 1 price, 3,009 parameters" */
function inWords(network: Network, target: string, parameters: number): string {
  const steps = network.layers.map(({ units }) => group(units))
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
