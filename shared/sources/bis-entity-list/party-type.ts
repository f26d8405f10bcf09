import type { DesignationType } from '../../model/designation.ts'
import { organisationWords, personalNames } from './personal-names.ts'

/** "Address 01": since 2024-06-12 (§ 744.16) the list holds addresses, and prints a placeholder as their name. */
export const isAddressPlaceholder = (name: string): boolean => /^address\s+\d+$/iu.test(name.trim())

/**
 * What kind of party a name is. The Entity List does not say, so: an address by its placeholder; a person where the name
 * has two to six words of letters, one of them a known personal name, and none that only organisations bear;
 * an organisation otherwise.
 */
export const partyTypeOf = (name: string): DesignationType => {
  if (isAddressPlaceholder(name)) return 'address'
  if (/[\d&/,:;]/u.test(name)) return 'organisation'
  const words = name
    .toLowerCase()
    .replace(/["“”?’'()]/gu, '')
    .split(/\s+/u)
    .map((word) => word.replace(/\.$/u, ''))
    .filter((word) => word !== '')
  if (words.length < 2 || words.length > 6) return 'organisation'
  if (words.some((word) => word.split('-').some((part) => organisationWords.has(part)))) return 'organisation'
  return words.some((word) => personalNames.has(word)) ? 'person' : 'organisation'
}
