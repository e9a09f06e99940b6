/** Names of Adam's slots: the running means of the gradient and of its square. */
export const adamSlots = ['m', 'v'] as const
