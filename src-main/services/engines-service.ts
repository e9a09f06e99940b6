/** The engines at hand, for the status bar, the command line and whoever starts a training. */
import type { EngineInfo } from '../../src-shared/project'
import type { EngineChoice } from '../../src-shared/recipe'
import type { EngineShelf } from '../engines/choose/shelf'

/** All that the app knows, whether they can be used here or not. */
export async function listEngines(): Promise<EngineInfo[]> {
  const shelf = await newShelf()
  const { describeMissing } = await import('../engines/choose/describe-missing')
  const atHand = await shelf.atHand()
  const engines = await Promise.all(atHand.map(async (id) => (await shelf.open(id)).info()))
  return [...engines, ...describeMissing(shelf).filter(({ id }) => !atHand.includes(id))]
}

/** @throws EpochwiseError engine.unavailable: the recipe asks for one that is not set up */
export async function requireEngine(engine: EngineChoice): Promise<void> {
  if (engine !== 'auto' && engine !== 'onnx') await (await newShelf()).open(engine)
}

/** Loaded when first asked for: the native library takes a while. A new one each time: engines come and go. */
async function newShelf(): Promise<EngineShelf> {
  const shelf = await import('../engines/choose/shelf')
  return new shelf.EngineShelf()
}
