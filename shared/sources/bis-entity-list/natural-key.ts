import { sha256 } from '../../hash.ts'

/**
 * What identity is allotted by, where the list has no ids: the destinations of the entry and the party's name.
 * `CN:huawei-device-co-ltd`; a row of the baseline that stands for entries under several destinations is
 * `BY+IR+RU:nilco-group`; rows that share destinations and name end in `#` and a hash of what tells them apart.
 */
export interface KeyParts {
  destinations: string[]
  name: string
  discriminator?: string
}

/**
 * The heading that an entry stands under. Hong Kong ceased to be a separate destination of the EAR on 2020-12-23
 * (85 FR 83765) and its entries moved under China; the screening list goes on writing HK.
 */
export const destinationOf = (country: string): string => (country === 'HK' ? 'CN' : country)

/** The region that a heading of its own is for: entries under "CRIMEA REGION OF UKRAINE" are none of those under UKRAINE. */
export const regionOf = (heading: string): string | undefined =>
  /^(?:the\s+)?crimea\b/iu.test(heading) ? 'UA-43' : undefined

/** What tells headings apart that share a destination: `UA-43` and `UA`, `HK` and `CN`. */
export const headingCode = ({ country, heading }: { country: string; heading: string }): string =>
  regionOf(heading) ?? country

/** Letters that the screening list lost are question marks in it ("Xi?an", "People?s"): they join, as apostrophes do. */
const joiningMarks = /['’‘`´?"“”]/gu

const plain = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').replace(joiningMarks, '').toLowerCase()

/** "Co., Ltd. (Huawei)" → "co-ltd-huawei". Letters of any script are kept. */
export const nameSlug = (name: string): string =>
  plain(name)
    .replace(/\b(?:\p{L}\.){2,}/gu, (initials) => `${initials.replaceAll('.', '')} `)
    .replace(/&/gu, ' and ')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .join('-')

/** Two spellings that differ only in case, accents, spaces or punctuation share this text. */
export const compactName = (name: string): string => nameSlug(name).replaceAll('-', '')

const legalForms: Readonly<Record<string, string>> = {
  company: 'co',
  limited: 'ltd',
  incorporated: 'inc',
  corporation: 'corp',
}

/** As `compactName`, with the written-out legal forms shortened: "Company Limited" = "Co., Ltd.". */
export const looseName = (name: string): string =>
  nameSlug(name)
    .split('-')
    .map((word) => legalForms[word] ?? word)
    .join('')

/** The natural key of an entry; `countries` are ISO codes in any order. */
export const naturalKeyOf = (countries: readonly string[], name: string, discriminator?: string): string => {
  const destinations = [...new Set(countries.map(destinationOf))].sort().join('+')
  return `${destinations}:${nameSlug(name)}${discriminator === undefined ? '' : `#${discriminator}`}`
}

/** The same, for a listed address: the address is what identifies it, "Address 01" is a placeholder (§ 744.16). */
export const addressKeyOf = (countries: readonly string[], address: string): string =>
  naturalKeyOf(countries, `address ${address}`)

export const keyParts = (naturalKey: string): KeyParts => {
  const [head = '', discriminator] = naturalKey.split('#')
  const colon = head.indexOf(':')
  return {
    destinations: head.slice(0, colon).split('+'),
    name: head.slice(colon + 1),
    ...(discriminator === undefined ? {} : { discriminator }),
  }
}

/** Eight hex digits that depend on nothing but the row's own content, so that the order of rows means nothing. */
export const discriminatorOf = (content: string): string => sha256(content).slice(0, 8)

/** Joins the entries of one party under several countries: they bear the same name. */
export const partyOf = (name: string): string => nameSlug(name)
