/** `npm run setup:tensorflow`: gets TensorFlow from a terminal, with its progress, or removes it. */
import { EpochwiseError, errorCodes } from '../src-shared/errors'
import { findGpu, gpuHindrance } from './engines/tensorflow/gpu'
import { addonOf, findInstallation, tensorflowHome } from './engines/tensorflow/home'
import type { Variant } from './engines/tensorflow/home'
import { removeTensorflow } from './engines/tensorflow/setup/remove'
import { setUpTensorflow } from './engines/tensorflow/setup/setup'

const say = (line: string): void => void process.stderr.write(`${line}\n`)

async function main(args: readonly string[]): Promise<void> {
  const unknown = args.find((arg) => !['--cpu', '--cuda', '--remove', '--if-missing', '--where'].includes(arg))
  if (unknown !== undefined)
    throw new EpochwiseError('message.invalid', `${unknown} is no option. There are --cpu, --cuda, --remove, --where.`)
  const home = tensorflowHome()
  if (home === null) throw new EpochwiseError('engine.unavailable', 'EPOCHWISE_TENSORFLOW=off keeps TensorFlow away.')
  if (args.includes('--remove')) {
    await removeTensorflow(home)
    say(`TensorFlow is gone from ${home}.`)
    return
  }
  if (args.includes('--where')) {
    const found = await findInstallation(home)
    if (found === null) throw new EpochwiseError('engine.unavailable', 'TensorFlow is not set up.')
    process.stdout.write(`${addonOf(found.folder)}\n`)
    return
  }
  if (args.includes('--if-missing') && (await findInstallation(home)) !== null) return
  const variant = args.includes('--cpu') ? 'cpu' : args.includes('--cuda') ? 'cuda' : await usualVariant()
  const controller = new AbortController()
  process.once('SIGINT', () => controller.abort())
  process.once('SIGTERM', () => controller.abort())
  const { version, folder } = await setUpTensorflow({ variant, home, signal: controller.signal, onProgress: teller() })
  say(`TensorFlow ${version} for the ${variant === 'cuda' ? 'GPU' : 'CPU'} is set up in ${folder}.`)
}

async function usualVariant(): Promise<Variant> {
  const gpu = await findGpu()
  const hindrance = gpuHindrance(gpu, process.platform, process.arch)
  if (hindrance === null) return 'cuda'
  say(`Setting up TensorFlow for the CPU. ${hindrance}`)
  return 'cpu'
}

/** One line that changes in a terminal; elsewhere a line for every tenth. */
function teller(): (share: number, words: string) => void {
  let told = ''
  return (share, words) => {
    const percent = Math.floor(share * 100)
    const mark = process.stderr.isTTY ? `${percent} ${words}` : `${Math.floor(percent / 10)} ${words.split(':')[0]!}`
    if (mark === told) return
    told = mark
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${percent} %  ${words}${share >= 1 ? '\n' : ''}`)
    else say(`${percent} %  ${words}`)
  }
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  say(`error: ${error instanceof Error ? error.message : String(error)}`)
  const cause = error instanceof Error ? error.cause : undefined
  if (cause instanceof Error && error instanceof EpochwiseError) say(cause.message)
  process.exitCode = error instanceof EpochwiseError ? errorCodes[error.code] : 1
}
