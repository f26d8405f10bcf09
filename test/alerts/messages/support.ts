import { buildAlert } from '../../../shared/alerts/build-alert.ts'
import { severityOf } from '../../../shared/alerts/severity.ts'
import { matchIdOf } from '../../../shared/matches/disposition.ts'
import { consequencesOf, measuresOf } from '../../../shared/legal/consequences.ts'
import type { ReportRef } from '../../../shared/alerts/report/report-files.ts'
import type { Alert, AnchorEvent, Notice } from '../../../shared/model/alert.ts'
import type { Cause, DueFact } from '../../../shared/model/change.ts'
import type { Designation } from '../../../shared/model/designation.ts'
import type { EndedClearing, Match, TransitionKind } from '../../../shared/model/match.ts'
import type { Customer, Role, SupplierFacts } from '../../../shared/model/supplier.ts'
import { suppliersById } from '../../../shared/suppliers/exposure.ts'
import { listing } from '../../legal/support.ts'

export const customer: Customer = {
  customerId: 'northwind',
  name: 'Northwind Apparel Ltd',
  topicArn: 'arn:aws:sns:eu-west-1:000000000000:tierwatch-test-customer-northwind',
  createdAt: '2026-01-02T08:00:00.000Z',
  registerRevision: 3,
  supplierCount: 6,
}

export const supplier: SupplierFacts = {
  supplierId: 'S-014',
  roles: ['supplier'],
  name: 'Tarim Silicon (Shanshan) Co., Ltd.',
  otherNames: ['塔里木硅业(鄯善)有限公司'],
  type: 'organisation',
  country: 'CN',
  address: 'Stone Industrial Park, Shanshan County, Turpan',
  sites: [],
  identifiers: [{ type: 'USCC', value: '91650421MA77000000' }],
  goods: [{ hs: '280461', text: 'polysilicon', country: 'CN', region: 'CN-XJ' }],
  owners: [],
  officers: [],
  workers: [],
  supplies: ['S-003', 'S-007'],
}

/** A made-up party with everything that a text shows. */
export const party = (overrides: Partial<Designation> = {}): Designation =>
  listing('dhs-uflpa', ['UFLPA-i'], {
    id: 'tarim-silicon',
    name: 'Tarim Silicon Industry (Shanshan) Co., Ltd',
    aliases: [
      { name: 'Tarim Silicon Shanshan', quality: 'strong', kind: 'a.k.a.' },
      { name: 'TSS', quality: 'weak', kind: 'a.k.a.' },
    ],
    addresses: [{ text: 'Stone Industrial Park, Shanshan County, Turpan Prefecture', country: 'CN' }],
    countries: ['CN'],
    identifiers: [{ type: 'USCC', value: '91650400MA000000X0', country: 'CN' }],
    citation: {
      title: 'UFLPA section 2(d)(2)(B)(i) (Pub. L. 117-78)',
      url: 'https://www.dhs.gov/uflpa-entity-list',
    },
    listedOn: '2022-06-21',
    ...overrides,
  })

export const matchOf = (designation: Designation): Match => ({
  customerId: customer.customerId,
  supplierId: supplier.supplierId,
  source: designation.source,
  designationId: designation.id,
  rule: 'name',
  listSeq: 7,
  supplierRevision: 2,
  state: 'open',
  revision: 1,
  score: 0.974,
  decision: 'strong',
  explanation: [
    { kind: 'token', text: '"Tarim" met "Tarim": a rare word', effect: 0.61 },
    { kind: 'country', text: 'both are in China', effect: 0.05 },
    { kind: 'ignored', text: '"Co., Ltd" is a legal form' },
  ],
  factsHash: 'h1:facts',
  factsUsed: { designation: {}, supplier: {} },
  measures: measuresOf(designation, '2026-11-22'),
  designationName: designation.name,
  entryHash: 'h1:after',
  supplierName: supplier.name,
  cause: 'dhs-uflpa#000007',
  at: '2026-11-22T10:00:00.000Z',
})

