/** The same training in TensorFlow.js, on its CPU backend: its layers' operations, its gradients, its optimizers. */
import * as tf from '@tensorflow/tfjs'
import { learningRateAt } from '../../../../src-shared/learning-rate'
import type { Activation, LossRule, Optimizer } from '../../../../src-shared/recipe'
import type { TrainingData, TrainingSpec } from '../../../../src-main/engines/engine'
import type { NetworkLayer } from '../../../../src-main/program/layers/layers'
import type { Network } from '../../../../src-main/program/network'
import { initialParameters, outputsOf, parameterLayout } from '../../../../src-main/program/network'
import { epochOrder } from '../../../../src-main/program/random'
import { dropoutMask } from './dropout-masks'

const activations: Record<Activation, (z: tf.Tensor) => tf.Tensor> = {
  linear: (z) => z,
  relu: tf.relu,
  'leaky-relu': (z) => tf.leakyRelu(z, 0.01),
  elu: tf.elu,
  selu: tf.selu,
  gelu: (z) => {
    const inner = tf.mul(Math.sqrt(2 / Math.PI), tf.add(z, tf.mul(0.044715, tf.pow(z, 3))))
    return tf.mul(tf.mul(0.5, z), tf.add(1, tf.tanh(inner)))
  },
  silu: (z) => tf.mul(z, tf.sigmoid(z)),
  tanh: tf.tanh,
  sigmoid: tf.sigmoid,
  softplus: tf.softplus,
  softmax: (z) => tf.softmax(z),
}

type Weights = Record<string, tf.Tensor>
type Figures = Record<number, { mean: tf.Tensor; variance: tf.Tensor }>

const dense = (x: tf.Tensor, weights: tf.Tensor, biases: tf.Tensor): tf.Tensor =>
  tf.add(tf.matMul(x as tf.Tensor2D, weights as tf.Tensor2D), biases)

/** Predictions where there is no `update`; a batch's own mean and variance are put into `figures`. */
export function forward(
  { network, seed }: Pick<TrainingSpec, 'network' | 'seed'>,
  weights: Weights,
  x: tf.Tensor,
  at: { update: number; figures: Figures } | { running: Figures },
): tf.Tensor {
  return network.layers.reduce((input, layer, i) => {
    const own = (name: string): tf.Tensor => weights[`layers.${i}.${name}`]!
    switch (layer.kind) {
      case 'dense':
        return activations[layer.activation](dense(input, own('weights'), own('biases')))
      case 'dropout': {
        if (!('update' in at)) return input
        const shape = input.shape as [number, number]
        const mask = dropoutMask({ seed }, { layer: i, update: at.update, rate: layer.rate }, shape)
        return tf.mul(input, tf.tensor(mask, shape))
      }
      case 'batch-norm': {
        const { mean, variance } = 'update' in at ? tf.moments(input, 0) : at.running[i]!
        if ('update' in at) at.figures[i] = { mean: tf.keep(mean), variance: tf.keep(variance) }
        return tf.batchNorm(input, mean, variance, own('shift'), own('scale'), layer.epsilon)
      }
      case 'layer-norm': {
        const { mean, variance } = tf.moments(input, 1, true)
        const normal = tf.div(tf.sub(input, mean), tf.sqrt(tf.add(variance, layer.epsilon)))
        return tf.add(tf.mul(normal, own('scale')), own('shift'))
      }
      case 'residual': {
        const inner = activations[layer.activation](dense(input, own('inner.weights'), own('inner.biases')))
        return tf.add(input, dense(inner, own('outer.weights'), own('outer.biases')))
      }
      case 'embedding':
        return embed(layer, input, own)
    }
  }, x)
}

function embed(
  { blocks }: Extract<NetworkLayer, { kind: 'embedding' }>,
  input: tf.Tensor,
  own: (name: string) => tf.Tensor,
): tf.Tensor {
  const parts = tf.split(
    input,
    blocks.map(({ size }) => size),
    1,
  )
  return tf.concat(
    parts.map((part, i) => (blocks[i]!.kind === 'pass' ? part : tf.gather(own(`table${i}`), tf.argMax(part, 1)))),
    1,
  )
}

