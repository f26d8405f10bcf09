import { countryCode, isCountryCode } from '../../countries.ts'
import type { Address, Note } from '../../model/designation.ts'
import { withParts } from './address-parts.ts'

const lastWords = (text: string, count: number): string => text.split(' ').slice(-count).join(' ')

/** "Turkey 34134" and "China, 100097": a postcode may follow the country. */
const withoutPostcode = (text: string): string => text.replace(/[\s,]+[\d-]{4,}$/u, '')

/** Endings that name a special administrative region within China are that region (ISO 3166-1 has HK and MO). */
const regionsOfChina = /\b(hong kong|macau|macao)[\s,]+(?:p\.?\s?r\.?\s?)?china$/iu

/** ISO code of the country that a published address ends in; `undefined` where it ends in none that is known. */
export const countryAtEnd = (address: string): string | undefined => {
  const text = withoutPostcode(address.trim().replace(/[.\s]+$/u, ''))
  const code = /(?:^|[,\s])([A-Z]{2})$/u.exec(text)?.[1]
  if (code !== undefined && /(?:^|,\s*)[A-Z]{2}$/u.test(text) && isCountryCode(code)) return code
  const region = regionsOfChina.exec(text)?.[1]
  if (region !== undefined) return countryCode(region)
  const tail = text.split(/[,;]/u).at(-1)!.trim()
  // A bare code is one only after a comma ("Dubai, AE"): "Avenue DE" is no German address.
  for (const count of [4, 3, 2, 1]) {
    const words = lastWords(tail, count)
    if (words.length > 2 && !/^\P{L}+$/u.test(words)) {
      const found = countryCode(words)
      if (found !== undefined) return found
    }
  }
  return undefined
}

export interface AddressesRead {
  addresses: Address[]
  notes: Note[]
}

const crossReference =
  /\(?\s*\b(See\s+(?:also\s+)?(?:alternate\s+)?address(?:es)?)\s+(?:under|in)\s+([^()]+?)\s*\.?\s*\)?\s*\.?$/iu

/**
 * Published addresses, joined by ";" or "; and", one each; "(See alternate address under China)" becomes a note.
 * `heading` is the country of an address that names none itself.
 */
export const readAddresses = (published: string, heading?: string): AddressesRead => {
  const notes: Note[] = []
  let text = published.replace(/\s+/gu, ' ').trim()
  const reference = crossReference.exec(text)
  if (reference) {
    notes.push({ label: reference[1]!.replace(/\s+/gu, ' '), value: reference[2]! })
    text = text.slice(0, reference.index).trim()
  }
  const addresses = text
    .split(';')
    .map((part) =>
      part
        .trim()
        .replace(/^and[\s,]+/iu, '')
        .replace(/^[—–]\s*/u, '')
        .replace(/^address(?:es)?:\s*/iu, ''),
    )
    .map((part) =>
      part
        .replace(/[,\s]+and$/iu, '')
        .replace(/[,\s]+$/u, '')
        // The full stop that ends the cell goes, that of "U.A.E." stays.
        .replace(/(?<!\b\p{L})\.+$/u, '')
        .trim(),
    )
    .filter((part) => part !== '' && part !== 'and')
    .map((part): Address => {
      const country = countryAtEnd(part) ?? heading
      return withParts(country === undefined ? { text: part } : { text: part, country })
    })
  return {
    addresses: addresses.filter((one, at) => addresses.findIndex((other) => other.text === one.text) === at),
    notes,
  }
}
