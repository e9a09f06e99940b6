/** How much a test of endurance goes through: some of it in `npm test`, all of it in `npm run torture`, which prints what came of it. */
import { appendFileSync } from 'node:fs'

const everything = process.env['EPOCHWISE_TORTURE'] !== undefined

export function points(all: number, some: number): number {
  return everything ? all : some
}

/** Every nth in `npm test`, spread evenly. */
export function chosen<T>(all: readonly T[], nth: number): T[] {
  return everything ? [...all] : all.filter((_, i) => i % nth === 0)
}

/** A line of the report that `npm run torture` ends with. */
export function report(line: string): void {
  const file = process.env['EPOCHWISE_TORTURE']
  if (file !== undefined) appendFileSync(file, `${line}\n`)
}