/** The weighted mean over the batch. */
export function lossOf(rule: LossRule, targets: tf.Tensor, outputs: tf.Tensor, weights: tf.Tensor): tf.Scalar {
  const { MEAN } = tf.Reduction
  const each = (losses: tf.Tensor): tf.Tensor => tf.losses.computeWeightedLoss(losses, weights, MEAN)
  const loss = (): tf.Tensor => {
    switch (rule.kind) {
      case 'mse':
        return tf.losses.meanSquaredError(targets, outputs, weights, MEAN)
      case 'mae':
        return tf.losses.absoluteDifference(targets, outputs, weights, MEAN)
      case 'huber':
        return tf.losses.huberLoss(targets, outputs, weights, rule.delta, MEAN)
      case 'quantile': {
        const error = tf.sub(targets, outputs)
        return each(tf.maximum(tf.mul(rule.quantile, error), tf.mul(rule.quantile - 1, error)))
      }
      case 'poisson':
        return each(tf.sub(tf.exp(outputs), tf.mul(targets, outputs)))
      case 'binary-cross-entropy':
        return tf.losses.sigmoidCrossEntropy(targets, outputs, weights, rule.labelSmoothing, MEAN)
      case 'categorical-cross-entropy':
        return tf.losses.softmaxCrossEntropy(targets, outputs, tf.squeeze(weights, [1]), rule.labelSmoothing, MEAN)
    }
  }
  return loss() as tf.Scalar
}

export function weightsOf(net: Network, parameters: Float32Array): Record<string, tf.Variable> {
  return Object.fromEntries(
    parameterLayout(net).entries.map(({ name, shape, offset, size }) => [
      name,
      tf.variable(tf.tensor(parameters.slice(offset, offset + size), shape), true, undefined),
    ]),
  )
}

export function flat(tensors: readonly tf.Tensor[]): number[] {
  return tensors.flatMap((tensor) => Array.from(tensor.dataSync()))
}

export function rowsOf(data: Float32Array, width: number, order: ArrayLike<number>): tf.Tensor {
  return tf.tensor2d(
    Array.from(order, (row) => Array.from(data.subarray(row * width, (row + 1) * width))),
    [order.length, width],
  )
}

type Apply = (gradients: tf.Tensor[], rate: number) => void

/** Their own optimizers where they have one; AdamW and Lion in their operations, Adagrad too, whose ε is fixed there. */
function optimizerOf(optimizer: Optimizer, weights: tf.Variable[], decays: boolean[]): Apply {
  const theirs = theirOptimizer(optimizer)
  if (theirs !== null) {
    return (gradients, rate) => {
      const settable = theirs as unknown as { learningRate: number; setLearningRate?: (rate: number) => void }
      if (settable.setLearningRate) settable.setLearningRate(rate)
      else settable.learningRate = rate
      theirs.applyGradients(weights.map((weight, i) => ({ name: weight.name, tensor: gradients[i]! })))
    }
  }
  const slots = weights.map((weight) => [tf.zerosLike(weight), tf.zerosLike(weight)] as [tf.Tensor, tf.Tensor])
  let updates = 0
  return (gradients, rate) => {
    updates++
    weights.forEach((weight, i) => {
      const step = stepOf(optimizer, gradients[i]!, slots[i]!, updates)
      const decay =
        'weightDecay' in optimizer && decays[i] ? tf.mul(weight, optimizer.weightDecay) : tf.zerosLike(weight)
      weight.assign(tf.sub(weight, tf.mul(rate, tf.add(step, decay))))
    })
  }
}

function theirOptimizer(optimizer: Optimizer): tf.Optimizer | null {
  const { learningRate } = optimizer
  switch (optimizer.kind) {
    case 'sgd':
      return tf.train.sgd(learningRate)
    case 'momentum':
      return tf.train.momentum(learningRate, optimizer.momentum)
    case 'nesterov':
      return tf.train.momentum(learningRate, optimizer.momentum, true)
    case 'rmsprop':
      // Theirs has ε under the root: so small that it is the same.
      return tf.train.rmsprop(learningRate, optimizer.decay, 0, 1e-20)
    case 'adam':
      return tf.train.adam(learningRate, optimizer.beta1, optimizer.beta2, optimizer.epsilon)
    default:
      return null
  }
}

function stepOf(optimizer: Optimizer, gradient: tf.Tensor, slots: [tf.Tensor, tf.Tensor], updates: number): tf.Tensor {
  const blend = (share: number, before: tf.Tensor, now: tf.Tensor): tf.Tensor =>
    tf.add(tf.mul(before, share), tf.mul(now, 1 - share))
  if (optimizer.kind === 'adagrad') {
    slots[0] = tf.add(slots[0], tf.square(gradient))
    return tf.div(gradient, tf.add(tf.sqrt(slots[0]), optimizer.epsilon))
  }
  if (optimizer.kind === 'lion') {
    const step = tf.sign(blend(optimizer.beta1, slots[0], gradient))
    slots[0] = blend(optimizer.beta2, slots[0], gradient)
    return step
  }
  if (optimizer.kind !== 'adamw') throw new Error('TensorFlow.js has this optimizer itself.')
  slots[0] = blend(optimizer.beta1, slots[0], gradient)
  slots[1] = blend(optimizer.beta2, slots[1], tf.square(gradient))
  const m = tf.div(slots[0], 1 - optimizer.beta1 ** updates)
  const v = tf.div(slots[1], 1 - optimizer.beta2 ** updates)
  return tf.div(m, tf.add(tf.sqrt(v), optimizer.epsilon))
}

