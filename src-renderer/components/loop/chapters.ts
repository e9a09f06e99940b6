/** The guided tour: what the loop is, chapter by chapter; each lights what it speaks of. */
import type { Stage } from './stages'

export type Chapter = {
  title: string
  text: string
  /** What to try. */
  go: string
  /** What is lit: the `data-guide` of a control. */
  lights: string
  /** Where the chapter is best seen. */
  stage?: Stage
}

export const chapters: readonly Chapter[] = [
  {
    title: 'A loop of five stages',
    text: 'A network begins with random weights and knows nothing. It learns by doing the same small round again and again: predict, see how wrong that was, find out why, change a little, repeat. That round is the training loop, and here it stands still so that you can look inside.',
    go: 'The five stages are in a row at the top. Press → to go from one to the next, ← to go back.',
    lights: 'stages',
  },
  {
    title: 'A batch of rows',
    text: 'One round looks at a few rows of your table, the batch: the numbers that go in, and the target that should come out. With three houses the batch is simply all of them; with many rows each round takes the next few.',
    go: 'Choose another row: everything at the right then speaks of that row.',
    lights: 'rows',
    stage: 'forward',
  },
  {
    title: 'Forward: try',
    text: 'What goes in is multiplied by the weight on each link; every unit adds up what arrives, adds its bias, and passes it on. What comes out at the end is the prediction. With the first random weights it is far off, as it should be.',
    go: 'Follow the formula at the right with the numbers in the drawing.',
    lights: 'network',
    stage: 'forward',
  },
  {
    title: 'Loss: how wrong was it',
    text: 'The loss turns all the errors of the batch into one number. Here each error is squared, so that too high and too low both count, and large errors count most; the mean of the squares is the loss. Everything that follows serves to make it smaller.',
    go: 'See in which units the error is said: in the target’s own it is easier to judge.',
    lights: 'formula',
    stage: 'loss',
  },
  {
    title: 'Backward: who is to blame',
    text: 'Going back from the loss to the inputs, every weight gets its gradient: how much the loss would grow if that weight grew a little. A large gradient means much influence, and its sign says which way is uphill.',
    go: 'Open a weight, and check its gradient by nudging the weight up and down.',
    lights: 'weights',
    stage: 'backward',
  },
  {
    title: 'Update: a small step downhill',
    text: 'Every weight moves a little against its gradient. How far is the learning rate: too small takes forever, too large jumps over the valley and the loss explodes. SGD takes the gradient as it is; Adam remembers earlier ones and gives each weight a pace of its own.',
    go: 'Compare the old weight with the new one in the formula.',
    lights: 'formula',
    stage: 'update',
  },
  {
    title: 'Repeat: steps and epochs',
    text: 'One round is one step. Once every row has been in a batch, an epoch is over, and the next begins. A hundred epochs are nothing special: the loss falls quickly at first and then more and more slowly.',
    go: 'Let it play with Space, or jump an epoch at a time. R takes you back to the start.',
    lights: 'transport',
    stage: 'repeat',
  },
  {
    title: 'Seen from above, and on your own',
    text: 'For a line the loss is a valley over two numbers, weight and bias, and training is a walk down into it. You can leave the path at any step: branch off with another learning rate or optimizer, and compare both curves.',
    go: 'Try “Adam beside SGD” once you have a run. Then go on with your own table: the view is the same.',
    lights: 'branch',
  },
]
