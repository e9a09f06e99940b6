/** What the two ways of running TensorFlow are called. */
import type { Mode } from './saved-model'

export const tensorflowNames = { graph: 'TensorFlow', xla: 'TensorFlow XLA' } as const satisfies Record<Mode, string>
