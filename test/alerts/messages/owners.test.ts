import { describe, expect, it } from 'vitest'
import { alertMessage } from '../../../shared/alerts/messages/messages.ts'
import type { Designation } from '../../../shared/model/designation.ts'
import type { Match, OwnershipLaw } from '../../../shared/model/match.ts'
import type { SupplierFacts } from '../../../shared/model/supplier.ts'
import { screeningModel } from '../../../shared/screening/model.ts'
import {
  evaluateRelated,
  holdingOf,
  relatedParties,
  withHoldings,
} from '../../../shared/screening/related-parties.ts'
import { listing } from '../../legal/support.ts'
import { alertOf, customer, supplier } from './support.ts'

const model = screeningModel()
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ')

/** An alert of whom of the supplier the listing meets, scored as screening does it. */
const told = (
  designation: Designation,
  facts: Partial<SupplierFacts>,
  {
    law,
    alsoListed = [],
    match = {},
  }: { law?: OwnershipLaw; alsoListed?: string[]; match?: Partial<Match> } = {},
) => {
  const related = relatedParties({ ...supplier, ...facts }, new Map(), model)
  const [found] = evaluateRelated(designation, related, model)
  if (!found) throw new Error('they do not meet')
  const listed = new Set([
    ...found.metKeys,
    ...related.owners.filter(({ met }) => alsoListed.includes(met.name)).map(({ key }) => key),
  ])
  const { met, ...evaluation } = withHoldings(
    found,
    law === undefined ? [] : [holdingOf(law, related, listed)],
    undefined,
  )
  return alertOf({
    kind: 'opened',
    after: designation,
    supplier: facts,
    match: { ...evaluation, ...(met === undefined ? {} : { met }), ...match },
  })
}
const message = (alert: ReturnType<typeof told>) => {
  const { subject, text } = alertMessage(alert, customer)
  return `${subject}\n\n${text}`
}

const shipping = listing('ofac-sdn', ['CUBA'], { id: '4711', name: 'AL NOOR SHIPPING LLC' })
const owners = [
  { name: 'Al Noor Shipping LLC', percent: 35 },
  { name: 'Harbour Trust', percent: 25 },
]

describe('the text of an alert by an owner or officer', () => {
  it('two listed owners that reach half together, as it arrives', async () => {
    const alert = told(shipping, { owners }, { law: 'ofac-50-percent', alsoListed: ['Harbour Trust'] })
    const text = flat(message(alert))
    expect(text).toContain('Al Noor Shipping LLC, registered as an owner of your party Tarim Silicon')
    expect(text).toContain(
      'Your party: By the shares in your register, blocked persons own 50 percent or more',
    )
    expect(text).toContain('Together: 60 percent')
    await expect(message(alert)).toMatchFileSnapshot('../../../docs/alerts/owner.txt')
  })

  it('one with less than half: never that the supplier is blocked, nor the steps for who is', () => {
    const text = flat(message(told(shipping, { owners }, { law: 'ofac-50-percent' })))
    expect(text).toContain(
      'own less than 50 percent of your supplier in the aggregate: that alone does not block it',
    )
    expect(text).not.toContain('itself blocked')
    expect(text).not.toContain('as your supplier.')
    expect(text).not.toContain('Hold orders, deliveries and payments')
    expect(text).toContain('Find out who owns your supplier')
  })

  it('one whose share is not stated: to be found out', () => {
    const text = flat(
      message(told(shipping, { owners: [{ name: 'Al Noor Shipping LLC' }] }, { law: 'ofac-50-percent' })),
    )
    expect(text).toContain('Holds: a share that is not stated of your party')
    expect(text).toContain('find out the shares before you deal with it')
  })

  it('an officer: not blocked by that, and what the person may not do, as it arrives', async () => {
    const person = listing('ofac-sdn', ['CUBA'], {
      id: '815',
      name: 'ZARUBIN, Dmitry Anatolyevich',
      type: 'person',
      birthDates: ['12 Mar 1962'],
    })
    const alert = told(person, {
      officers: [{ name: 'Dmitry Anatolyevich Zarubin', role: 'director', born: '1962' }],
    })
    const text = flat(message(alert))
    expect(text).toContain(
      'Your party: Your supplier is not blocked because the listed person is its officer',
    )
    expect(text).toContain('Born: agrees')
    expect(text).not.toContain('Country:  differs')
    await expect(message(alert)).toMatchFileSnapshot('../../../docs/alerts/officer.txt')
  })

  it('on an import list: a question, and no presumption on the supplier', () => {
    const mill = listing('dhs-uflpa', ['UFLPA-ii'], { name: 'Karakum Cotton Spinning' })
    const text = flat(message(told(mill, { owners: [{ name: 'Karakum Cotton Spinning', percent: 80 }] })))
    expect(text).toContain('The listing names the owner, and by itself does not list your supplier')
    expect(text).not.toContain('are presumed to be made')
    // No share makes a difference there.
    expect(text).not.toContain('Find out who owns your supplier')
  })
})
