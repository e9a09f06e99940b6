/** Loading TensorFlow: tfjs-node's own JavaScript over an addon that stands in the person's cache. */
import { createRequire } from 'node:module'
import { EpochwiseError } from '../../../src-shared/errors'
import type * as Tensorflow from '@tensorflow/tfjs-node-gpu'

export type TensorflowLibrary = typeof Tensorflow

const broken =
  'TensorFlow can’t be loaded on this machine; the log has its words. Remove it on the Compute page and set it up again, or train with ONNX Runtime.'

const loaded = new Map<string, TensorflowLibrary>()

/**
 * Takes one to two seconds the first time. One addon a process: a second one would bring a second TensorFlow.
 *
 * @param addon absolute path of `tfjs_binding.node`
 * @throws EpochwiseError engine.broken: a library can't be loaded
 */
export function loadTensorflow(addon: string): TensorflowLibrary {
  const known = loaded.get(addon)
  if (known !== undefined) return known
  mendUtil()
  const require = createRequire(import.meta.url)
  const finder = require('@mapbox/node-pre-gyp/lib/pre-binding') as { find: () => string }
  const before = finder.find
  finder.find = () => addon
  try {
    const library = require('@tensorflow/tfjs-node-gpu') as TensorflowLibrary
    loaded.set(addon, library)
    return library
  } catch (cause) {
    throw new EpochwiseError('engine.broken', broken, {}, { cause })
  } finally {
    finder.find = before
  }
}

/** tfjs-node 4.22 asks for two functions that Node 23 took away. */
function mendUtil(): void {
  const old = createRequire(import.meta.url)('node:util') as Record<string, unknown>
  old['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined
  old['isArray'] ??= (value: unknown) => Array.isArray(value)
}
