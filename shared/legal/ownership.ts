import type { Designation } from '../model/designation.ts'
import type { ListedHolding, Met, OwnershipLaw } from '../model/match.ts'
import type { OnSupplier } from '../model/alert.ts'
import type { Role } from '../model/supplier.ts'
import { checkedOn, type Effect } from './effect.ts'
import { affiliatesRuleOn } from './flow-down.ts'

/**
 * What a listing that meets an owner or an officer of a supplier means for the supplier itself, as data that counsel can
 * read and correct. The rows of the table say what the listing does to whom it lists; these sentences say how far it
 * reaches from there. A sentence holds if whoever was met is the listed party, and by the shares that were registered.
 */

/**
 * Programmes of SDNs whom 15 CFR 744.8(a)(1) names, and whom the affiliates rule therefore counts: E.O. 13405, 13660,
 * 13661, 13662, 13685, 14024 and 14038, FTO, SDGT, NPWMD, and the four on narcotics and crime (E.O. 13581 and 14059, SDNT,
 * SDNTK). Read in a summary of 89 FR 20107 that names the fourteen by their orders (Denied Party Digest on the rule of 21
 * March 2024); the section's own text was not at hand. The tags are ours to match them, for counsel to check.
 */
const programmesOf7448: ReadonlySet<string> = new Set([
  'BELARUS',
  'BELARUS-EO14038',
  'FTO',
  'ILLICIT-DRUGS-EO14059',
  'NPWMD',
  // The tag of April to July 2021, before the order had its number.
  'RUSSIA-EO',
  'RUSSIA-EO14024',
  'SDGT',
  'SDNT',
  'SDNTK',
  'TCO',
  'UKRAINE-EO13660',
  'UKRAINE-EO13661',
  'UKRAINE-EO13662',
  'UKRAINE-EO13685',
])

/** Laws by which holdings of the listed party are added up, from its rows on a day; how the affiliates rule stands then. */
export const ownershipUnder = (
  designation: Designation,
  rows: readonly Effect[],
  on: string,
): { laws: OwnershipLaw[]; affiliatesRule?: string } => {
  const laws = new Set(rows.flatMap(({ flowDown }) => (flowDown.law === undefined ? [] : [flowDown.law])))
  const byRow = laws.has('bis-affiliates')
  if (designation.source === 'ofac-sdn' && designation.programs.some((tag) => programmesOf7448.has(tag)))
    laws.add('bis-affiliates')
  return { laws: [...laws].sort(), ...(byRow ? { affiliatesRule: affiliatesRuleOn(on) } : {}) }
}

interface Sentence {
  text: string
  citation: string
}
type HoldingState = ListedHolding['state']

const blocked: Readonly<Record<HoldingState, Sentence>> = {
  reached: {
    text: 'By the shares in your register, blocked persons own 50 percent or more of your supplier, directly or indirectly and in the aggregate: if they are the listed parties, your supplier is itself blocked, listed or not.',
    citation: 'OFAC guidance of 13 August 2014; OFAC FAQ 399; OFAC FAQ 401',
  },
  unknown: {
    text: 'Your register does not state enough shares to tell whether blocked persons own 50 percent or more of your supplier. If they do, directly or indirectly and in the aggregate, your supplier is itself blocked: find out the shares before you deal with it.',
    citation: 'OFAC guidance of 13 August 2014; OFAC FAQ 398; OFAC FAQ 401',
  },
  below: {
    text: 'By the shares in your register, blocked persons own less than 50 percent of your supplier in the aggregate: that alone does not block it. OFAC urges caution: do not deal with the listed owner through your supplier, and such an entity may be designated later.',
    citation: 'OFAC guidance of 13 August 2014; OFAC FAQ 398',
  },
}

const subjectToo = (measure: string, citation: string): Readonly<Record<HoldingState, Sentence>> => ({
  reached: {
    text: `By the shares in your register, persons under ${measure} own 50 percent or more of your supplier: if they are the listed parties, your supplier is subject to it too.`,
    citation,
  },
  unknown: {
    text: `Your register does not state enough shares to tell whether persons under ${measure} own 50 percent or more of your supplier. If they do, your supplier is subject to it too: find out the shares.`,
    citation,
  },
  below: {
    text: `By the shares in your register, persons under ${measure} own less than 50 percent of your supplier: that alone does not make it subject to it.`,
    citation,
  },
})

const affiliates: Readonly<Record<HoldingState, Sentence>> = {
  reached: {
    text: 'By the shares in your register, parties that the affiliates rule counts (Entity List, MEU List, certain SDNs, in any combination) own 50 percent or more of your supplier: if they are the listed parties and your supplier is a foreign company, it bears their licence requirements, those of the most restrictive of these owners.',
    citation: '90 FR 47201; Supplement No. 8 to 15 CFR part 744',
  },
  unknown: {
    text: 'Your register does not state enough shares to tell whether listed parties own 50 percent or more of your supplier. That is a red flag under the affiliates rule: find out the share, or resolve the red flag or apply for a licence, before you send anything that is subject to the EAR.',
    citation: '90 FR 47201 (red flag 29); Supplement No. 8 to 15 CFR part 744',
  },
  below: {
    text: 'By the shares in your register, listed parties own less than 50 percent of your supplier in the aggregate: that alone does not make it bear their licence requirements. A significant minority share is a red flag to look into before you send anything that is subject to the EAR.',
    citation: '90 FR 47201; Supplement No. 8 to 15 CFR part 744',
  },
}

