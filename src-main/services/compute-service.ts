/** The Compute page: what computes here, getting TensorFlow and removing it, and how the engines do. */
import type { ComputeState, TensorflowVariant } from '../../src-shared/compute'
import type { Handlers } from '../../src-shared/contract'
import { EpochwiseError } from '../../src-shared/errors'
import { findGpu, gpuHindrance } from '../engines/tensorflow/gpu'
import { findInstallation, tensorflowHome } from '../engines/tensorflow/home'
import { ownLibrary } from '../engines/tensorflow/setup/own-package'
import type { TrainerLauncher } from '../training/launcher'
import { TrainerPool } from '../training/pool'
import { runSelfTest } from '../training/self-test'
import type { ServiceContext } from './context'
import { listEngines } from './engines-service'
import type { Log } from './log'

export function createComputeService(context: ServiceContext, launch: TrainerLauncher, log: Log): Handlers<'compute'> {
  return {
    'compute.state': computeState,
    'compute.install': ({ variant }) => install(context, variant, log),
    async 'compute.remove'() {
      const { removeTensorflow } = await import('../engines/tensorflow/setup/remove')
      await removeTensorflow(homeOrThrow())
      return computeState()
    },
    'compute.selfTest': () =>
      context.tasks.run('self-test', 'Testing the engines', tellOf(context), ({ signal }) =>
        runSelfTest(new TrainerPool(launch).take(), signal),
      ),
  }
}

async function computeState(): Promise<ComputeState> {
  const home = tensorflowHome()
  const [engines, found, gpu] = await Promise.all([listEngines(), findInstallation(home), findGpu()])
  const installed =
    found === null ? null : { variant: found.variant, version: found.version, megabytes: Math.round(found.bytes / 1e6) }
  return {
    engines,
    tensorflow: {
      installed,
      gpu: gpu === null ? null : { name: gpu.name, driver: gpu.driver },
      gpuHindrance: gpuHindrance(gpu, process.platform, process.arch),
      source: ownLibrary('cpu', process, process.env) === null ? 'wheels' : 'own',
      off: home === null,
    },
  }
}

async function install(context: ServiceContext, variant: TensorflowVariant, log: Log): Promise<ComputeState> {
  const home = homeOrThrow()
  const { setUpTensorflow } = await import('../engines/tensorflow/setup/setup')
  await context.tasks.run('tensorflow', 'Setting up TensorFlow', tellOf(context), async ({ signal, progress }) => {
    try {
      const { version } = await setUpTensorflow({ variant, home, signal, onProgress: progress })
      log.info(`TensorFlow ${version} (${variant}) is set up`)
    } catch (error) {
      log.warn(`TensorFlow could not be set up: ${wordsOf(error)}`)
      throw error
    }
  })
  return computeState()
}

/** The person gets the message; the compiler's own words are for the log. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message}\n${error.cause.message}` : error.message
}

const tellOf =
  (context: ServiceContext): Parameters<ServiceContext['tasks']['run']>[2] =>
  (progress) =>
    context.emit('task.progress', progress)

/** @throws EpochwiseError engine.unavailable */
function homeOrThrow(): string {
  const home = tensorflowHome()
  if (home !== null) return home
  throw new EpochwiseError(
    'engine.unavailable',
    'EPOCHWISE_TENSORFLOW=off keeps TensorFlow away. Start the app without it.',
  )
}
