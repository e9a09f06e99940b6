/** The views, in the way of the work. Their numbers leave room for the Loop view, which will be the fourth. */

export const views = ['start', 'data', 'model', 'train', 'predict', 'export'] as const
export type View = (typeof views)[number]
