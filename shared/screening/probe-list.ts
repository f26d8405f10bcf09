import type { Designation, DesignationType } from '../model/designation.ts'
import { emptyFacts } from '../sources/reader.ts'

const party = (id: string, type: DesignationType, facts: Partial<Designation>): Designation => ({
  ...emptyFacts('ofac-sdn', type, id),
  id,
  ...facts,
})

/**
 * A few made-up parties that between them have every kind of name and fact that an index holds: their index tells
 * whether indexes are made as they were.
 */
export const probeList: readonly Designation[] = [
  party('1', 'organisation', {
    name: 'Great East New Eight (Xinjiang) Textile Group No. 2 Factory Co., Ltd.',
    aliases: [
      { name: '新疆大东新八纺织集团有限公司第二工厂', quality: 'strong', kind: 'a.k.a.' },
      { name: 'GENE', quality: 'weak', kind: 'a.k.a.' },
      { name: 'Oshchestvo «Zavod Imeni Khrushcheva» OOO', quality: 'strong', kind: 'f.k.a.' },
    ],
    addresses: [
      { text: 'Room 1203, Building 7, 88 Renmin Road, Hotan, 848000', city: 'Hotan', country: 'CN' },
    ],
    countries: ['CN'],
    identifiers: [{ type: 'USCC', value: '91650100MA775X3T2X' }],
  }),
  party('2', 'person', {
    name: 'AL-KHOURY, Mohammed Fang Wei',
    aliases: [{ name: 'محمد الخوري', quality: 'strong', kind: 'a.k.a.' }],
    birthDates: ['1962-01'],
    nationalities: ['KP'],
  }),
  party('3', 'vessel', { name: 'Adrian Dariya IV', identifiers: [{ type: 'IMO', value: '9116412' }] }),
  party('4', 'organisation', { name: 'Gone Trading', status: 'inactive' }),
  party('5', 'order', {
    name: 'Cotton of the Production and Construction Corps',
    goods: [{ text: 'cotton', hs: ['52'] }],
    subjects: [
      {
        id: 'party:corps',
        kind: 'party',
        name: 'Kunlun Cotton Plant B',
        aliases: [],
        countries: ['CN'],
        addresses: [],
        status: 'active',
      },
    ],
  }),
]
