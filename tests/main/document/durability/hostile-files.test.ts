/** Over 500 damaged and hostile projects: each refused in words, none crashes or hangs the app, reaches outside, or is changed. */
import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Document } from '../../../../src-main/document/document'
import { chosen, points, report } from '../../../support/torture'
import type { Worker } from '../children/start'
import { startWorker } from '../children/start'
import { projectOf, temporaryFolder } from '../support'
import { hostileFiles, takeInventory } from './hostile'
import { ordealCsv, perform } from './model'

type Answer = { refused: { code: string; message: string } | null; digest?: string; at?: string }

/** With a table, runs, epochs, a checkpoint and a history of edits. */
async function goodProject(): Promise<string> {
  const document = await projectOf(ordealCsv(3000))
  for (let i = 1; i <= 8; i++) await perform(document, i)
  await document.deleteRows([5, 6])
  const { path } = document
  await document.close()
  return path
}

/** Where the machine does nothing else an answer takes some hundredths of a second. */
const hang = Symbol('hang')

function within<T>(milliseconds: number, answer: Promise<T>): Promise<T | typeof hang> {
  let timer: NodeJS.Timeout
  const late = new Promise<typeof hang>((resolve) => (timer = setTimeout(resolve, milliseconds, hang)))
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}

function hashOf(path: string): string {
  const { size } = lstatSync(path)
  if (!lstatSync(path).isFile()) return 'no file'
  return `${size} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`
}

test('damaged and hostile projects are refused one by one', async () => {
  const good = await takeInventory(await goodProject())
  const folder = join(temporaryFolder(), 'hostile')
  mkdirSync(folder)
  const start = (): Promise<Worker> => startWorker('look', folder, [], 'ordeal')
  let worker = await start()
  const look = async (path: string, patience = 10_000): Promise<Answer | typeof hang | null> => {
    worker.process.stdin!.write(`${path}\n`)
    const answer = await within(
      patience,
      worker.next().catch(() => null),
    )
    if (answer !== null && answer !== hang) return answer as Answer
    worker.process.kill('SIGKILL')
    worker = await start()
    return answer
  }
  writeFileSync(join(folder, 'good'), good.bytes)
  const untouched = (await look(join(folder, 'good'), 60_000)) as Answer
  expect(untouched.refused).toBeNull()

  const problems: unknown[] = []
  let refused = 0
  let slowest = 0
  for (const [i, { name, make }] of chosen(hostileFiles(good), 7).entries()) {
    const path = join(folder, `${i}.epochwise`)
    await make(path)
    const before = hashOf(path)
    const asked = performance.now()
    const answer = await look(path)
    slowest = Math.max(slowest, performance.now() - asked)
    if (answer === null) problems.push([name, 'crashed'])
    else if (answer === hang) problems.push([name, 'hung'])
    else if (answer.refused === null) {
      // A byte that nothing uses: all of the project reads as it was.
      if (answer.digest !== untouched.digest) problems.push([name, 'was believed'])
    } else {
      refused++
      if (!/^(project|file|table|column)\./.test(answer.refused.code)) problems.push([name, answer.refused])
      if (answer.at === 'opening' && hashOf(path) !== before) problems.push([name, 'was changed'])
    }
    rmSync(path, { recursive: true, force: true })
    rmSync(`${path}.wal`, { recursive: true, force: true })
  }
  expect(readdirSync(folder)).toEqual(['good'])
  expect(problems).toEqual([])
  expect(refused).toBeGreaterThanOrEqual(points(500, 70))
  report(
    `${refused} damaged and hostile projects: all refused in words, the slowest after ${Math.round(slowest)} ms, 0 crashes, 0 changed`,
  )
}, 900_000)

test('a log that is a link to another file is not followed', async () => {
  const path = await goodProject()
  const other = join(temporaryFolder(), 'precious.txt')
  writeFileSync(other, 'precious')
  symlinkSync(other, `${path}.wal`)
  await expect(Document.open(path)).rejects.toMatchObject({ code: 'project.invalid' })
  expect(readFileSync(other, 'utf8')).toBe('precious')
})
