/** How a word may end beside the form that the lists of words have. */
export const endings: readonly (readonly [ending: string, instead: string])[] = [
  ['ies', 'y'],
  ['es', ''],
  ['s', ''],
  ['ed', ''],
  ['ed', 'e'],
  ['ing', ''],
  ['ing', 'e'],
  ['ly', ''],
]

/** Words of everyday language by level, the lowest the commonest. Answers the level of a word in any usual form. */
export const wordLevels = (words: Record<string, string>): ((word: string) => string | undefined) => {
  // Cut when the first word is asked for: a function that only reads an index never asks.
  let levels: Map<string, string> | undefined
  const cut = (): Map<string, string> =>
    new Map(
      Object.entries(words)
        .sort(([a], [b]) => Number(b) - Number(a))
        .flatMap(([level, list]) => list.split(' ').map((word): [string, string] => [word, level])),
    )
  return (word) => {
    levels ??= cut()
    const known = levels.get(word)
    if (known !== undefined || word.length < 5) return known
    for (const [ending, instead] of endings) {
      if (!word.endsWith(ending)) continue
      const level = levels.get(word.slice(0, word.length - ending.length) + instead)
      if (level !== undefined) return level
    }
    return undefined
  }
}
