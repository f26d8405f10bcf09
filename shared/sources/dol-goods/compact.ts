import type { ListedGood } from './read-list.ts'

/** One good of the list that ships with the code, with what is listed of it in each country. */
export interface CompactGood {
  good: string
  /** "CN CFB": `C` child labour, `F` forced labour, `B` forced child labour, `<DE` made from inputs of that country. */
  countries: string[]
}

const marksOf = (one: ListedGood): string =>
  [
    one.childLabour ? 'C' : '',
    one.forcedLabour ? 'F' : '',
    one.forcedChildLabour ? 'B' : '',
    one.inputsFrom === undefined ? '' : `<${one.inputsFrom}`,
  ].join('')

/** The list by good, sorted: the same list in any order gives the same file. */
export const compactGoods = (list: readonly ListedGood[]): CompactGood[] => {
  const byGood = Map.groupBy(list, ({ good }) => good)
  return [...byGood]
    .map(([good, lines]) => ({
      good,
      countries: lines.map((line) => `${line.country} ${marksOf(line)}`).sort(),
    }))
    .sort((a, b) => (a.good < b.good ? -1 : 1))
}
