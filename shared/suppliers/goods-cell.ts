import type { SupplierGoods } from '../model/supplier.ts'
import { CellError } from './cell-error.ts'
import { readOrigin } from './origin.ts'

const fail = (reason: string): never => {
  throw new CellError(reason)
}

/** `5205.11 cotton yarn @CN-XJ`: a code, a description, an origin; code and origin may be left out. */
export const goodsOf = (member: string): SupplierGoods => {
  const at = member.lastIndexOf('@')
  // "HS 5205.11", "HTS: 5205.11": the name of the code says nothing that its digits do not.
  const described = (at === -1 ? member : member.slice(0, at))
    .trim()
    .replace(/^(?:HS|HTS|HTSUS|HSN)\b(?:\s+code)?\s*[:#.]?\s*(?=\d)/i, '')
  const { digits, text } = splitCode(described)
  if (digits === '' && text === '') return fail('goods need a description or an HS code')
  return {
    ...(digits === '' ? {} : { hs: digits }),
    text,
    ...(at === -1 ? {} : originOf(member.slice(at + 1).trim())),
  }
}

/** `5205.11 cotton yarn`: 2 to 10 digits, dots after pairs; a number that is no such code is refused, not read as words. */
const splitCode = (described: string): { digits: string; text: string } => {
  const [, code, rest = ''] = /^(\d{2}(?:\.?\d{2}){0,4})(?![\d.])(.*)$/.exec(described) ?? []
  const text = rest.trim()
  // "100% cotton" and "3D printers" begin with a number and no code.
  if (code === undefined || (rest !== '' && !rest.startsWith(' '))) {
    const number = /^\d[\d.]*(?=\s|$)/.exec(described)?.[0]
    if (number !== undefined) return fail(`"${number}" is not an HS code of 2, 4, 6, 8 or 10 digits`)
    return { digits: '', text: described }
  }
  const digits = code.replaceAll('.', '')
  // Chapter 77 is kept free by the Harmonized System, and there is none before 01.
  if (digits.startsWith('00') || digits.startsWith('77'))
    return fail(`"${code}" is in no chapter of the Harmonized System`)
  if (/^\d+(\s|$)/.test(text))
    return fail(`"${described}" has a blank within the HS code; write it as ${digits}${text.split(' ')[0]}`)
  return { digits, text }
}

const originOf = (origin: string): Pick<SupplierGoods, 'country' | 'region'> => {
  if (origin === '') return fail('after @ stands an origin: a country, or a region such as CN-XJ')
  const read = readOrigin(origin)
  if (read !== undefined) return read
  return fail(
    `"${origin}" is not a country or an ISO 3166-2 region such as CN-XJ, nor a region of China by name`,
  )
}