/** What the recipe does to a gradient before the optimizer follows it. */
function followed(
  { regularisation, clip }: TrainingSpec,
  gradients: tf.Tensor[],
  weights: tf.Variable[],
  decays: boolean[],
): tf.Tensor[] {
  const { l1, l2 } = regularisation
  const penalised = gradients.map((gradient, i) =>
    decays[i] ? tf.add(gradient, tf.add(tf.mul(l1, tf.sign(weights[i]!)), tf.mul(2 * l2, weights[i]!))) : gradient,
  )
  if (clip.kind === 'none') return penalised
  if (clip.kind === 'value') return penalised.map((gradient) => tf.clipByValue(gradient, -clip.limit, clip.limit))
  const length = Math.sqrt(penalised.reduce((sum, gradient) => sum + tf.sum(tf.square(gradient)).dataSync()[0]!, 0))
  return penalised.map((gradient) => tf.mul(gradient, clip.limit / Math.max(length, clip.limit)))
}

/** What those rows weigh together. */
export function weigh({ weights }: TrainingData, rows: Iterable<number>): number {
  return [...rows].reduce((sum, row) => sum + (weights?.[row] ?? 1), 0)
}

export type TrainedThere = { parameters: number[]; statistics: number[]; losses: number[] }

/** Their training with our rows in our order: parameters and running figures at the end, each epoch's mean loss. */
export function trainThere(spec: TrainingSpec, data: TrainingData, epochs: number): TrainedThere {
  const { network: net, batchSize } = spec
  const rows = data.features.length / net.inputs
  const steps = Math.ceil(rows / batchSize)
  const { entries } = parameterLayout(net)
  const weights = weightsOf(net, initialParameters(net, spec.seed))
  const list = entries.map(({ name }) => weights[name]!)
  const decays = entries.map((entry) => entry.decays)
  const apply = optimizerOf(spec.optimizer, list, decays)
  const running = new Running(net)
  const losses: number[] = []
  let updates = 0
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = epochOrder(rows, spec.seed, epoch)
    let sum = 0
    for (let start = 0; start < rows; start += batchSize) {
      const batch = order.subarray(start, start + batchSize)
      const rate = learningRateAt(spec, updates, steps, spec.epochs)
      const figures: Figures = {}
      const { value, grads } = tf.variableGrads(() => {
        const outputs = forward(spec, weights, rowsOf(data.features, net.inputs, batch), {
          update: updates + 1,
          figures,
        })
        const own = Array.from(batch, (row) => data.weights?.[row] ?? 1)
        return lossOf(
          spec.loss,
          rowsOf(data.targets, outputsOf(net), batch),
          outputs,
          tf.tensor2d(own, [own.length, 1]),
        )
      }, list)
      apply(
        followed(
          spec,
          list.map(({ name }) => grads[name]!),
          list,
          decays,
        ),
        rate,
      )
      running.take(figures)
      sum += value.dataSync()[0]! * weigh(data, batch)
      updates++
    }
    losses.push(sum / weigh(data, order))
  }
  return { parameters: flat(list), statistics: running.values(), losses }
}

/** Running means and variances of the batch normalisations. */
class Running {
  readonly #figures = new Map<number, { mean: number[]; variance: number[] }>()

  constructor(private readonly net: Network) {}

  take(figures: Figures): void {
    for (const [layer, { mean, variance }] of Object.entries(figures)) {
      const own = this.net.layers[Number(layer)]!
      if (own.kind !== 'batch-norm') throw new Error('Only batch normalisation has figures.')
      const [now, spread] = [Array.from(mean.dataSync()), Array.from(variance.dataSync())]
      const before = this.#figures.get(Number(layer)) ?? { mean: now.map(() => 0), variance: now.map(() => 1) }
      const blend = (old: number[], fresh: number[]): number[] =>
        old.map((value, i) => own.momentum * value + (1 - own.momentum) * fresh[i]!)
      this.#figures.set(Number(layer), { mean: blend(before.mean, now), variance: blend(before.variance, spread) })
    }
  }

  values(): number[] {
    return [...this.#figures.values()].flatMap(({ mean, variance }) => [...mean, ...variance])
  }
}
