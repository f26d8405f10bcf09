import { CsvError, parse as parseCsv } from 'csv-parse/sync'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { z } from 'zod'
import { countryCode } from '../../countries.ts'
import { SourceShapeError } from '../../errors.ts'
import { cleanText } from '../cbp-wro/listed-name.ts'

/**
 * The Department of Labor's List of Goods Produced by Child Labor or Forced Labor: country × good, without companies.
 * It has been published as the data file of the Department's app (`goods_2021.xml`) and as a table of its data service
 * (`SweatToilAllCountryGoods`, JSON or CSV). The list prohibits nothing: it is read as context.
 */
export interface ListedGood {
  good: string
  /** ISO 3166-1 alpha-2. */
  country: string
  childLabour: boolean
  forcedLabour: boolean
  forcedChildLabour: boolean
  /** The good is made from inputs that are: the country that the inputs come from. Since the edition of 2022. */
  inputsFrom?: string
}

const listName = "the Department of Labor's list of goods"
const refuse = (place: string, message: string): never => {
  throw new SourceShapeError('malformed', message, { place })
}

const codeOf = (name: string, place: string): string => {
  const code = countryCode(name)
  if (code === undefined)
    throw new SourceShapeError('unknown-category', `Country "${name}" is not known`, { place })
  return code
}

/** The app's file says Yes and No; the data service 1 and 0, or true and false. */
const flagOf = (value: unknown, field: string, place: string): boolean => {
  const text = (
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? `${value}` : ''
  )
    .trim()
    .toLowerCase()
  if (['yes', '1', 'true', 'y'].includes(text)) return true
  if (['no', '0', 'false', 'n'].includes(text)) return false
  throw new SourceShapeError('unknown-category', `${field} "${text}" is neither yes nor no`, { place })
}

const asArray = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value]

const countrySchema = z.object({
  Country_Name: z.string().min(1),
  Child_Labor: z.string(),
  Forced_Labor: z.string(),
  Forced_Child_Labor: z.string(),
  Derived_Labor_Exploitation: z.string().optional(),
  Derived_Country: z.string().optional(),
})
const goodSchema = z.object({
  Good_Name: z.string().min(1),
  Countries: z.object({ Country: z.unknown() }),
})

const fieldsOf = (error: z.ZodError): string => error.issues.map(({ path }) => path.join('.')).join(', ')

const readXml = (text: string): ListedGood[] => {
  if (!/<\/Goods>\s*$/.test(text)) {
    throw new SourceShapeError(
      /<Goods>/.test(text) ? 'truncated' : 'not-the-document',
      /<Goods>/.test(text) ? 'The list breaks off before its end' : `The document is not ${listName}`,
    )
  }
  if (XMLValidator.validate(text) !== true)
    throw new SourceShapeError('malformed', 'The list is not well-formed XML')
  const parser = new XMLParser({ ignoreAttributes: true, parseTagValue: false, trimValues: true })
  const document = parser.parse(text) as { Goods?: { Good?: unknown } }
  return asArray(document.Goods?.Good).flatMap((item, at) => {
    const place = `good ${at + 1}`
    const good = goodSchema.safeParse(item)
    if (!good.success) return refuse(place, `The good lacks ${fieldsOf(good.error)}`)
    return asArray(good.data.Countries.Country).map((entry): ListedGood => {
      const read = countrySchema.safeParse(entry)
      if (!read.success)
        return refuse(place, `A country of ${good.data.Good_Name} lacks ${fieldsOf(read.error)}`)
      const { data } = read
      const name = cleanText(good.data.Good_Name)
      const derived =
        data.Derived_Labor_Exploitation !== undefined &&
        flagOf(data.Derived_Labor_Exploitation, 'Derived_Labor_Exploitation', place)
      return {
        good: name,
        country: codeOf(cleanText(data.Country_Name), `${place} (${name})`),
        childLabour: flagOf(data.Child_Labor, 'Child_Labor', place),
        forcedLabour: flagOf(data.Forced_Labor, 'Forced_Labor', place),
        forcedChildLabour: flagOf(data.Forced_Child_Labor, 'Forced_Child_Labor', place),
        ...(derived
          ? { inputsFrom: codeOf(cleanText(data.Derived_Country ?? ''), `${place} (${name})`) }
          : {}),
      }
    })
  })
}

const columns = ['country', 'good', 'child_labor', 'forced_labor', 'forced_child_labor'] as const

/** Rows of the data service, by the names of its columns. */
const readRows = (rows: readonly Record<string, unknown>[]): ListedGood[] => {
  const missing = columns.filter((column) => rows[0] !== undefined && !(column in rows[0]))
  if (missing.length > 0) {
    const found = Object.keys(rows[0] ?? {}).join(', ')
    throw new SourceShapeError(
      missing.length === columns.length ? 'not-the-document' : 'missing-column',
      `The table lacks ${missing.join(', ')}: expected ${columns.join(', ')}; found ${found}`,
    )
  }
  return rows.map((row, at) => {
    const place = `row ${at + 1}`
    const good = typeof row['good'] === 'string' ? cleanText(row['good']) : ''
    const country = typeof row['country'] === 'string' ? cleanText(row['country']) : ''
    if (good === '') return refuse(place, 'The row names no good')
    return {
      good,
      country: codeOf(country, place),
      childLabour: flagOf(row['child_labor'], 'child_labor', place),
      forcedLabour: flagOf(row['forced_labor'], 'forced_labor', place),
      forcedChildLabour: flagOf(row['forced_child_labor'], 'forced_child_labor', place),
    }
  })
}

const readJson = (text: string): ListedGood[] => {
  try {
    const rows = z.array(z.record(z.string(), z.unknown())).safeParse(JSON.parse(text))
    if (rows.success) return readRows(rows.data)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new SourceShapeError('truncated', 'The list is not whole JSON', { cause: error })
  }
  throw new SourceShapeError('not-the-document', `The document is not ${listName}`)
}

const readCsv = (text: string): ListedGood[] => {
  try {
    return readRows(
      parseCsv(text, {
        columns: (names: string[]) => names.map((name) => name.trim().toLowerCase()),
        skip_empty_lines: true,
      }),
    )
  } catch (error) {
    if (error instanceof CsvError)
      throw new SourceShapeError('malformed', `The list is not well-formed CSV: ${error.message}`, {
        cause: error,
      })
    throw error
  }
}

/** Fewer lines than any edition since 2009 has had: a part of the list would say of the rest that it is not listed. */
const fewest = 200

/** Reads the list in any of the published formats. Throws `SourceShapeError` for what is not the whole list. */
export const readGoodsList = (bytes: Uint8Array): ListedGood[] => {
  const text = new TextDecoder()
    .decode(bytes)
    .replace(/^\ufeff/, '')
    .trim()
  if (text === '') throw new SourceShapeError('empty-body', 'The list has no content')
  const goods = text.startsWith('<') ? readXml(text) : /^[[{]/.test(text) ? readJson(text) : readCsv(text)
  if (goods.length < fewest) {
    throw new SourceShapeError(
      'truncated',
      `The list has ${goods.length} lines; an edition has at least ${fewest}`,
    )
  }
  return goods
}
