/** An app that a test started: its page, its process, everything it said. */
import type { Page } from '@playwright/test'

export type RunningApp = {
  page: Page
  pid: number
  /** Answers the question for a file, which `ask` brings up, with that file. */
  choose(path: string, ask: () => Promise<void>): Promise<void>
  /** What the host wrote to its terminal and its log so far. */
  log(): Promise<string>
  /** Ends the host in good order; the page of a browser stays. */
  stop(): Promise<void>
}

export type AppFolders = { workspace: string; data: string }
