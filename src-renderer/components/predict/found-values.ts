/** The categories that fit what was typed: those that begin with it first, at most a screenful. */

const most = 100

export function foundValues(values: readonly string[], typed: string): { values: string[]; more: number } {
  const sought = typed.trim().toLowerCase()
  const places = values
    .map((value) => ({ value, place: value.toLowerCase().indexOf(sought) }))
    .filter(({ place }) => place >= 0)
  const found = [...places.filter(({ place }) => place === 0), ...places.filter(({ place }) => place > 0)]
  return { values: found.slice(0, most).map(({ value }) => value), more: Math.max(0, found.length - most) }
}
