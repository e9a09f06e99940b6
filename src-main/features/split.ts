/**
 * Which rows are learned from (training), judged by meanwhile (validation) and looked at once, at the end (test): a pure
 * function of the seed and the row ids (and of the classes, times or groups that it goes by), so that the same data and
 * the same seed give the same split on any machine, in any order of reading, before and after a restart.
 *
 * Every row gets a key, a mixed hash of (seed, id); the rows with the smallest keys are validated on, those with the next
 * ones tested on. Stratified: each class gives its share, so that a rare class is in every part. By time: the latest
 * rows are tested on, those before them validated on. By group: the same with a key a group, and whole groups.
 *
 * A row whose part was set by hand has it; the shares are of the others. By group, the others of its group go with it.
 */
import { assertNever } from '../../src-shared/errors'
import { select } from './select'

export const parts = { training: 0, validation: 1, test: 2 } as const

/** Of a row whose part is not set by hand. */
export const automatic = 255

export type SplitBy =
  | { kind: 'random' }
  /** A class a row, 0 … count - 1. */
  | { kind: 'stratified'; of: Float64Array; count: number }
  /** A time a row; NaN, which counts as the earliest, where there is none. */
  | { kind: 'time'; times: Float64Array }
  /** A group a row, as a number; rows without a group have a number each. */
  | { kind: 'group'; groups: Float64Array }

export type SplitRequest = {
  seed: number
  /** 0–0.9 of the rows; 0 holds none back. */
  validationShare: number
  testShare: number
}

export type SplitInput = {
  ids: Float64Array
  /** Row by row: a part set by hand, or `automatic`. null: all are. */
  fixed: Uint8Array | null
  by: SplitBy
}

/** Row by row: its part. */
export function splitRows({ ids, fixed, by }: SplitInput, request: SplitRequest): Uint8Array {
  const found = fixed === null ? new Uint8Array(ids.length).fill(automatic) : Uint8Array.from(fixed)
  if (by.kind === 'group') followGroup(found, by.groups)
  const free = placesOf(found, automatic)
  const own = new Uint8Array(free.length)
  if (free.length >= 2) assign(own, free, { ids, fixed, by }, request)
  free.forEach((row, k) => (found[row] = own[k]!))
  return found
}

/** The places of the rows that have that part. */
export function placesOf(found: Uint8Array, part: number): Uint32Array {
  const places = new Uint32Array(found.length)
  let count = 0
  for (let i = 0; i < found.length; i++) if (found[i] === part) places[count++] = i
  return places.subarray(0, count)
}

function assign(own: Uint8Array, free: Uint32Array, { ids, by }: SplitInput, request: SplitRequest): void {
  switch (by.kind) {
    case 'random':
      return drawRows(own, keysOf(free, ids, request.seed), null, request)
    case 'stratified':
      return drawRows(own, keysOf(free, ids, request.seed), { of: pick(by.of, free), count: by.count }, request)
    case 'time':
      return latestRows(own, pick(ids, free), pick(by.times, free), request)
    case 'group':
      return drawGroups(own, pick(by.groups, free), request)
    default:
      return assertNever(by)
  }
}

export function pick(values: Float64Array, places: Uint32Array): Float64Array {
  const picked = new Float64Array(places.length)
  for (let k = 0; k < places.length; k++) picked[k] = values[places[k]!]!
  return picked
}

type Strata = { of: Float64Array; count: number } | null

function drawRows(own: Uint8Array, keys: Float64Array, strata: Strata, request: SplitRequest): void {
  const sizes = strata === null ? [own.length] : countStrata(strata)
  const validation = quotasOf(sizes, request.validationShare, own.length)
  const left = sizes.map((size, g) => size - validation[g]!)
  const test = quotasOf(left, request.testShare, own.length)
  const members = sizes.map((size) => new Float64Array(size))
  const filled = sizes.map(() => 0)
  for (let i = 0; i < own.length; i++) {
    const stratum = strata === null ? 0 : strata.of[i]!
    members[stratum]![filled[stratum]!++] = keys[i]!
  }
  // The smallest keys are validated on, the next ones tested on.
  const firstOf = members.map((group, g) => limitOf(group, validation[g]!))
  const nextOf = members.map((group, g) => limitOf(group, validation[g]! + test[g]!))
  const [toValidate, toTest] = [[...validation], [...test]]
  for (let i = 0; i < own.length; i++) {
    const stratum = strata === null ? 0 : strata.of[i]!
    if (keys[i]! <= firstOf[stratum]! && toValidate[stratum]! > 0) {
      own[i] = parts.validation
      toValidate[stratum]!--
    } else if (keys[i]! <= nextOf[stratum]! && toTest[stratum]! > 0) {
      own[i] = parts.test
      toTest[stratum]!--
    }
  }
}

function countStrata({ of, count }: { of: Float64Array; count: number }): number[] {
  const sizes = new Array<number>(count).fill(0)
  for (const stratum of of) sizes[stratum]!++
  return sizes
}

/** The largest of the `quota` smallest keys. */
function limitOf(keys: Float64Array, quota: number): number {
  return quota === 0 ? -1 : select(keys, quota - 1)
}

