/** Numbers of [0, 1) that a seed repeats (mulberry32). */
export const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** `count` different members, in their own order. */
export const sample = <T>(members: readonly T[], count: number, random: () => number): T[] => {
  const positions = members.map((_, position) => position)
  while (positions.length > count) positions.splice(Math.floor(random() * positions.length), 1)
  return positions.flatMap((position) => members.slice(position, position + 1))
}
