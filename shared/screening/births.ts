/** Years of birth that a published text allows: "1964", "Jan 1962", "1960 to 1965", "circa 1970". */
const yearsOf = (text: string): { from: number; to: number } | null => {
  const years = [...text.matchAll(/\b(1[89]\d\d|20\d\d)\b/g)].map((match) => Number(match[1]))
  const [first] = years
  if (first === undefined) return null
  const slack = /circa|approx|about|c\./i.test(text) ? 2 : 0
  return { from: Math.min(...years) - slack, to: Math.max(...years) + slack }
}

/** Birth dates compared by year, the coarsest precision; a year more or less is neither for nor against. */
export const compareBirths = (
  listed: readonly string[],
  own: string | undefined,
): 'agree' | 'conflict' | 'unknown' => {
  const mine = own === undefined ? null : yearsOf(own)
  const theirs = listed.flatMap((text) => yearsOf(text) ?? [])
  if (!mine || theirs.length === 0) return 'unknown'
  if (theirs.some(({ from, to }) => mine.from <= to && mine.to >= from)) return 'agree'
  return theirs.every(({ from, to }) => mine.from > to + 1 || mine.to < from - 1) ? 'conflict' : 'unknown'
}
