/** Run after run: what each takes it gives back. */
import { readdir, readlink } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { RunFixture } from './run-fixture'

const megabytes = 2 ** 20

/** Files, sockets and pipes that this process holds; null where the system doesn't say. */
async function openDescriptors(): Promise<string[] | null> {
  if (process.platform !== 'linux') return null
  const names = await readdir('/proc/self/fd')
  const found = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => null)))
  return found.filter((target) => target !== null)
}

test('fifty runs in a row leave no process, no file, no descriptor and no memory behind', async () => {
  const fixture = await RunFixture.tutorial()
  const trainOften = async (times: number): Promise<void> => {
    for (let i = 0; i < times; i++) expect((await fixture.train()).status).toBe('completed')
    fixture.events.length = 0
    await expect.poll(() => fixture.living().length).toBeLessThanOrEqual(1)
  }
  await trainOften(10)
  const [descriptors, memory] = [await openDescriptors(), process.memoryUsage().rss]
  await trainOften(40)
  // One spare stands ready, before as after.
  if (descriptors !== null) expect((await openDescriptors())!.length).toBeLessThanOrEqual(descriptors.length + 2)
  expect(process.memoryUsage().rss - memory).toBeLessThan(48 * megabytes)
  expect(await fixture.leftovers()).toEqual([])
  await fixture.context.closeDocument()
  expect(fixture.processes.length).toBeGreaterThanOrEqual(50)
  await expect.poll(() => fixture.living()).toEqual([])
  await fixture.close()
}, 120_000)