export interface AlertShape {
  kind: TransitionKind
  before?: Designation | null
  after?: Designation | null
  cause?: Cause
  due?: DueFact[]
  ended?: EndedClearing
  roles?: Role[]
  match?: Partial<Match>
  supplier?: Partial<SupplierFacts>
  paths?: string[][]
  fields?: string[]
  others?: Partial<Match>[]
  anchors?: Pick<AnchorEvent, 'anchor' | 'on' | 'reference'>[]
}

/** An alert as the sender makes it, with the real consequences and severity. */
export const alertOf = (shape: AlertShape): Alert => {
  const { kind, before = null, after = null, cause = 'published' } = shape
  const designation = after ?? before ?? party()
  const facts: SupplierFacts = {
    ...supplier,
    ...shape.supplier,
    ...(shape.roles ? { roles: shape.roles } : {}),
  }
  const match: Match = { ...matchOf(designation), supplierId: facts.supplierId, ...shape.match }
  const paths = shape.paths ?? [
    ['S-014', 'S-003'],
    ['S-014', 'S-007', 'S-001'],
  ]
  const tier = paths[0]?.length ?? 0
  const means = consequencesOf(
    designation,
    facts.roles,
    match.at.slice(0, 10),
    match.met === undefined ? undefined : { who: match.met },
  )
  const consequences = kind === 'resolved' ? [] : means
  return buildAlert({
    record: {
      alertId: '4f1d9a52c7e04b7e8b0f3c61a2d9e875',
      customerId: customer.customerId,
      noticeId: 'dhs-uflpa#000007',
      state: 'claimed',
      transition: {
        kind,
        match,
        fields: shape.fields ?? [],
        ...(shape.ended === undefined ? {} : { ended: shape.ended }),
      },
      supplier: facts,
      ...(before ? { designationBefore: 'h1:before' } : {}),
      ...(after ? { designationAfter: 'h1:after' } : {}),
      listSeq: 7,
    },
    before,
    after,
    document: {
      sha256: '9c1f6f0d7a3b52e84c60d1f2a7b3958e6d4c2b1a0f9e8d7c6b5a493827160504',
      key: 'documents/9c/1f6f0d',
      url: 'https://www.dhs.gov/uflpa-entity-list',
      fetchedAt: '2026-11-22T09:58:12.000Z',
      publishedOn: '2026-11-21',
      parserVersion: 'dhs-uflpa-1',
    },
    cause,
    versionBefore: 6,
    exposure: tier > 0 ? { tier, paths } : null,
    consequences,
    due: shape.due ?? [],
    consequencesBefore: kind === 'resolved' ? means : [],
    severity: severityOf({ consequences, match, kind, tier }),
    suppliers: suppliersById([
      facts,
      {
        supplierId: 'S-003',
        name: 'Hefei Ingot Works',
        goods: [{ hs: '381800', text: 'ingots', country: 'CN' }],
      },
      { supplierId: 'S-007', name: 'Ningbo Cells', goods: [] },
      { supplierId: 'S-001', name: 'Sunrise Modules', goods: [{ hs: '854143', text: 'modules' }] },
    ]),
    others: (shape.others ?? []).map((other) => ({ ...matchOf(designation), ...other })),
    anchors: (shape.anchors ?? []).map((anchor) => ({
      ...anchor,
      customerId: customer.customerId,
      matchId: matchIdOf(match),
      author: 'A. Officer',
      at: '2026-11-20T09:00:00.000Z',
    })),
  })
}

export const notice = (overrides: Partial<Notice> = {}): Notice => ({
  customerId: customer.customerId,
  noticeId: 'intake#2026-11-22-a',
  cause: 'intake',
  kind: 'report',
  plan: 'p1',
  total: 1,
  done: 1,
  state: 'ready',
  at: '2026-11-22T10:00:00.000Z',
  screened: 812,
  ...overrides,
})

export const reportRef: ReportRef = {
  prefix: 'reports/northwind/dhs-uflpa-000007/',
  location: 's3://tierwatch-evidence/reports/northwind/dhs-uflpa-000007/report.html',
  link: 'https://tierwatch-evidence.s3.us-east-1.amazonaws.com/reports/northwind/dhs-uflpa-000007/report.html?X-Amz-Expires=43200',
  linkUntil: '2026-11-22T22:00:00.000Z',
}
