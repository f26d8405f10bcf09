import readings from './data/han-readings.generated.json' with { type: 'json' }

/** How characters are read in Korean and in Cantonese, without tones: cut when the first name needs them. */
const cut = (byReading: Record<string, string>): Map<string, string> => {
  const byCharacter = new Map<string, string>()
  for (const [reading, characters] of Object.entries(byReading))
    for (const character of characters) byCharacter.set(character, reading)
  return byCharacter
}

let korean: Map<string, string> | undefined
let cantonese: Map<string, string> | undefined

const read = (characters: string, of: ReadonlyMap<string, string>): string[] | null => {
  const syllables: string[] = []
  for (const character of characters) {
    const syllable = of.get(character)
    if (syllable === undefined) return null
    syllables.push(syllable)
  }
  return syllables
}

/** Sino-Korean syllables of simplified characters: 三兴 → sam, heung. Null where a character has none. */
export const koreanReading = (characters: string): string[] | null =>
  read(characters, (korean ??= cut(readings.korean)))

/** Cantonese syllables (Jyutping) of simplified characters: 陈 → can. */
export const cantoneseReading = (characters: string): string[] | null =>
  read(characters, (cantonese ??= cut(readings.cantonese)))

/** One spelling for the ways in which Korean is written in Latin letters: Jeong, Jong, Jung; Gim, Kim. */
export const foldKorean = (text: string): string =>
  text
    .replace(/yeo|you|yu/g, 'yo')
    .replace(/eo|eu|oo|ou|u/g, 'o')
    .replace(/ae|oe|ay/g, 'e')
    .replace(/ee|ui/g, 'i')
    .replace(/ch|j/g, 'c')
    .replace(/g/g, 'k')
    .replace(/d/g, 't')
    .replace(/b/g, 'p')
    .replace(/r/g, 'l')
    .replace(/(.)\1+/g, '$1')

/** The same for Cantonese, in Jyutping and as names in Hong Kong are really written: zoeng, Cheung; can, Chan. */
export const foldCantonese = (text: string): string =>
  text
    .replace(/ts|ch|z/g, 'c')
    .replace(/sh/g, 's')
    .replace(/j/g, 'y')
    .replace(/gw|kw/g, 'k')
    .replace(/oe|eo|eu|eung(?=$)/g, (found) => (found === 'eung' ? 'ong' : 'o'))
    .replace(/aa/g, 'a')
    .replace(/oo|ou/g, 'o')
    .replace(/ee|ei/g, 'i')
    .replace(/u/g, 'a')
    .replace(/g(?!$)|k/g, 'k')
    .replace(/d/g, 't')
    .replace(/b/g, 'p')
    .replace(/(?<=.)y/g, 'i')
    .replace(/(.)\1+/g, '$1')
