import { Big } from './dynalite.ts'
import { validationError } from './errors.ts'

/** DynamoDB's numbers: 38 significant digits, exponents from -130 to 125. */
const MAX_EXPONENT = 125
const MIN_EXPONENT = -130
const MAX_DIGITS = 38
const DECIMAL = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/
const PLAIN_INTEGER = /^(0|-?[1-9]\d{0,36})$/

/** The number in its one canonical notation, without exponent or padding zeros: "1.50" and "15e-1" are "1.5". */
export const normaliseNumber = (text: string): string => {
  if (PLAIN_INTEGER.test(text)) return text
  if (!DECIMAL.test(text))
    throw validationError(`The parameter cannot be converted to a numeric value: ${text}`)
  const trimmed = text.trim()
  const number = new Big(trimmed.startsWith('+') ? trimmed.slice(1) : trimmed)
  if (number.e > MAX_EXPONENT) {
    throw validationError(
      'Number overflow. Attempting to store a number with magnitude larger than supported range',
    )
  }
  if (number.e < MIN_EXPONENT) {
    throw validationError(
      'Number underflow. Attempting to store a number with magnitude smaller than supported range',
    )
  }
  if (number.c.length > MAX_DIGITS) {
    throw validationError('Attempting to store more than 38 significant digits in a Number')
  }
  return number.toFixed()
}

export const addNumbers = (a: string, b: string): string => normaliseNumber(new Big(a).plus(b).toFixed())

export const subtractNumbers = (a: string, b: string): string =>
  normaliseNumber(new Big(a).minus(b).toFixed())

const NEGATIVE = 0
const ZERO = 1
const POSITIVE = 2
/** Ends a negative number's digits, above every digit: of two that agree so far, the shorter one is nearer to zero. */
const END_OF_NEGATIVE = 0xff

/**
 * Bytes that sort as the numbers do: sign, exponent (from 0 for the smallest), then one byte a digit. For negative
 * numbers exponent and digits are inverted. `text` is in canonical notation.
 */
export const encodeNumber = (text: string): Buffer => {
  if (text === '0') return Buffer.from([ZERO])
  const negative = text.startsWith('-')
  const [whole = '', fraction = ''] = (negative ? text.slice(1) : text).split('.')
  const padded = whole + fraction
  const digits = padded.replace(/^0+/, '')
  const leadingZeros = padded.length - digits.length
  const exponent = whole.length - 1 - leadingZeros - MIN_EXPONENT
  const significant = digits.replace(/0+$/, '')
  const bytes = [negative ? NEGATIVE : POSITIVE, negative ? 0xff - exponent : exponent]
  for (const digit of significant) bytes.push(negative ? 10 - Number(digit) : 1 + Number(digit))
  if (negative) bytes.push(END_OF_NEGATIVE)
  return Buffer.from(bytes)
}
