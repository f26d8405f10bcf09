import type { Citation, LicenceTerms } from '../../model/designation.ts'

const oneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim()

/**
 * "§§ 734.9(g),3 746.8(a)(3)": the raised figure after a section is the footnote designation of supplement no. 4.
 * Without a bracket or comma before it a figure belongs to the section ("744.11").
 */
const footnoteMark = /\b7\d\d\.\d+(?:(?:\([A-Za-z0-9]+\))+,?|,)\s?([1-9])(?=[\s,.)]|$)/gu

/** "… 744.11 of the EAR) 4", "… of the EAR 2": most entries since 2022 bear their footnotes at the end. */
const marksAtEnd = /\bEAR[.)\s]*?[.)\s]([1-9](?:[\s,]*[1-9])*)$/u

/** The figures of one raised mark: "4", "4 5", "4,5"; an ordinal's "rd" is none. */
export const raisedFigures = (text: string): number[] =>
  /^[1-9](?:[\s,]*[1-9])*$/u.test(text) ? [...text.matchAll(/\d/gu)].map(([figure]) => Number(figure)) : []

/**
 * The screening list dropped the raised 1 of "§§ 736.2(b)(3)(vi),1 and 744.11" and left its comma. That paragraph bound
 * footnote 1 entities alone (the Huawei entries, 85 FR 51596), so that its citation is the designation.
 */
const footnoteOneParagraph = /\b736\.2\(b\)\(3\)\(vi\)/u

/** Footnote designations that the licence requirement names, in order. */
export const footnotesOf = (requirement: string): number[] => {
  const found = new Set([...requirement.matchAll(footnoteMark)].map((match) => Number(match[1])))
  for (const figure of raisedFigures(marksAtEnd.exec(requirement.trim())?.[1] ?? '')) found.add(figure)
  if (footnoteOneParagraph.test(requirement)) found.add(1)
  return [...found].sort((a, b) => a - b)
}

/** The sentence that lets a licence exception through ("… overcome by License Exception GOV …"), where there is one. */
const exceptionsOf = (requirement: string): string | undefined =>
  /\bThis license requirement may be overcome by License Exception\b.*$/u.exec(requirement)?.[0]

/** The terms of an entry; `undefined` where the source prints none. `marked` are footnote marks that the source sets as such. */
export const licenceTerms = (
  requirement: string,
  reviewPolicy: string,
  marked: readonly number[] = [],
): LicenceTerms | undefined => {
  const terms = oneLine(requirement)
  const policy = oneLine(reviewPolicy)
  if (terms === '' && policy === '') return undefined
  const exceptions = exceptionsOf(terms)
  return {
    requirement: terms,
    reviewPolicy: policy,
    footnotes: [...new Set([...footnotesOf(terms), ...marked])].sort((a, b) => a - b),
    ...(exceptions === undefined ? {} : { exceptions }),
  }
}

/**
 * Footnotes of supplement no. 4 that designate nobody. No. 2 stands at the Huawei entries since August 2020 and lets
 * cybersecurity research and the disclosure of vulnerabilities through: it narrows the requirement and extends nothing.
 */
const permissions: ReadonlySet<number> = new Set([2])

/** Keys into the table of legal effects: every entry is `EL`, and a footnote designation adds `EL-FN<n>`. */
export const programsOf = (licence: LicenceTerms | undefined): string[] => [
  'EL',
  ...(licence?.footnotes ?? [])
    .filter((footnote) => !permissions.has(footnote))
    .map((footnote) => `EL-FN${footnote}`),
]

const register = /(\d{2,3})\s*FR\s*(\d{2,6})/giu

/** "84  FR 21233, 5/14/19; 85 FR 83420" → "84 FR 21233; 85 FR 83420", each once; other wording stays as published. */
export const citationTitle = (published: string): string | undefined => {
  const text = oneLine(published).replace(/[;,.\s]+$/u, '')
  if (text === '') return undefined
  const found = [...text.matchAll(register)].map((match) => `${match[1]} FR ${match[2]}`)
  return found.length === 0 ? text : [...new Set(found)].join('; ')
}

/** The citation of a row; the link leads to its first page, the listing itself. */
export const citationOf = (published: string): Citation | undefined => {
  const title = citationTitle(published)
  if (title === undefined) return undefined
  const first = /^(\d+) FR (\d+)/u.exec(title)
  return first
    ? { title, url: `https://www.federalregister.gov/citation/${first[1]}-FR-${first[2]}` }
    : { title }
}
