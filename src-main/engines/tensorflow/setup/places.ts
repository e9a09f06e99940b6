/** What of the wheels is needed, and where it goes below `deps`: the addon and the libraries look for one another there. */

/** Headers that the addon's sources include, on their way to others. */
const headers = [
  /^tensorflow\/include\/(tensorflow\/c\/.+\.h)$/,
  /^tensorflow\/include\/((?:tensorflow\/core|tsl)\/platform\/ctstring\w*\.h)$/,
  /^tensorflow\/include\/(xla\/tsl\/c\/.+\.h)$/,
]
const libraries = /^tensorflow\/(libtensorflow_(?:cc|framework)\.(?:so\.2|2\.dylib))$/
/** TensorFlow's RUNPATH looks for these beside its own folder; XLA's compiler for its assembler and its library. */
const gpu = /^(nvidia\/[^/]+\/(?:lib|bin|nvvm)\/.+)$/

/** An entry of a wheel → its path below `deps`; null: not needed. */
export function placeOf(entry: string): string | null {
  const header = headers.map((pattern) => pattern.exec(entry)?.[1]).find((found) => found !== undefined)
  if (header !== undefined) return `include/${header}`
  const library = libraries.exec(entry)?.[1]
  if (library !== undefined) return `lib/${library}`
  return gpu.exec(entry)?.[1] ?? null
}