/** `share` is of `total` rows, of which some may be given away already. */
function quotasOf(sizes: number[], share: number, total: number): number[] {
  if (share === 0) return sizes.map(() => 0)
  const left = sizes.reduce((sum, size) => sum + size, 0)
  return shareOut(sizes, Math.min(1, (share * total) / left))
}

/**
 * How many rows each class holds back: its share rounded down, then one more for the largest remainders until the
 * whole share is met. At least one row in all, and at least one of each class stays in training.
 */
export function shareOut(sizes: number[], share: number): number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const room = sizes.map((size) => Math.max(0, size - 1))
  const most = room.reduce((sum, size) => sum + size, 0)
  const wanted = Math.min(most, Math.max(1, Math.round(total * share)))
  const quotas = sizes.map((size, g) => Math.min(room[g]!, Math.floor(size * share)))
  const remainder = (g: number): number => sizes[g]! * share - quotas[g]!
  const byRemainder = sizes.map((_, g) => g).sort((a, b) => remainder(b) - remainder(a) || a - b)
  let missing = wanted - quotas.reduce((sum, quota) => sum + quota, 0)
  while (missing > 0) {
    for (const g of byRemainder) {
      if (missing > 0 && quotas[g]! < room[g]!) {
        quotas[g]!++
        missing--
      }
    }
  }
  return quotas
}

function latestRows(own: Uint8Array, ids: Float64Array, times: Float64Array, request: SplitRequest): void {
  const known = times.map((time) => (Number.isNaN(time) ? -Infinity : time))
  const [test] = quotasOf([own.length], request.testShare, own.length)
  const [validation] = quotasOf([own.length - test!], request.validationShare, own.length)
  takeLatest(own, ids, known, test!, parts.test)
  takeLatest(own, ids, known, validation!, parts.validation)
}

/** Of rows of the same time, the later id is the later row. */
function takeLatest(own: Uint8Array, ids: Float64Array, times: Float64Array, quota: number, part: number): void {
  if (quota === 0) return
  const sorted = times.filter((_, i) => own[i] === parts.training).sort()
  const limit = sorted[sorted.length - quota]!
  const tied: number[] = []
  let left = quota
  for (let i = 0; i < own.length; i++) {
    if (own[i] !== parts.training || times[i]! < limit) continue
    if (times[i] === limit) {
      tied.push(i)
    } else {
      own[i] = part
      left--
    }
  }
  for (const i of tied.sort((a, b) => ids[b]! - ids[a]!).slice(0, left)) own[i] = part
}

type Group = { key: number; size: number; part: number }

function drawGroups(own: Uint8Array, groups: Float64Array, request: SplitRequest): void {
  const found = new Map<number, Group>()
  for (let i = 0; i < own.length; i++) {
    const name = groups[i]!
    const known = found.get(name)
    if (known === undefined) found.set(name, { key: keyOf(request.seed, name), size: 1, part: parts.training })
    else known.size++
  }
  const order = [...found].sort(([a, one], [b, other]) => one.key - other.key || a - b).map(([, group]) => group)
  takeGroups(order, parts.validation, request.validationShare * own.length)
  takeGroups(order, parts.test, request.testShare * own.length)
  for (let i = 0; i < own.length; i++) own[i] = found.get(groups[i]!)!.part
}

/**
 * Group after group while that brings the rows nearer to what is wanted; where every group is too large for that, the
 * smallest. One group at least stays in training.
 */
function takeGroups(order: readonly Group[], part: number, wanted: number): void {
  if (wanted === 0) return
  const free = order.filter((group) => group.part === parts.training)
  let [rows, left] = [0, free.length]
  for (const group of free) {
    if (left === 1 || rows >= wanted) return
    if (Math.abs(rows + group.size - wanted) >= wanted - rows) continue
    group.part = part
    rows += group.size
    left--
  }
  if (rows > 0 || left < 2) return
  free.reduce((smallest, group) => (group.size < smallest.size ? group : smallest)).part = part
}

/** Rows of a group that has a part by hand get it too: the first one's, where a hand has divided the group itself. */
function followGroup(found: Uint8Array, groups: Float64Array): void {
  const byHand = new Map<number, number>()
  for (let i = 0; i < found.length; i++) {
    if (found[i] !== automatic && !byHand.has(groups[i]!)) byHand.set(groups[i]!, found[i]!)
  }
  if (byHand.size === 0) return
  for (let i = 0; i < found.length; i++) {
    if (found[i] === automatic) found[i] = byHand.get(groups[i]!) ?? automatic
  }
}

function keysOf(free: Uint32Array, ids: Float64Array, seed: number): Float64Array {
  const keys = new Float64Array(free.length)
  for (let k = 0; k < free.length; k++) keys[k] = keyOf(seed, ids[free[k]!]!)
  return keys
}

/** 0 … 2³² - 1; for one seed, no two ids below 2³² share a key. */
function keyOf(seed: number, id: number): number {
  const high = Math.floor(id / 4_294_967_296)
  return mix(mix((id >>> 0) ^ mix(high)) ^ mix(seed ^ 0x9e3779b9))
}

/** MurmurHash3's 32-bit finaliser (Appleby): a bijection in which each input bit flips each output bit half the time. */
function mix(x: number): number {
  let h = x >>> 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
