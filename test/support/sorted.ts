/** A map in the order of its keys: what order it was filled in means nothing. */
export const inKeyOrder = <Value>(map: ReadonlyMap<string, Value>): Map<string, Value> =>
  new Map([...map].sort(([a], [b]) => (a < b ? -1 : 1)))
