import type { Designation } from '../model/designation.ts'
import type { Evaluation } from '../model/match.ts'
import type { SupplierFacts, SupplierGoods } from '../model/supplier.ts'
import { decide } from './thresholds.ts'

const countryTitle = new Intl.DisplayNames(['en'], { type: 'region' })
const titleOf = (country: string): string => countryTitle.of(country) ?? country

/**
 * Nations whose labour a presumption is about, wherever it works: an order of the law itself that names nationals and no
 * origin. OFAC's persons have nationalities too, and are not read so.
 */
const presumedNations = (designation: Designation): readonly string[] =>
  designation.source === 'us-statute' &&
  designation.type === 'order' &&
  designation.status === 'active' &&
  designation.subjects.length === 0
    ? designation.nationalities
    : []

interface Sign {
  score: number
  text: string
  /** What the supplier's record says, for the facts that the match rests on. */
  on: string
}

const described = (goods: SupplierGoods): string =>
  [goods.hs, goods.text].filter((part) => part !== undefined && part !== '').join(' ')

/** Signs of a nation's labour in a supplier's record, the strongest first. */
const signs = (supplier: SupplierFacts, nation: string): Sign[] => {
  const title = titleOf(nation)
  const goods = supplier.goods.find(({ country }) => country === nation)
  return [
    ...(supplier.workers.includes(nation)
      ? [
          {
            score: 0.97,
            text: `The supplier declares workers of ${title}: the presumption follows their labour, wherever they work and whatever the tier.`,
            on: `workers ${nation}`,
          },
        ]
      : []),
    ...(goods
      ? [
          {
            score: 0.92,
            text: `The supplier declares the origin of its goods "${described(goods)}" as ${title}: nationals of ${title} will have made them, unless the supplier shows who else did.`,
            on: `goods ${described(goods)} of ${nation}`,
          },
        ]
      : []),
    ...(supplier.country === nation
      ? [
          {
            score: 0.8,
            text: `The supplier is registered in ${title}; who makes its goods, and where, must be asked.`,
            on: `registered in ${nation}`,
          },
        ]
      : []),
  ]
}

/** The rule `labour`: a statute presumes that goods made by a nation's labour are made with forced labour. */
export const evaluateLabour = (designation: Designation, supplier: SupplierFacts): Evaluation | null => {
  for (const nation of presumedNations(designation)) {
    const [best, ...others] = signs(supplier, nation)
    if (!best) continue
    return {
      rule: 'labour',
      score: best.score,
      decision: decide(best.score),
      explanation: [
        { kind: 'labour', text: best.text, effect: best.score },
        ...others.map(({ text }) => ({ kind: 'labour', text })),
      ],
      factsUsed: { designation: { nation }, supplier: { sign: best.on } },
    }
  }
  return null
}

const keyOf = (nation: string): string => `w:${nation}`

export const storedLabourKeys = (supplier: SupplierFacts): string[] => [
  ...new Set(
    [...supplier.workers, supplier.country, ...supplier.goods.map(({ country }) => country)]
      // Every supplier has a country: only a nation that a presumption is about gets a key, or the index would double.
      .filter((nation): nation is string => nation !== undefined && watchedNations.has(nation))
      .map(keyOf),
  ),
]

/**
 * Nations that a statute presumes something of. A new presumption needs its nation here, and a new model version, so
 * that registered suppliers get their keys; a test compares it with the document of presumptions.
 */
export const watchedNations: ReadonlySet<string> = new Set(['KP'])

export const lookedUpLabourKeys = (designation: Designation): string[] =>
  presumedNations(designation).map(keyOf)
