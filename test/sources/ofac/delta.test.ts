import { describe, expect, it } from 'vitest'
import { SourceShapeError } from '../../../shared/errors.ts'
import { compareWithDelta, readDelta } from '../../../shared/sources/ofac/delta.ts'
import { bytesOf } from './documents.ts'
import { fixture } from './fixtures.ts'

const five = ['58105', '58314']
const delta = readDelta(fixture('ofac-delta/2026-08-26/delta.xml'))
const change = (id: string, kind: 'added' | 'removed' | 'amended' | 'moved') => ({
  id,
  kind,
  name: `NAME ${id}`,
})

describe("OFAC's delta file", () => {
  it('names five additions to the SDN List on 26 August 2026', () => {
    expect([delta.publishedOn, delta.kind]).toEqual(['2026-08-26', 'Standard Action'])
    expect(delta.added).toHaveLength(5)
    expect(delta.added).toEqual(expect.arrayContaining(five))
    expect([delta.removed, delta.changed]).toEqual([[], []])
    expect([...delta.lists.values()]).toEqual(delta.added.map(() => ['SDN List']))
  })

  it('tells a removal from a change by the action', () => {
    expect(readDelta(fixture('ofac-delta/2026-08-07/delta.xml'))).toMatchObject({
      removed: ['11812'],
      added: [],
      changed: [],
    })
    expect(readDelta(fixture('ofac-delta/2026-08-24/delta.xml'))).toMatchObject({
      removed: [],
      added: [],
      changed: ['12060'],
    })
  })

  const text = new TextDecoder().decode(fixture('ofac-delta/2026-08-07/delta.xml'))
  it.each([
    ['wrong-root', text.replaceAll('sanctionsData', 'sanctions')],
    ['wrong-namespace', text.replace('xmlns="https://www.treasury.gov/ofac/DeltaFile/1.0"', 'xmlns="urn:x"')],
    ['unknown-category', text.replace('action="remove"', 'action="merge"')],
    ['truncated', text.slice(0, text.indexOf('<names>'))],
    ['challenge-page', '<!DOCTYPE html><html></html>'],
    ['malformed', text.replace(/<datePublished>.*<\/datePublished>/, '')],
    ['malformed', text.replace('<featureTypes />', '<news />')],
    ['malformed', text.replace('<entity id="11812"', '<entity id="x"')],
    ['empty-body', ''],
  ])('is refused as %s', (fault, document) => {
    try {
      readDelta(bytesOf(document))
    } catch (error) {
      expect(error).toBeInstanceOf(SourceShapeError)
      expect((error as SourceShapeError).fault).toBe(fault)
      return
    }
    throw new Error('it was accepted')
  })
})

describe('the comparison of our diff with it', () => {
  const ours = delta.added.map((uid) => change(uid, 'added'))

  it('agrees when both say the same', () => {
    expect(compareWithDelta('ofac-sdn', ours, delta)).toEqual({ disagreements: [], unseen: [] })
  })

  it('shows both sides of what only one of them says, or says otherwise', () => {
    const [missed = '', other = '', ...rest] = delta.added
    const result = compareWithDelta(
      'ofac-sdn',
      [change(other, 'amended'), change('36', 'removed'), ...rest.map((uid) => change(uid, 'added'))],
      delta,
    )
    expect(result.disagreements).toEqual([
      { uid: other, ours: 'amended', theirs: 'added', name: `NAME ${other}` },
      { uid: '36', ours: 'removed', theirs: 'nothing', name: 'NAME 36' },
      { uid: missed, ours: 'nothing', theirs: 'added' },
    ])
  })

  it('takes a move for the removal that it is to OFAC', () => {
    const removal = readDelta(fixture('ofac-delta/2026-08-07/delta.xml'))
    expect(compareWithDelta('ofac-sdn', [change('11812', 'moved')], removal).disagreements).toEqual([])
    expect(compareWithDelta('ofac-sdn', [], removal).disagreements).toEqual([
      { uid: '11812', ours: 'nothing', theirs: 'removed' },
    ])
  })

  it('knows a party of one list that comes on to the other, which is a change to OFAC', () => {
    const head = new TextDecoder().decode(fixture('ofac-delta/2026-08-24/delta.xml'))
    const coming = (list: string, action: string) =>
      head.replace(
        '<sanctionsPrograms>',
        `<sanctionsLists><sanctionsList id="1" refId="1" datePublished="2026-08-24" action="${action}">${list}</sanctionsList></sanctionsLists><sanctionsPrograms>`,
      )
    const compared = (
      source: 'ofac-sdn' | 'ofac-nonsdn',
      kind: 'added' | 'removed' | 'amended' | undefined,
      text: string,
    ) =>
      compareWithDelta(source, kind === undefined ? [] : [change('12060', kind)], readDelta(bytesOf(text)))
        .disagreements
    const onToSdn = coming('SDN List', 'add')
    expect(compared('ofac-sdn', 'added', onToSdn)).toEqual([])
    expect(compared('ofac-nonsdn', undefined, onToSdn)).toEqual([])
    expect(compared('ofac-nonsdn', 'amended', onToSdn)).toEqual([])
    expect(compared('ofac-sdn', undefined, onToSdn)).toEqual([
      { uid: '12060', ours: 'nothing', theirs: 'added' },
    ])
    expect(compared('ofac-sdn', 'amended', onToSdn)).toMatchObject([{ ours: 'amended', theirs: 'added' }])
    expect(compared('ofac-sdn', 'removed', coming('SDN List', 'remove'))).toEqual([])
    // Gone from one of the lists that the other file joins: it may stand on another of them.
    const offSectoral = coming('Sectoral Sanctions Identifications List', 'remove')
    expect(compared('ofac-nonsdn', 'removed', offSectoral)).toEqual([])
    expect(compared('ofac-nonsdn', 'amended', offSectoral)).toEqual([])
    expect(compared('ofac-nonsdn', 'added', offSectoral)).toHaveLength(1)
    expect(() => readDelta(bytesOf(coming('SDN List', 'merge')))).toThrow('Unknown action "merge"')
  })

  it('leaves out what is said of the other list, and tells changes that the classic file does not show', () => {
    expect(compareWithDelta('ofac-nonsdn', [], delta)).toEqual({ disagreements: [], unseen: [] })
    expect(compareWithDelta('ofac-sdn', [], readDelta(fixture('ofac-delta/2026-08-24/delta.xml')))).toEqual({
      disagreements: [],
      unseen: ['12060'],
    })
  })
})
