import type { SupplierFacts } from '../model/supplier.ts'
import { normaliseIdentifier } from './identifiers.ts'
import { isOfXinjiang, readChineseNumber } from './uscc.ts'
import { type XinjiangEvidence, xinjiangEvidence } from './xinjiang.ts'

/** A due-diligence flag: something to look into. Never a match, and never an alert by itself. */
export interface Flag {
  kind: 'registered-in-xinjiang' | 'address-in-xinjiang' | 'identifier-in-doubt' | 'share-not-stated'
  /** A plain sentence. */
  text: string
  /** What it rests on: the identifier or the address, and what was read in it. */
  facts: Record<string, unknown>
}

/** Identifiers that may be a Chinese registration number; of tax and registration numbers only those of China. */
const chineseNumbers = (supplier: SupplierFacts): { label: string; value: string }[] =>
  supplier.identifiers.flatMap((identifier) => {
    const known = normaliseIdentifier(identifier)
    if (!known) return []
    const ofChina = known.country === undefined ? supplier.country === 'CN' : known.country === 'CN'
    return known.family === 'USCC' || (ofChina && /^(?:TAX|REGISTRATION)$/.test(known.family))
      ? [{ label: identifier.type, value: identifier.value }]
      : []
  })

const flagsOfNumbers = (supplier: SupplierFacts): Flag[] =>
  chineseNumbers(supplier).flatMap(({ label, value }): Flag[] => {
    const number = readChineseNumber(value)
    const isCode = /USC|SOCIAL/i.test(label)
    if (!number || (isCode && number.form !== 'uscc'))
      return isCode
        ? [
            {
              kind: 'identifier-in-doubt',
              text: `The ${label} "${value}" is not a unified social credit code, which has 18 signs: it was not used.`,
              facts: { identifier: value },
            },
          ]
        : []
    if (number.problems.length > 0)
      return [
        {
          kind: 'identifier-in-doubt',
          text: `The ${label} "${value}" is mistyped or made up: ${number.problems.join(' ')} Where it says that the party is registered was not used.`,
          facts: { identifier: number.value, problems: number.problems },
        },
      ]
    return number.division !== undefined && isOfXinjiang(number.division)
      ? [
          {
            kind: 'registered-in-xinjiang',
            text: `The ${label} ${number.value} was given by division ${number.division}, which is in the Xinjiang Uyghur Autonomous Region: the party is registered there, whatever address it gives.`,
            facts: { identifier: number.value, division: number.division },
          },
        ]
      : []
  })

const how: Record<XinjiangEvidence['by'], string> = {
  region: 'the address names the region',
  prefecture: 'the address names the place with its prefecture',
  postcode: 'the postcode is of the region',
  'own-name': 'no other place in China has that name',
}

const flagsOfAddresses = (supplier: SupplierFacts): Flag[] =>
  [...(supplier.address === undefined ? [] : [supplier.address]), ...supplier.sites].flatMap((address) => {
    const evidence = xinjiangEvidence(address, supplier.country)
    return evidence
      ? [
          {
            kind: 'address-in-xinjiang' as const,
            text: `The address "${address}" lies in ${evidence.where}: ${how[evidence.by]}.`,
            facts: { address, where: evidence.where, by: evidence.by, words: evidence.words },
          },
        ]
      : []
  })

/** A share that nobody stated: if the owner is listed, whether it reaches half cannot be told. */
const flagsOfOwners = (supplier: SupplierFacts): Flag[] =>
  supplier.owners
    .filter(({ percent }) => percent === undefined)
    .map(({ name, supplierId }) => {
      const owner = name ?? supplierId ?? ''
      return {
        kind: 'share-not-stated' as const,
        text: `The share of the owner "${owner}" is not stated: whether listed owners hold 50 percent or more of the party together cannot be told until it is.`,
        facts: { owner },
      }
    })

/** What a compliance officer should look into about a supplier, from its own record alone; the same for every list. */
export const flagsOf = (supplier: SupplierFacts): Flag[] => [
  ...flagsOfNumbers(supplier),
  ...flagsOfAddresses(supplier),
  ...flagsOfOwners(supplier),
]
