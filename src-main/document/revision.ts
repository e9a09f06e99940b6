/** Revisions grow through the whole life of the app, so that a page of another project is never taken for a fresh one. */
let last = 0

export function nextRevision(): number {
  return ++last
}
