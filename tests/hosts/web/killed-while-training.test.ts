/** The whole app, killed in the middle of a training: what it leaves is gone on with, to the same bytes. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { Document } from '../../../src-main/document/document'
import type { CommandInput, CommandName, CommandOutput } from '../../../src-shared/contract'
import type { RunSummary } from '../../../src-shared/run'
import { hasEnded } from '../../../src-shared/run'
import { wavesCsv } from '../../main/services/run-fixture'
import { send } from '../../support/raw-http'
import { temporaryFolder } from '../../support/temporary-folder'
import { startWebHostProcess } from '../../support/web-host-process'

type Host = Awaited<ReturnType<typeof startWebHostProcess>>

async function ask<N extends CommandName>(host: Host, name: N, input: CommandInput<N>): Promise<CommandOutput<N>> {
  const { port, origin, hash } = new URL(host.address)
  const headers = { origin, authorization: `Bearer ${hash.slice(1)}`, 'content-type': 'application/json' }
  const answer = await send({
    port: Number(port),
    method: 'POST',
    path: `/api/${name}`,
    headers,
    body: JSON.stringify(input),
  })
  const reply = answer.json as { ok: boolean; value: CommandOutput<N> }
  if (!reply.ok) throw new Error(`${name}: ${answer.text}`)
  return reply.value
}

async function runs(host: Host): Promise<RunSummary[]> {
  return (await ask(host, 'app.state', {})).project!.runs
}

async function ended(host: Host, id: number): Promise<RunSummary> {
  let run: RunSummary | undefined
  await expect
    .poll(async () => hasEnded((run = (await runs(host)).find((one) => one.id === id))!.status), { timeout: 20_000 })
    .toBe(true)
  return run!
}

it('goes on with a run to the bytes of one that was never cut, twice', async () => {
  const folder = temporaryFolder()
  const place = { workspace: join(folder, 'work'), data: join(folder, 'data') }
  mkdirSync(place.workspace)
  writeFileSync(join(place.workspace, 'waves.csv'), wavesCsv(300))
  const project = { kind: 'path', path: 'waves.epochwise' } as const
  const start = async (): Promise<Host> => {
    const host = await startWebHostProcess(place)
    onTestFinished(() => void host.child.kill('SIGKILL'))
    return host
  }

  let host = await start()
  await ask(host, 'table.import', { from: { kind: 'path', path: 'waves.csv' } })
  await ask(host, 'recipe.change', { change: { epochs: 400 } })
  await ask(host, 'project.saveAs', { to: project })
  const unbroken = await ask(host, 'run.start', {})
  expect(await ended(host, unbroken.id)).toMatchObject({ status: 'completed' })
  const { id } = await ask(host, 'run.start', {})
  for (let kills = 0; kills < 2; kills++) {
    // A pause keeps where it is; what comes after it is lost with the process.
    const paused = await ask(host, 'run.pause', { runId: id })
    expect(paused.status).toBe('paused')
    await ask(host, 'run.resume', { runId: id })
    const closed = once(host.child, 'close')
    host.child.kill('SIGKILL')
    await closed
    host = await start()
    await ask(host, 'project.open', { from: project })
    const [left] = (await runs(host)).slice(-1)
    expect(left).toMatchObject({ id, epoch: paused.epoch, lastLoss: paused.lastLoss })
    // Killed before or after the file was told that it goes on.
    expect(['failed', 'paused']).toContain(left!.status)
    await ask(host, 'run.resume', { runId: id })
  }
  const finished = await ended(host, id)
  expect(finished.status).toBe('completed')
  await host.stop()

  const document = await Document.open(join(place.workspace, project.path))
  onTestFinished(() => document.close())
  const [one, other] = await Promise.all(
    [unbroken.id, id].map(async (run) => {
      const { tensors, counters, ...at } = (await document.runs.checkpoint(run))!
      const { epoch, loss, validationLoss, learningRate } = await document.runs.history(run, 0, 1000)
      const { seconds: _, ...counted } = counters
      const { metrics, best } = (await document.runs.get(run)).summary
      return { at, tensors, counted, epoch, loss, validationLoss, learningRate, metrics, best }
    }),
  )
  expect(other).toEqual(one)
}, 60_000)
