/**
 * One contender of `npm run bench`: the same work by tfjs's own `model.fit`, on its WebAssembly backend, or in tfjs-node with
 * the addon whose path is the last argument.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, sep } from 'node:path'

const [file, features, batch, epochs, addon] = process.argv.slice(2)
const require = createRequire(import.meta.url)
const tf = addon === undefined ? await wasm() : native(addon)

async function wasm() {
  const tfjs = require('@tensorflow/tfjs')
  const { setWasmPaths } = require('@tensorflow/tfjs-backend-wasm')
  setWasmPaths(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + sep)
  await tfjs.setBackend('wasm')
  await tfjs.ready()
  return tfjs
}

/** As src-main/engines/tensorflow/library.ts does it. */
function native(path) {
  const util = require('node:util')
  util.isNullOrUndefined ??= (value) => value === null || value === undefined
  require('@mapbox/node-pre-gyp/lib/pre-binding').find = () => path
  return require('@tensorflow/tfjs-node-gpu')
}

const width = Number(features) + 1
const bytes = readFileSync(file)
const numbers = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)
const all = tf.tensor2d(numbers, [numbers.length / width, width])
const x = all.slice([0, 0], [-1, width - 1])
const y = all.slice([0, width - 1], [-1, 1])

const model = tf.sequential({
  layers: [
    tf.layers.dense({ inputShape: [width - 1], units: 64, activation: 'relu' }),
    tf.layers.dense({ units: 32, activation: 'relu' }),
    tf.layers.dense({ units: 1 }),
  ],
})
model.compile({ optimizer: tf.train.adam(0.001), loss: 'meanSquaredError' })

let start = 0
await model.fit(x, y, {
  batchSize: Number(batch),
  epochs: Number(epochs),
  shuffle: true,
  verbose: 0,
  yieldEvery: 'never',
  callbacks: {
    onEpochBegin: () => void (start = performance.now()),
    onEpochEnd: (_epoch, logs) => {
      console.log(JSON.stringify({ seconds: (performance.now() - start) / 1000, loss: logs?.loss }))
    },
  },
})
