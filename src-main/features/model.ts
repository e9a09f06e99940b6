/** From the recipe and the roles to a network: which task, which loss, which layers. */
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
import { countOutputs, inputsOf, targetName } from './encoding'
import { unfitting } from './refusals'

/** @throws EpochwiseError recipe.invalid, train.targetKind where the task and the targets don't fit. */
export function resolveTask(recipe: Recipe, targets: readonly Column[]): Task {
  const [target] = targets as [Column, ...Column[]]
  const date = targets.find(({ kind }) => kind === 'date')
  if (date !== undefined) throw dateTarget(date)
  if (targets.length > 1) return requireNumbers(recipe, targets)
  if (recipe.task === 'auto') return target.kind === 'number' ? 'regression' : 'classification'
  if (recipe.task === 'regression' && target.kind !== 'number') {
    throw unfitting(
      `“${target.name}” holds categories, and a regression predicts a number. Choose the task “auto” or another target.`,
      'task',
      { label: 'Predict the category', action: { kind: 'recipe', change: { task: 'auto', loss: { kind: 'auto' } } } },
    )
  }
  return recipe.task
}

function dateTarget({ id, name }: Column): EpochwiseError {
  const message = `“${name}” holds dates, which can be learned from but not predicted. Choose another target, or compute a column with the days from one date to another and predict that.`
  const remedy: Remedy = {
    label: `Use “${name}” as a feature`,
    action: { kind: 'role', columnId: id, role: 'feature' },
  }
  return new EpochwiseError('train.targetKind', message, { column: name, remedy })
}

function requireNumbers(recipe: Recipe, targets: readonly Column[]): Task {
  const other = targets.find(({ kind }) => kind !== 'number')
  if (other !== undefined) {
    const message = `Several targets are predicted together only where all are numbers, and “${other.name}” is not. Keep one target, or make it a feature.`
    const remedy: Remedy = {
      label: `Ignore “${other.name}”`,
      action: { kind: 'role', columnId: other.id, role: 'ignored' },
    }
    throw new EpochwiseError('train.targetKind', message, { column: other.name, remedy })
  }
  if (recipe.task !== 'classification') return 'regression'
  throw unfitting(
    'A classification has one target, and several columns are targets. Predict the numbers, or keep one.',
    'task',
    {
      label: 'Predict the numbers',
      action: { kind: 'recipe', change: { task: 'auto', loss: { kind: 'auto' } } },
    },
  )
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
    throw unfitting(`The loss “${kind}” doesn't fit a ${task}. Choose the loss “auto”.`, 'loss', remedy)
  }
  if (kind === 'binary-cross-entropy' && classes > 2) {
    throw unfitting(
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
    answer: answerOf(encoding),
  })
}

/** The encoding's inputs, neighbouring numbers together. */
function inputBlocks({ features }: Encoding): InputBlock[] {
  const blocks: InputBlock[] = []
  for (const feature of features) {
    const [kind, size] = [feature.kind === 'category' ? ('category' as const) : ('numbers' as const), inputsOf(feature)]
    const last = blocks.at(-1)
    if (kind === 'numbers' && last?.kind === 'numbers') last.size += size
    else blocks.push({ kind, size })
  }
  return blocks
}

function answerOf(encoding: Encoding): Answer {
  if (encoding.target.kind === 'numbers') return encoding.target.columns[0]!.link === 'log' ? 'count' : 'value'
  return countOutputs(encoding) === 1 ? 'probability' : 'probabilities'
}

export function describeModel(recipe: Recipe, encoding: Encoding, task: Task, loss: Loss): ModelSummary {
  const network = networkOf(recipe, encoding)
  const { entries, total } = parameterLayout(network)
  const widths = widthsOf(network)
  const { target } = encoding
  return {
    task,
    loss,
    target: targetName(encoding),
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
    words: inWords(network, targetName(encoding), total),
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
