import { recording } from '../../cli/replay/recordings.ts'
import { readDocument } from '../../shared/lists/read-document.ts'
import type { DesignationFacts } from '../../shared/model/designation.ts'
import { ofacNonSdnReader, ofacSdnReader } from '../../shared/sources/ofac/readers.ts'
import { drawing } from './perturb.ts'
import { type LeftOut, letters } from './recall.ts'

/** Organisations of OFAC's lists as they were recorded in other years. */
export const recordedOrganisations = (): { list: string; organisations: DesignationFacts[] }[] =>
  (
    [
      [ofacNonSdnReader, 'ofac-nonsdn', '2018-04-06'],
      [ofacSdnReader, 'ofac-sdn', '2021-07-07'],
      [ofacNonSdnReader, 'ofac-nonsdn', '2024-05-06'],
    ] as const
  ).map(([reader, source, day]) => ({
    list: `${source} ${day}`,
    organisations: Array.from(readDocument(reader, recording(source, day).bytes).entries, (entry) =>
      entry.facts(),
    ).filter(({ type }) => type === 'organisation'),
  }))

/** Drawn aliases that the list does not grade as weak, each left out of its party's names. */
export const drawnAliases = (
  organisations: readonly DesignationFacts[],
  seed: number,
  most: number,
): LeftOut[] => {
  const all = organisations.flatMap(({ name, aliases }) =>
    aliases
      .filter(({ quality }) => quality === 'strong')
      .map((alias) => ({
        alias: alias.name,
        others: [name, ...aliases.map((other) => other.name)].filter(
          (other) => letters(other) !== letters(alias.name),
        ),
      }))
      .filter(({ others }) => others.length > 0),
  )
  const draw = drawing(seed)
  for (let i = all.length - 1; i > 0; i--) {
    const j = draw(i + 1)
    const [x, y] = [all[i], all[j]]
    if (x && y) {
      all[i] = y
      all[j] = x
    }
  }
  return all.slice(0, most)
}
