/** The machine's own matrix-product rate on onnxruntime: one product of two n × n matrices, again and again. GFLOP/s. */
import { InferenceSession, Tensor } from 'onnxruntime-node'

/** The wire format of protocol buffers, as far as this model needs it. */
const number = (field, value) => [field << 3, ...varint(value)]
const bytes = (field, content) => [(field << 3) | 2, ...varint(content.length), ...content]
const text = (field, value) => bytes(field, [...Buffer.from(value)])

function varint(value) {
  const parts = []
  for (; value > 127; value >>= 7) parts.push((value & 127) | 128)
  return [...parts, value]
}

/** A ModelProto with one MatMul: `a` times `b` is `c`. */
function matmulModel() {
  const dimension = bytes(1, text(2, 'n'))
  const tensor = [...number(1, 1), ...bytes(2, [...dimension, ...dimension])]
  const value = (name) => [...text(1, name), ...bytes(2, bytes(1, tensor))]
  const node = [...text(1, 'a'), ...text(1, 'b'), ...text(2, 'c'), ...text(4, 'MatMul')]
  const graph = [
    ...bytes(1, node),
    ...text(2, 'product'),
    ...bytes(11, value('a')),
    ...bytes(11, value('b')),
    ...bytes(12, value('c')),
  ]
  return Uint8Array.from([...number(1, 8), ...bytes(7, graph), ...bytes(8, number(2, 17))])
}

/** The best of several: what the machine can do when nothing else wants it. */
export async function matmulRate(size = 2048, times = 8) {
  const session = await InferenceSession.create(matmulModel(), { graphOptimizationLevel: 'all', logSeverityLevel: 3 })
  const matrix = new Tensor(
    'float32',
    Float32Array.from({ length: size * size }, (_, i) => Math.sin(i)),
    [size, size],
  )
  let best = Infinity
  for (let i = 0; i < times; i++) {
    const began = performance.now()
    await session.run({ a: matrix, b: matrix })
    best = Math.min(best, performance.now() - began)
  }
  await session.release()
  return (2 * size ** 3) / (best * 1e6)
}
