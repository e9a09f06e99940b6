/** Roles of rows by their ids, replaced as a whole so that a change is seen; old ones are shown until fresh ones come. */
import type { ResolvedPart } from '../../../src-shared/split'

/** `fresh`: answered as the table is now. */
export type KnownRoles = { parts: ReadonlyMap<number, ResolvedPart>; fresh: ReadonlySet<number> }

const mostKept = 10_000

export const noRoles: KnownRoles = { parts: new Map(), fresh: new Set() }

export function notFresh({ fresh }: KnownRoles, rowIds: readonly number[]): number[] {
  return rowIds.filter((id) => !fresh.has(id))
}

/** After a change of the table. */
export function aged({ parts }: KnownRoles): KnownRoles {
  return { parts, fresh: noRoles.fresh }
}

/** Too many begin anew: what is in sight is asked for again. */
export function withRoles(known: KnownRoles, rowIds: readonly number[], found: readonly ResolvedPart[]): KnownRoles {
  const { parts, fresh } = known.parts.size > mostKept ? noRoles : known
  return {
    parts: new Map([...parts, ...rowIds.map((id, at) => [id, found[at]!] as const)]),
    fresh: new Set([...fresh, ...rowIds]),
  }
}

/** Where nothing could be trained these rows have none, and are not asked for again. */
export function withoutRoles({ fresh }: KnownRoles, rowIds: readonly number[]): KnownRoles {
  return { parts: noRoles.parts, fresh: new Set([...fresh, ...rowIds]) }
}
