import type { Role } from '../model/supplier.ts'
import { checkedOn, type Effect } from './effect.ts'
import { bisAffiliates } from './flow-down.ts'

const basis = ['50 U.S.C. 4801-4852', '15 CFR 744.11', '15 CFR 744.16', 'Supplement No. 4 to 15 CFR part 744'] as const

const entityList = {
  source: 'bis-entity-list',
  measure: 'export-licence',
  binds: 'Anybody, anywhere, who exports, reexports or transfers (in-country) an item that is subject to the EAR.',
  flowDown: bisAffiliates,
  licence:
    'Apply to BIS for a licence; the entry states the review policy. A licence exception is available only where the entry says so.',
  clocks: [],
  retention: 'Five years (15 CFR 762.6).',
  checkedOn,
  factsFrom: '15 CFR part 744 and the entry itself',
} as const satisfies Partial<Effect>

const every: readonly Role[] = ['supplier', 'buyer', 'consignee', 'end-user', 'owner', 'officer', 'bank', 'investee', 'carrier']

export const bisEffects: readonly Effect[] = [
  {
    ...entityList,
    id: 'el-supplier',
    programs: ['EL'],
    roles: ['supplier'],
    direct: true,
    sentence:
      'Anything subject to the EAR that is sent to the listed party (tooling, samples, materials, software, technology such as drawings) needs a licence to the extent that its entry says.',
    notProhibited:
      'Buying from the listed party is not itself prohibited by the Entity List. A purchase of goods of US origin from it is a red flag.',
    legalBasis: basis,
  },
  {
    ...entityList,
    id: 'el-receives',
    programs: ['EL'],
    roles: ['buyer', 'consignee', 'end-user'],
    direct: true,
    sentence:
      'Exporting, reexporting or transferring (in-country) items subject to the EAR needs a licence, to the extent that its entry says, when the listed party is purchaser, intermediate or ultimate consignee, or end-user.',
    notProhibited: 'Items that are not subject to the EAR are not caught, and the listing does not block property or payments.',
    legalBasis: basis,
  },
  {
    ...entityList,
    id: 'el-other',
    programs: ['EL'],
    roles: every.filter((role) => !['supplier', 'buyer', 'consignee', 'end-user'].includes(role)),
    direct: false,
    sentence:
      'The licence requirement holds wherever the listed party is a party to a transaction in items subject to the EAR; in this role it may be none.',
    notProhibited: 'The listing does not block property, payments or investment.',
    legalBasis: basis,
  },
]