const sentences: Readonly<Record<OwnershipLaw, Readonly<Record<HoldingState, Sentence>>>> = {
  'ofac-50-percent': blocked,
  'bis-affiliates': affiliates,
  'ssi-directive-1': subjectToo('Directive 1 under E.O. 13662', 'OFAC FAQ 373'),
  'ssi-directive-2': subjectToo('Directive 2 under E.O. 13662', 'OFAC FAQ 373'),
  'ssi-directive-3': subjectToo('Directive 3 under E.O. 13662', 'OFAC FAQ 373'),
  'ssi-directive-4': subjectToo('Directive 4 under E.O. 13662', 'OFAC FAQ 373'),
  'ssi-directive-unstated': subjectToo('the same sectoral directive under E.O. 13662', 'OFAC FAQ 373'),
  'eo14014-directive-1': subjectToo('Directive 1 under E.O. 14014', 'OFAC FAQ 1139'),
  'eo14024-directive-3': subjectToo('Directive 3 under E.O. 14024', 'OFAC FAQ 985'),
  'eo14024-directive-2': subjectToo('Directive 2 under E.O. 14024', 'OFAC FAQ 969'),
}

/** The end of the stay, by the stay's own terms: a later rule may have moved it. */
const affiliatesRuleIsBack = '2026-11-10'

/** While the affiliates rule does not bind. */
const notInForce: Readonly<Record<'not-yet' | 'stayed', Sentence>> = {
  'not-yet': {
    text: 'Before the affiliates rule your supplier does not bear a licence requirement only because a listed party owns it; the ownership is a red flag.',
    citation: '90 FR 47201',
  },
  stayed: {
    text: 'While the affiliates rule is stayed (2025-11-10 to 2026-11-09) your supplier does not bear a licence requirement only because listed parties own it; the ownership is a red flag.',
    citation: '90 FR 50857',
  },
}

const includesSubsidiaries = /\bsubsidiar(?:y|ies)\b|\baffiliates?\b/i

/** Whether the listing's own words reach further than the party that it names. */
const reachesByItsWords = (designation: Designation, subjectId: string | undefined): boolean =>
  [
    designation.name,
    ...designation.subLists.map(({ scope }) => scope ?? ''),
    ...designation.subjects
      .filter(({ id }) => subjectId === undefined || id === subjectId)
      .flatMap(({ name, scope }) => [name, scope ?? '']),
  ].some((words) => includesSubsidiaries.test(words))

const ownWords = {
  party: {
    text: 'The listing names the owner, and by itself does not list your supplier: it reaches goods that the owner makes, and subsidiaries only where its own words include them. Ask what of your supplier’s goods, or of their inputs, comes from the owner.',
    ofSubsidiaries:
      'The listing names the owner with words on its subsidiaries or affiliates. Whether they take in your supplier is a question for counsel; ask for its group’s structure, and what of its goods comes from the owner.',
  },
} as const

const officer = {
  blocking: {
    text: 'Your supplier is not blocked because the listed person is its officer: control without ownership does not block it. The person may not be dealt with for your supplier either: they may not, for example, sign a contract with you.',
    citation: 'OFAC FAQ 398; OFAC FAQ 400',
  },
  other: {
    text: 'The listing names the officer, and by itself does not reach your supplier because of that.',
  },
} as const

const unverified =
  'Whether the listing reaches your supplier through whoever was met is not on record here: read the entry, and ask counsel.'

/** What is told of the supplier for one row of the listing; the state says how far the row reaches. */
export const onSupplierOf = (
  { flowDown, measure }: Effect,
  designation: Designation,
  met: Met,
  context: { on: string; roles: readonly Role[]; subjectId?: string | undefined },
): OnSupplier => {
  const told = (state: OnSupplier['state'], { text, citation }: Sentence): OnSupplier => ({
    state,
    sentence: text,
    citation,
  })
  if (met.as === 'officer') {
    if (measure === 'blocking') return told('not-reached', officer.blocking)
    if (flowDown.rule === 'unverified')
      return told('unverified', { text: unverified, citation: flowDown.citation })
    return told('not-reached', { text: officer.other.text, citation: flowDown.citation })
  }
  switch (flowDown.rule) {
    case 'none':
      return told('not-reached', {
        text: `By itself this listing does not reach your supplier, whatever share the listed party owns. ${flowDown.text}`,
        citation: flowDown.citation,
      })
    case 'unverified':
      return told('unverified', { text: unverified, citation: flowDown.citation })
    case 'by-its-own-words':
      return reachesByItsWords(designation, context.subjectId)
        ? told('by-its-words', { text: ownWords.party.ofSubsidiaries, citation: flowDown.citation })
        : told('not-reached', { text: ownWords.party.text, citation: flowDown.citation })
    case 'ofac-50-percent':
    case 'bis-affiliates': {
      const { law } = flowDown
      const holding = met.holdings?.find((one) => one.law === law)
      if (law === undefined || holding === undefined)
        return told('unverified', { text: unverified, citation: flowDown.citation })
      if (law === 'eo14024-directive-2' && !context.roles.includes('bank'))
        return told('not-reached', {
          text: 'The directive reaches foreign financial institutions that the listed institution owns, and no other companies; your supplier is not registered as a bank.',
          citation: 'OFAC FAQ 969',
        })
      if (law === 'bis-affiliates') {
        const rule = affiliatesRuleOn(context.on)
        if (rule !== 'in-force') return told('not-in-force', notInForce[rule])
        if (context.on >= affiliatesRuleIsBack) {
          const { text, citation } = affiliates[holding.state]
          return told(holding.state, {
            text: `${text} The rule is in force again from ${affiliatesRuleIsBack} by its own terms; no extension of its stay was found as of ${checkedOn}.`,
            citation: `${citation}; 90 FR 50857`,
          })
        }
      }
      return told(holding.state, sentences[law][holding.state])
    }
  }
}
