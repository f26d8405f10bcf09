/** What nobody may take our silence for: told with every attestation, as data that counsel can read and correct. */
export interface NotCovered {
  id: string
  what: string
  why: string
}

export const notCovered: readonly NotCovered[] = [
  {
    id: 'adverse-media',
    what: 'Adverse media and allegations of civil society',
    why: 'Only official publications are read. A report can precede a listing by years.',
  },
  {
    id: 'peps',
    what: 'Politically exposed persons',
    why: 'No official US list of them exists; they are not screened.',
  },
  {
    id: 'visa-bans',
    what: 'Visa bans and refusals of entry',
    why: 'Most are not published by name, and they are not read where they are.',
  },
  {
    id: 'is-informed',
    what: '"Is informed" letters of BIS',
    why: 'BIS can require a licence by a letter to one company. Such letters are not published.',
  },
  {
    id: 'unregistered-tiers',
    what: 'Suppliers that are not in your register',
    why: 'Who is not registered, at whatever tier, is not screened, and what is missing in a record cannot meet.',
  },
  {
    id: 'ownership-beyond-register',
    what: 'Owners that you did not register',
    why: 'The rules on ownership are applied to the shares in your file; no register of companies is looked up.',
  },
  {
    id: 'other-lists',
    what: 'Lists of other countries and of other US agencies',
    why: 'Only the lists that are named above are read. The UN, EU, UK and other foreign lists, exclusions from federal procurement and lists of the states are no sources of alerts.',
  },
  {
    id: 'embargoes',
    what: 'Embargoes on countries and regions',
    why: 'Rules that forbid dealings with a whole country or region are not alerts here, except the presumptions that are named as watched.',
  },
  {
    id: 'classification',
    what: 'Classification of items and licence determinations',
    why: 'Whether what you send is subject to the EAR, and under which number, only you can say.',
  },
]
