import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { alertSchema } from '../../shared/alerts/alert-schema.ts'
import { filterAttributes } from '../../shared/customers/filters.ts'
import { watchedSources } from '../../shared/model/source.ts'
import { publishedSchemas } from '../../shared/published-schemas.ts'
import { listing } from '../legal/support.ts'
import { alertOf, party } from './messages/support.ts'

const schemas = publishedSchemas()
const published = (file: string) =>
  z.fromJSONSchema(JSON.parse(schemas.get(file) ?? '') as Parameters<typeof z.fromJSONSchema>[0])

describe('published schemas', () => {
  it.each([...schemas])('%s is what the code has', async (file, text) => {
    await expect(text).toMatchFileSnapshot(`../../docs/schemas/${file}`)
  })

  it('are all that lies in docs/schemas', () => {
    const files = readdirSync(new URL('../../docs/schemas', import.meta.url)).filter((file) =>
      file.endsWith('.json'),
    )
    expect(files.sort()).toEqual([...schemas.keys()].sort())
  })
})

describe('the documented filters', () => {
  const documented = readFileSync(new URL('../../docs/alerts/README.md', import.meta.url), 'utf8')

  it('name every attribute that a subscription may filter on, and every source', () => {
    for (const word of [...filterAttributes, ...watchedSources]) expect(documented).toContain(`\`${word}\``)
  })
})

const alerts = [
  alertOf({ kind: 'opened', after: party() }),
  alertOf({
    kind: 'opened',
    after: listing('cbp-wro', ['WRO']),
    anchors: [{ anchor: 'importation', on: '2026-10-01', reference: 'entry 1' }],
  }),
  alertOf({
    kind: 'amended',
    before: party(),
    after: party({ name: 'Tarim' }),
    fields: ['designation.name'],
  }),
  alertOf({
    kind: 'resolved',
    before: party(),
    match: { resolvedBecause: 'delisted' },
    others: [{ designationId: 'x' }],
  }),
  alertOf({ kind: 'reopened', after: listing('ofac-sdn', ['SDGT']), roles: ['bank'] }),
  alertOf({
    kind: 'amended',
    before: party(),
    after: party({
      title: 'Director',
      party: 'p',
      licence: { requirement: 'all', reviewPolicy: 'denial', footnotes: [1] },
    }),
    match: { carriedFrom: 'old' },
    supplier: {
      birthDate: '1962',
      nationality: 'CN',
      sends: 'drawings',
      owners: [{ name: 'X', percent: 51 }],
      officers: [{ name: 'Y', born: '1962' }],
    },
  }),
]

describe('an alert', () => {
  it('is what the published schema says', () => {
    const schema = published('alert.v1.json')
    for (const alert of alerts) expect(schema.safeParse(alert).error).toBeUndefined()
    expect(schema.safeParse({ ...alerts[0], severity: 'severe' }).success).toBe(false)
    expect(schema.safeParse({ ...alerts[0], clocks: undefined }).success).toBe(false)
  })

  it('has no field that the schema does not document', () => {
    for (const alert of alerts) expect(alertSchema.parse(alert)).toEqual(alert)
  })

  it('may get further fields within its version', () => {
    expect(published('alert.v1.json').safeParse({ ...alerts[0], later: 1 }).success).toBe(true)
  })
})
