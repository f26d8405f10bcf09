/**
 * The registration numbers of the People's Republic of China: the unified social credit code (GB 32100-2015) and the
 * forms before it that documents still carry. Each begins with, or holds, the division that registered the party.
 */

/** `uscc`: 18 signs. `registration`: 15 digits, or 13 before 2007. `tax`: division and organisation code. `organisation`: 9 signs (GB 11714). */
export type ChineseNumberForm = 'uscc' | 'registration' | 'tax' | 'organisation'

export interface ChineseNumber {
  form: ChineseNumberForm
  /** Capitals and digits, without spaces and hyphens. */
  value: string
  /** Six digits of GB/T 2260: who registered it; absent where the form has none (an organisation code). */
  division?: string
  /** The party's organisation code, the same in the old numbers and the new. */
  organisation?: string
  /** What is wrong with it, in sentences; empty = the check digits are right, or the form has none. */
  problems: readonly string[]
}

/** Without I, O, S, V and Z, which are mistaken for digits. */
const signs = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** The 18th sign of a unified social credit code, from its first seventeen; undefined where one of them is no sign of the code. */
export const usccCheckSign = (first17: string): string | undefined => {
  let sum = 0
  let weight = 1
  for (const sign of first17) {
    const value = signs.indexOf(sign)
    if (value < 0) return undefined
    sum += value * weight
    weight = (weight * 3) % 31
  }
  return signs[(31 - (sum % 31)) % 31]
}

const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2]

/** The ninth sign of an organisation code (GB 11714), from its first eight. */
export const organisationCheckSign = (first8: string): string => {
  let sum = 0
  for (const [i, weight] of organisationWeights.entries()) {
    const code = first8.charCodeAt(i)
    sum += weight * (code <= 57 ? code - 48 : code - 55)
  }
  const check = 11 - (sum % 11)
  return check === 10 ? 'X' : check === 11 ? '0' : String(check)
}

/** The 15th digit of a registration number of 2007 and after: ISO 7064, MOD 11,10. */
const registrationCheckIsRight = (digits: string): boolean => {
  let product = 10
  for (const digit of digits.slice(0, 14)) {
    const sum = ((product % 11) + Number(digit)) % 10
    product = (sum === 0 ? 10 : sum) * 2
  }
  return ((product % 11) + Number(digits[14])) % 10 === 1
}

const organisationProblem = (organisation: string, as: string): string[] =>
  organisationCheckSign(organisation.slice(0, 8)) === organisation[8]
    ? []
    : [
        `The check sign of ${as} should be ${organisationCheckSign(organisation.slice(0, 8))}, not ${organisation[8] ?? ''}.`,
      ] // prettier-ignore

const level = (value: string): string =>
  value
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\-–—.·/]/g, '')

const readUscc = (value: string): ChineseNumber => {
  const division = value.slice(2, 8)
  const organisation = value.slice(8, 17)
  const check = usccCheckSign(value.slice(0, 17))
  const problems =
    check === undefined
      ? ['A unified social credit code has no I, O, S, V or Z.']
      : check === value[17]
        ? []
        : [`The check sign, the last, should be ${check}, not ${value[17] ?? ''}.`]
  return { form: 'uscc', value, division, organisation, problems }
}

/**
 * Reads a number as the form that its shape says it is; null where it has the shape of none. A number whose check digit
 * is wrong is read too, and says so: whoever uses it decides, and never does so in silence.
 */
export const readChineseNumber = (written: string): ChineseNumber | null => {
  const value = level(written)
  if (/^[0-9A-Z]{2}\d{6}[0-9A-Z]{10}$/.test(value)) return readUscc(value)
  if (/^\d{15}$/.test(value)) {
    if (registrationCheckIsRight(value))
      return { form: 'registration', value, division: value.slice(0, 6), problems: [] }
    const organisation = value.slice(6)
    const asTax = organisationProblem(organisation, 'the organisation code')
    return asTax.length === 0
      ? { form: 'tax', value, division: value.slice(0, 6), organisation, problems: [] }
      : {
          form: 'registration',
          value,
          division: value.slice(0, 6),
          problems: ['The check digit, the last, is wrong for a registration number of 15 digits.'],
        }
  }
  if (/^\d{6}[0-9A-Z]{8}[0-9X]$/.test(value)) {
    const organisation = value.slice(6)
    return {
      form: 'tax',
      value,
      division: value.slice(0, 6),
      organisation,
      problems: organisationProblem(organisation, 'the organisation code'),
    }
  }
  if (/^\d{13}$/.test(value))
    return { form: 'registration', value, division: value.slice(0, 6), problems: [] }
  if (/^[0-9A-Z]{8}[0-9X]$/.test(value) && /\d/.test(value))
    return {
      form: 'organisation',
      value,
      organisation: value,
      problems: organisationProblem(value, 'the organisation code'),
    }
  return null
}

/** Whether the division, by the first two of its digits, is the Xinjiang Uyghur Autonomous Region. */
export const isOfXinjiang = (division: string): boolean => division.startsWith('65')
