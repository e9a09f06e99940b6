/** The TensorFlow that `npm test` set up for this person, and what the suites say where there is none. */
import { join } from 'node:path'
import { EngineShelf } from '../../src-main/engines/choose/shelf'
import { cacheFolder, findInstallation } from '../../src-main/engines/tensorflow/home'

/** The tests' own environment keeps TensorFlow away from the suites that are not about it. */
export const tensorflowHome = join(cacheFolder(), 'tensorflow')
export const installation = await findInstallation(tensorflowHome)
export const withoutTensorflow = installation === null

/** Engines as the app has them with TensorFlow set up. */
export function shelfWithTensorflow(): EngineShelf {
  process.env['EPOCHWISE_TENSORFLOW'] = tensorflowHome
  return new EngineShelf()
}
