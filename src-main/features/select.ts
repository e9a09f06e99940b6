/** Finding a value by its rank without sorting all. */

/** Hoare 1961: moves the value with `place` smaller ones to that place, those before it none larger. */
export function select(values: Float64Array, place: number): number {
  let [first, last] = [0, values.length - 1]
  let random = 12_345
  while (first < last) {
    // A pivot from a fixed sequence: no order that data come in makes this slow.
    random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 0
    const pivot = values[first + (random % (last - first + 1))]!
    let [i, j] = [first, last]
    while (i <= j) {
      while (values[i]! < pivot) i++
      while (values[j]! > pivot) j--
      if (i > j) break
      const value = values[i]!
      values[i++] = values[j]!
      values[j--] = value
    }
    if (place <= j) last = j
    else if (place >= i) first = i
    else break
  }
  return values[place]!
}
