/** `step`: single training steps with every number, as the Loop view shows them. */
import type { Client } from '../../../src-shared/client'
import { EpochwiseError } from '../../../src-shared/errors'
import type { LoopNumbers, LoopStep, Real } from '../../../src-shared/loop'
import type { Surroundings } from './commands'
import type { Options } from './options'
import type { Output } from './output'
import { flag, positional, refuseMore, textOption, wholeOption } from './options'

export const stepOptions = {
  run: { type: 'string' },
  from: { type: 'string' },
  steps: { type: 'string' },
  json: { type: 'boolean' },
} as const

export async function step(options: Options, { client, output }: Surroundings): Promise<void> {
  const path = positional(options, 0, 'The project')
  refuseMore(options, 1)
  const asked = wholeOption(options, 'run', 0)
  const latest = textOption(options, 'from') === 'latest'
  const from = latest ? 0 : (wholeOption(options, 'from', 0) ?? 0)
  const count = wholeOption(options, 'steps', 1) ?? 1
  const project = await client.send('project.open', { from: { kind: 'path', path }, readOnly: true })
  const runId = asked ?? project?.runs.findLast(({ hasWeights }) => hasWeights)?.id ?? null
  let shown = await client.send('loop.open', { runId, at: latest ? 'latest' : { step: from } })
  const first = latest ? shown.position.step : from
  for (let i = 0; i < count; i++) {
    if (i > 0) shown = await client.send('loop.move', { step: first + i })
    shown = await reach(client, shown, first + i)
    const numbers = await client.send('loop.numbers', {})
    if (flag(options, 'json')) output.json({ ...numbers, epoch: numbers.epoch + 1 })
    else print(output, shown, numbers)
  }
}

/** A far step takes several turns; one that can't be reached ends the command, in the view's own words. */
async function reach(client: Client, at: LoopStep, wanted: number): Promise<LoopStep> {
  let shown = at
  while (shown.position.step !== wanted) {
    const before = shown.position.step
    shown = await client.send('loop.move', { step: wanted })
    if (shown.position.step === before) {
      throw new EpochwiseError('loop.unable', shown.source.note ?? `Step ${wanted} can't be reached.`)
    }
  }
  return shown
}

function print(output: Output, { position, batch, source, answers, nonFinite }: LoopStep, numbers: LoopNumbers): void {
  const { step: at, epoch, epochs, stepInEpoch, stepsPerEpoch } = position
  output.line(
    `Step ${at}: epoch ${epoch + 1}/${epochs}, step ${stepInEpoch + 1}/${stepsPerEpoch}, ${batch.rows.of} rows`,
  )
  if (source.note !== null) output.note(`note: ${source.note}`)
  if (nonFinite !== null) output.note(`note: ${nonFinite}`)
  for (const [i, { rowId, cells, targetCell }] of batch.samples.entries()) {
    const answer = answers[i]!
    const said =
      answer.kind === 'regression'
        ? number(answer.value)
        : `${answer.label} (${number(answer.probability)} for the true one)`
    output.line(`  row ${rowId}: ${cells.map((cell) => cell ?? '').join(', ')} → ${said}, true ${targetCell ?? ''}`)
  }
  if (batch.rows.of > batch.samples.length) output.line(`  … ${batch.rows.of - batch.samples.length} more rows`)
  output.line(`  Loss: ${number(numbers.loss.value)}`)
  for (const [i, { parameter, before, after, slots }] of numbers.update.entries()) {
    output.line(`  ${parameter}`)
    output.line(`    before   ${list(before)}`)
    output.line(`    gradient ${list(numbers.backward[i]!.gradient)}`)
    for (const [name, slot] of Object.entries(slots)) output.line(`    ${name.padEnd(8)} ${list(slot.after)}`)
    output.line(`    after    ${list(after)}`)
  }
}

const mostShown = 12

function list(values: Real[] | Real[][]): string {
  const flat = values.flat()
  const more = flat.length > mostShown ? ` … ${flat.length - mostShown} more` : ''
  return flat.slice(0, mostShown).map(number).join('  ') + more
}

function number(value: Real): string {
  return value === null ? 'not finite' : String(Number(value.toPrecision(7)))
}
