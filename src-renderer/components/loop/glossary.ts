/** Every term of the loop in one sentence. */

export const glossary = {
  forward: 'Forward: the numbers of a row go through the network, layer by layer, and come out as a prediction.',
  loss: 'Loss: one number that says how far off the predictions of a batch are; training makes it smaller.',
  backward: 'Backward: from the loss back to the inputs, every weight learns how the loss changes when it changes.',
  update: 'Update: the optimizer moves every weight a little, against its gradient.',
  repeat: 'Repeat: the same four stages again with the next batch, until all epochs are done.',
  gradient: 'Gradient: how much the loss grows for a small growth of one weight; its sign says which way is downhill.',
  'learning rate': 'Learning rate: how far a weight moves for its gradient; too small is slow, too large overshoots.',
  optimizer: 'Optimizer: the rule that turns gradients into changes of the weights, such as SGD or Adam.',
  SGD: 'SGD: the plainest optimizer; every weight moves by the learning rate times its gradient, downhill.',
  Adam: 'Adam: an optimizer that steers by running means of the gradient and of its square, so each weight has its own pace.',
  epoch: 'Epoch: one pass over all training rows, batch after batch.',
  batch: 'Batch: the rows that are looked at together before the weights change once.',
  step: 'Step: forward, loss, backward and update for one batch; the weights change once.',
  weight: 'Weight: the number on a link; what comes in is multiplied by it.',
  bias: 'Bias: the number that a unit adds to its sum, whatever comes in.',
  'pre-activation': 'Pre-activation (z): a unit’s weighted sum with its bias, before its activation function.',
  activation: 'Activation (a): what a unit passes on: its function applied to its weighted sum.',
  prediction: 'Prediction (ŷ): what comes out of the last layer for a row.',
  target: 'Target (y): the true value of the row, from the column to predict.',
  scaled: 'Scaled: with the mean taken away and divided by the deviation, so that all columns have the same size.',
  'dead unit': 'Dead: a ReLU that gave 0 for every row of the batch; nothing goes through it, so it can’t learn here.',
  'saturated unit': 'Saturated: a unit near the end of its range, where its slope is almost flat, so it learns slowly.',
  'finite difference':
    'Finite difference: the weight is nudged up and down and the loss measured twice; their slope must match the gradient.',
  'loss surface': 'Loss surface: the loss for every choice of the weights; training walks downhill on it.',
  slice: 'Slice: the loss along two directions through the current weights, because more can’t be drawn.',
  branch: 'Branch: a new run that begins with the weights as they are here, with something about it changed.',
} as const

export type Term = keyof typeof glossary
