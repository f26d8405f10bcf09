import { countryCode } from '../../countries.ts'
import { partialIsoDate } from '../../dates.ts'
import type { Identifier } from '../../model/designation.ts'
import { identifierLabels, readIdentifier } from './identifier-types.ts'

/** Remarks are statements joined by ";". */
const statements = (remarks: string): string[] =>
  remarks
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')

const abbreviation = /(\.[^.\s]+|\b(?:LTD|LTDA|INC|CO|CORP|CIA|BHD|EST|BROS|EN C|C\. S))\.$/i

/** The full stop that ends the remarks is no part of a name, the one of "S.A." or "LTDA." may be and stays. */
const withoutFullStop = (name: string): string =>
  name.endsWith('.') && !abbreviation.test(name) ? name.slice(0, -1) : name

/**
 * Names in "(Linked To: X)". The XML prints the parentheses, files rebuilt from the CSV do not. Only the last
 * statement of such files can end in a full stop that is not the name's.
 */
export const linkedToInRemarks = (remarks: string): string[] =>
  statements(remarks).flatMap((statement) => {
    const inParentheses = /^\(Linked To: (.+)\)\.?$/i.exec(statement)?.[1]
    if (inParentheses !== undefined) return [inParentheses.trim()]
    const bare = /^Linked To: (.+)$/i.exec(statement)?.[1]
    return bare === undefined ? [] : [withoutFullStop(bare.trim())]
  })

const labelsByFirstWord = Map.groupBy(identifierLabels, (label) => label.split(' ')[0]!)

const labelOf = (statement: string): string | undefined =>
  /^Digital Currency Address - [A-Z0-9]+(?= )/.exec(statement)?.[0] ??
  labelsByFirstWord.get(statement.split(' ')[0]!)?.find((label) => statement.startsWith(`${label} `))

/** "CA2485930 (Uzbekistan) issued 01 Jun 1996 expires 31 May 2001."; the number itself may be "(HWI)040182". */
const numberInRemarks =
  /^(?<number>(?:[^()]|(?<=\S)\([^()]*\)|\([^()]*\)(?=\w))*?)(?: \((?<country>[^()]+)\))?(?: issued (?<issued>\w[\w ]*?))?(?: expires (?<expires>\w[\w ]*?))?\.?$/

/**
 * Identifiers that stand in the remarks: OFAC's CSV has no other place for them, and the XML keeps some there.
 * Only statements that are an identifier as a whole are read ("Passport AB149814 (Colombia)"); all of the
 * remarks stay in `remarks` in any case.
 */
export const identifiersInRemarks = (remarks: string): Identifier[] =>
  statements(remarks).flatMap((published) => {
    const statement = published.replace(/^alt\. /, '')
    const label = labelOf(statement)
    if (label === undefined) return []
    const parts = numberInRemarks.exec(statement.slice(label.length + 1))?.groups
    const number = parts?.number
    if (number === undefined || number.length > 80) return []
    // A number has a digit, unless it is a bank's code.
    if (!/\d/.test(number) && !(label === 'SWIFT/BIC' && /^[A-Z]{8}$/.test(number))) return []
    const country = parts?.country === undefined ? undefined : countryCode(parts.country)
    if (parts?.country !== undefined && country === undefined) return []
    const identifier: Identifier = readIdentifier(label, number)
    if (country !== undefined) identifier.country = country
    if (parts?.issued !== undefined) identifier.issuedOn = partialIsoDate(parts.issued) ?? parts.issued
    if (parts?.expires !== undefined) identifier.expiresOn = partialIsoDate(parts.expires) ?? parts.expires
    return [identifier]
  })
