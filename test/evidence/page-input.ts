import { exposureAsItWas } from '../../shared/evidence/gather.ts'
import type { EvidencePageInput } from '../../shared/evidence/page/evidence-page.ts'
import { buildSealedRecord, sealedText, type SealedRecord } from '../../shared/evidence/sealed-record.ts'
import { nextEntry } from '../../shared/audit/chain.ts'
import { sha256 } from '../../shared/hash.ts'
import { defaultPolicy } from '../../shared/matches/disposition-policy.ts'
import { decide } from '../../shared/matches/disposition.ts'
import type { AlertRecord } from '../../shared/matches/ports.ts'
import type { Designation } from '../../shared/model/designation.ts'
import type { Met } from '../../shared/model/match.ts'
import type { SupplierFacts } from '../../shared/model/supplier.ts'
import { suppliersById } from '../../shared/suppliers/exposure.ts'
import { alertOf, matchOf, party, supplier } from '../alerts/messages/support.ts'

const document = alertOf({ kind: 'opened', after: party() }).evidence

interface Shape {
  before?: Designation
  after?: Designation
  supplier?: SupplierFacts
  met?: Met
  quoted?: string
  reason?: string
  customer?: string
}

/** What an evidence page is made from, as the command gathers it. */
export const pageInput = (shape: Shape = {}): EvidencePageInput => {
  const { after = party(), before, quoted = '<td>Tarim Silicon</td>' } = shape
  const facts = shape.supplier ?? supplier
  const match = {
    ...matchOf(after),
    supplierName: facts.name,
    ...(shape.met === undefined ? {} : { met: shape.met }),
  }
  const alert = alertOf({
    kind: before ? 'amended' : 'opened',
    after,
    ...(before ? { before } : {}),
    supplier: facts,
  })
  const record: AlertRecord = {
    alertId: alert.alertId,
    customerId: 'northwind',
    noticeId: 'n',
    state: 'sent',
    transition: { kind: 'opened', match, fields: [] },
    supplier: facts,
    listSeq: 7,
    sentAt: '2026-11-22T10:00:05.000Z',
    messageId: 'm-1',
  }
  const version = (seq: number) => ({
    seq,
    root: `root${seq}`,
    knownAt: '2026-11-22T10:00:00.000Z',
    parserVersion: 'p-1',
    document,
    ledger: [],
  })
  const entry = (designation: Designation) => ({
    designation,
    hash: 'h1:x',
    document,
    passages: [
      { form: 'html' as const, place: 'row 3', start: 10, end: 40, text: quoted, sha256: sha256(quoted) },
    ],
  })
  const chain = [
    { ...facts, supplies: ['S-003', 'S-007'] },
    { ...supplier, supplierId: 'S-003', name: shape.supplier?.name ?? 'Spinner', supplies: ['*'] },
    { ...supplier, supplierId: 'S-007', name: 'Weaver', supplies: ['S-003'] },
  ]
  const exposure = exposureAsItWas(
    {
      tier: 2,
      paths: [
        ['S-014', 'S-003'],
        ['S-014', 'S-007', 'S-003'],
      ],
    },
    suppliersById(chain),
  )
  const sealed: SealedRecord = buildSealedRecord({
    alert,
    record,
    exposure,
    list: { before: version(6), after: version(7) },
    before: before ? entry(before) : null,
    after: entry(after),
    versions: { product: '0.1.0', model: 'm-1' },
    sealedAt: '2026-11-22T10:00:01.000Z',
  })
  const text = sealedText(sealed)
  const decided = decide(
    match,
    {
      decision: 'cleared',
      reasonCodes: ['different-address'],
      reason: shape.reason ?? 'Another company',
      author: shape.reason ?? 'Jane Doe',
      at: '2026-11-23T08:00:00.000Z',
    },
    { policy: defaultPolicy, xinjiang: false },
  )
  return {
    record: sealed,
    text,
    sha256: sha256(text),
    key: 'sealed/northwind/x.json',
    customer: shape.customer ?? 'Northwind Apparel Ltd',
    match: decided.match,
    life: [record],
    acts: [nextEntry('northwind', null, decided.act)],
    exposureNow: exposure,
    renderedAt: '2026-11-24T08:00:00.000Z',
  }
}

/** A page in which a hostile name stands wherever a name can stand. */
export const hostileInput = (name: string): EvidencePageInput => {
  const after = party({
    name,
    aliases: [{ name, quality: 'strong', kind: name }],
    addresses: [{ text: name }],
    identifiers: [{ type: name, value: name }],
    programs: [name],
    citation: { title: name, url: name },
  })
  const before = { ...after, name: `${name} before`, aliases: [] }
  const own = { ...supplier, name, otherNames: [name], address: name, supplierId: 'S-014' }
  return pageInput({ after, before, supplier: own, quoted: name, reason: `x ${name}`, customer: name })
}
