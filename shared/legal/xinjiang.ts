import type { Designation } from '../model/designation.ts'
import type { SupplierFacts } from '../model/supplier.ts'

const words = /\b(?:xinjiang|sinkiang|xuar|uyghur|uighur)\b|新疆/iu
const region = 'CN-XJ'

const ofDesignation = (listed: Designation): boolean =>
  listed.source === 'dhs-uflpa' ||
  listed.enforcedUnder === 'uflpa' ||
  // UHRPA: the Uyghur Human Rights Policy Act, for abuses in Xinjiang.
  listed.programs.some((program) => program.startsWith('UFLPA') || program === 'UHRPA') ||
  listed.regions.includes(region) ||
  listed.subjects.some(
    ({ origin, name, addresses }) =>
      origin?.region === region || words.test(name) || addresses.some(({ text }) => words.test(text)),
  ) ||
  [listed.name, ...listed.aliases.map(({ name }) => name), ...listed.addresses.map(({ text }) => text)].some(
    (text) => words.test(text),
  )

type PlacedSupplier = Pick<
  SupplierFacts,
  'goods' | 'identifiers' | 'name' | 'otherNames' | 'address' | 'sites'
>

const ofSupplier = (supplier: PlacedSupplier): boolean =>
  supplier.goods.some((goods) => goods.region === region) ||
  // The administrative division in a unified social credit code: Xinjiang's begin with 65.
  supplier.identifiers.some(({ type, value }) => type === 'USCC' && value.slice(2, 4) === '65') ||
  [supplier.name, ...supplier.otherNames, supplier.address ?? '', ...supplier.sites].some((text) =>
    words.test(text),
  )

/**
 * Whether a match has to do with Xinjiang: by the law that lists the party, by its place, or by the supplier's own place
 * or goods. Told widely on purpose: it only decides that an audit alone does not do, and that the end of a match is told with the
 * presumption that goes on.
 */
export const isXinjiangRelated = (listed: Designation | null, supplier: PlacedSupplier): boolean =>
  (listed !== null && ofDesignation(listed)) || ofSupplier(supplier)
