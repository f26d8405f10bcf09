import type { Citation } from '../../model/designation.ts'
import { cleanText } from './listed-name.ts'

/** Where the dataset is published: cited for orders whose remarks cite nothing. */
export const landingPage = 'https://www.cbp.gov/document/stats/withhold-release-orders-findings'

/** What an order's remarks say that a part of it was taken out. */
export interface Removal {
  /** The parties or goods named, as published. */
  text: string
  /** The remark's own words: "Annapurna Carpet removed from the order, 7/23/2021". */
  note: string
  /** The remark speaks of producers whose goods are out, not of goods. */
  producers: boolean
}

export interface RemarksReading {
  enforcedUnder: 'section-307' | 'uflpa'
  citation?: Citation
  removals: Removal[]
}

const superseded =
  /enforcement of (?:the )?WRO (?:is |was )?superseded by (?:the )?enforcement of (?:the )?UFLPA/i

/** Opens the list of producers that are out; the line breaks after it were lost in publication ("following:Premium …"). */
const removedProducers = /CBP has removed .*?produced by the following:?\s*/i

const removal = /\s*(.+?)[\s,]*removed from the order,?\s*(?:by [^,]+,\s*)?\d{1,2}\/\d{1,2}\/\d{4}/gi

/** "CBP has removed Annapurna Carpet from the order, 7/23/2021": the same in the other order of words, with or without its day. */
const removedByCbp =
  /\bCBP (?:has )?removed (.+?)\s+from (?:the|this) (?:orders?|WROs?|withhold release orders?|findings?)\b(?:,?\s*(?:on |effective |as of )?(?:\d{1,2}\/\d{1,2}\/\d{4}|[A-Z][a-z]+\.? \d{1,2}, \d{4}))?/gi

/** Federal Register pages are on line by citation since volume 59 (1994). */
const federalRegisterUrl = (volume: string, page: string): string =>
  Number(volume) >= 59 ? `https://www.federalregister.gov/citation/${volume}-FR-${page}` : landingPage

const readCitation = (text: string): Citation | undefined => {
  const register = /\b(\d{2,3}) FR (\d{3,6})/.exec(text)
  // Treasury Decisions up to the fifties have one number (T.D. 53408), later ones a year and a number (T.D. 92-27).
  const decision = /T\.D\.\s*(\d+(?:-\d+)?)/.exec(text)
  const titles = [
    ...(register ? [`${register[1]} FR ${register[2]}`] : []),
    ...(decision ? [`T.D. ${decision[1]}`] : []),
  ]
  if (titles.length === 0) return undefined
  return {
    title: titles.join('; '),
    url: register ? federalRegisterUrl(register[1] ?? '', register[2] ?? '') : landingPage,
  }
}

/** Reads what the remarks say of the law that detains the goods, of what left the order, and of its publication. */
export const readRemarks = (remarks: string): RemarksReading => {
  const text = cleanText(remarks)
  const producers = removedProducers.test(text)
  const citation = readCitation(text)
  const rest = text.replace(removedProducers, '')
  const removals = [...rest.matchAll(removedByCbp), ...rest.replace(removedByCbp, ' ').matchAll(removal)].map(
    (match): Removal => ({ text: cleanText(match[1] ?? ''), note: cleanText(match[0]), producers }),
  )
  return {
    enforcedUnder: superseded.test(text) ? 'uflpa' : 'section-307',
    ...(citation ? { citation } : {}),
    removals,
  }
}
