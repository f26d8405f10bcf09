import { isoDate } from '../../dates.ts'
import { SourceShapeError } from '../../errors.ts'
import type { RuleAction, RulePages } from '../reader.ts'
import { cutElements, textOf } from './rule-xml.ts'

/**
 * What the Office of the Federal Register corrects in its own printing (documents numbered C1-…, 1 CFR 18.15): "In rule
 * document 2025-17893 appearing on pages 44495-44502 …, On page 44499, in the table, …, “X” should read “Y”".
 */
export interface PrintingCorrection {
  /** Number of the document that is corrected. */
  corrects: string
  actions: RuleAction[]
  /** Corrections outside of the table: no entry says anything else by them. */
  asides: { words: string; place: string }[]
  /** Corrections that were not made out: a person has to look. */
  unclear: string[]
}

const lead =
  /\bIn\s+rule\s+document\s+\(?(?:FR\s+Doc\.\s*)?([A-Z]?\d[\dA-Z-]*\d)\)?,?\s+(?:appearing|beginning)\s+on\s+pages?\s+([\d,]+)(?:\s*(?:-|–|through|to)\s*([\d,]+))?\s+in\s+the\s+issue\s+of\s+(?:[A-Z][a-z]+day,?\s+)?([A-Z][a-z]+\s+\d{1,2},\s*\d{4})/u

const instead = /[“"]([^”"]+)[”"]\s+should\s+(?:read|be|appear\s+as)\s*:?\s*[“"]([^”"]+)[”"]/giu

/** Where the entries stand; any other line of a page is the preamble's or the signature's. */
const inTable = /\b(?:table|row|entry|entries|supplement)\b/iu

const tidy = (words: string): string => words.trim().replace(/^[,;\s]+|[,;\s]+$/gu, '')

/** Whether a document corrects another one's printing instead of amending the regulations. */
export const isPrintingCorrection = (xml: string): boolean =>
  /^\s*<CORRECT[\s>]/u.test(xml) ||
  (!/<AMDPAR[\s>]/u.test(xml) && cutElements(xml, ['P']).some((piece) => lead.test(textOf(piece))))

/** Reads it. The volume follows from the year of the issue: 90 FR is 2025. */
export const readPrintingCorrection = (xml: string): PrintingCorrection => {
  const paragraphs = cutElements(xml, ['P']).map((piece) => ({
    text: textOf(piece),
    place: `paragraph at line ${piece.line}`,
  }))
  const at = paragraphs.findIndex(({ text }) => lead.test(text))
  const found = lead.exec(paragraphs[at]?.text ?? '')
  const day = found ? isoDate(found[4]!) : undefined
  if (!found || day === undefined)
    throw new SourceShapeError('unexplained-instruction', 'A correction that does not say what it corrects', {
      place: paragraphs[0]?.place ?? 'CORRECT',
    })
  const page = (text: string): number => Number(text.replaceAll(',', ''))
  const rest = [
    { ...paragraphs[at]!, text: paragraphs[at]!.text.slice(found.index + found[0].length) },
    ...paragraphs.slice(at + 1),
  ]
  const mentioned = rest.flatMap(({ text }) =>
    [...text.matchAll(/\bpage\s+([\d,]+)/giu)].map((match) => page(match[1]!)),
  )
  const from = page(found[2]!)
  const scope: RulePages = {
    volume: Number(day.slice(0, 4)) - 1935,
    from,
    to: found[3] === undefined ? Math.max(from, ...mentioned) : page(found[3]),
  }
  const correction: PrintingCorrection = { corrects: found[1]!, actions: [], asides: [], unclear: [] }
  for (const { text, place } of rest) {
    if (!/\bpage\b|\bshould\b/iu.test(text)) continue
    const changes = [...text.matchAll(instead)]
    if (!inTable.test(text)) correction.asides.push({ words: text, place })
    else if (changes.length === 0) correction.unclear.push(text.slice(0, 160))
    else
      for (const [, wrong, right] of changes)
        correction.actions.push({
          action: 'revise',
          naturalKey: '',
          target: { name: '', country: '' },
          edits: [{ op: 'replace', of: 'text', text: tidy(wrong!), by: tidy(right!) }],
          scope,
          place,
        })
  }
  return correction
}
