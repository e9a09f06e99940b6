/** The app's own log, as the services see it; each host brings one. Never shown to a page. */
export type Log = {
  info(message: string): void
  warn(message: string): void
  error(message: string, cause?: unknown): void
}
