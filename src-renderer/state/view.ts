/** The views, in the way of the work. */

export const views = ['start', 'data', 'model', 'train', 'loop', 'predict', 'export'] as const
export type View = (typeof views)[number]
