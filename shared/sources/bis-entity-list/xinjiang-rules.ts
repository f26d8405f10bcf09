import type { DesignationFacts, Grounds } from '../../model/designation.ts'
import { compactName } from './natural-key.ts'

/**
 * The rules of 2019 to 2021 on Xinjiang. Their own texts are not at hand; the screening list has their entries, with the
 * citation of the page that an entry stands on, and the numbers are those that the United States told the United Nations
 * on 26 May 2021: 48 entries of three rules, 27 companies and 21 government bodies, 10 of the companies for forced labour.
 */
export interface XinjiangRule {
  documentNumber: string
  /** "84 FR 54002": the page that the rule begins on. */
  citation: string
  publishedOn: string
  effectiveOn: string
  /** Pages that the screening list cites for its entries. */
  pages: readonly string[]
}

export const xinjiangRules: readonly XinjiangRule[] = [
  {
    documentNumber: '2019-22210',
    citation: '84 FR 54002',
    publishedOn: '2019-10-09',
    effectiveOn: '2019-10-09',
    pages: ['84 FR 54002'],
  },
  {
    documentNumber: '2020-10868',
    citation: '85 FR 34503',
    publishedOn: '2020-06-05',
    effectiveOn: '2020-06-05',
    pages: ['85 FR 34503', '85 FR 34505'],
  },
  {
    documentNumber: '2020-15827',
    citation: '85 FR 44159',
    publishedOn: '2020-07-22',
    effectiveOn: '2020-07-22',
    pages: ['85 FR 44159'],
  },
  {
    documentNumber: '2021-13395',
    citation: '86 FR 33119',
    publishedOn: '2021-06-24',
    effectiveOn: '2021-06-24',
    pages: ['86 FR 33119', '86 FR 33120'],
  },
]

/** Four rows cite 84 FR 54004, a page of the first rule; three of them were listed by the second. */
const misleading: Readonly<Record<string, string>> = {
  netposa: '2020-10868',
  sensenets: '2020-10868',
  nanjingfiberhomestarryskycommunicationdevelopmentco: '2020-10868',
  shihezimunicipalitypublicsecuritybureau: '2019-22210',
}

/** The ten companies that were listed in connection with forced labour. */
const forcedLabour: ReadonlySet<string> = new Set(
  [
    'Aksu Huafu Textiles Co.',
    'Changji Esquel Textile Co. Ltd',
    'Hefei Bitland Information Technology Co. Ltd.',
    'Hefei Meiling Co. Ltd.',
    'Hetian Haolin Hair Accessories Co. Ltd.',
    'Hetian Taida Apparel Co., Ltd.',
    'KTK Group',
    'Nanchang O-Film Tech',
    'Nanjing Synergy Textiles Co. Ltd.',
    'Tanyuan Technology Co. Ltd.',
  ].map(compactName),
)

/** The rule that listed an entry, by membership: by the first page that it cites, but for the rows whose page misleads. */
export const xinjiangRuleOf = ({
  name,
  citation,
}: Pick<DesignationFacts, 'name' | 'citation'>): XinjiangRule | undefined => {
  const first = citation?.title.split(';')[0]?.trim() ?? ''
  const number = first === '84 FR 54004' ? misleading[compactName(name)] : undefined
  return xinjiangRules.find(({ documentNumber, pages }) => documentNumber === number || pages.includes(first))
}

/** Whether a listed party is a body of government: its name says so. */
export const isGovernmentBody = (name: string): boolean =>
  /\b(?:Public Security Bureau|Police College|Ministry of Public Security)\b/u.test(name)

/**
 * Why the parties of the three rules of 2019 and 2020 were listed, in our words after that statement; the rules' own
 * preambles are not at hand. The rule of 2021 came after it: what its preamble says is not written down here.
 */
export const xinjiangGroundsOf = (
  facts: Pick<DesignationFacts, 'name' | 'citation'>,
): Grounds | undefined => {
  const rule = xinjiangRuleOf(facts)
  if (rule === undefined || rule.documentNumber === '2021-13395') return undefined
  const labour = forcedLabour.has(compactName(facts.name))
  return {
    text: `Listed by FR Doc. ${rule.documentNumber} (${rule.citation}) for human rights violations in Xinjiang${labour ? ', in connection with forced labour' : ''}; in our words, after the statement of the United States to the United Nations of 26 May 2021.`,
    flags: labour ? ['forced-labour', 'human-rights'] : ['human-rights'],
  }
}
