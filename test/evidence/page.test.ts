import { load } from 'cheerio/slim'
import { describe, expect, test } from 'vitest'
import { evidencePage } from '../../shared/evidence/page/evidence-page.ts'
import type { Met } from '../../shared/model/match.ts'
import { party, supplier } from '../alerts/messages/support.ts'
import { hostileNames } from './hostile-names.ts'
import { hostileInput, pageInput } from './page-input.ts'

/** Whatever is in a page: no element that runs or loads, no attribute that does, nothing outside but links. */
const expectHarmless = (page: string): void => {
  const $ = load(page)
  const allowed =
    'html head meta title style body header main footer h1 h2 h3 p span a b br bdi ul li table caption thead tbody tr th td figure figcaption pre details summary svg desc text rect line path ins del mark'.split(
      ' ',
    )
  const names = new Set(
    $('*')
      .toArray()
      .map((element) => ('name' in element ? element.name : '')),
  )
  expect([...names].filter((name) => !allowed.includes(name))).toEqual([])
  const attributes =
    'lang dir charset http-equiv content name class href rel scope xmlns viewbox viewBox width height role aria-labelledby font-family id x y rx x1 x2 y1 y2 d fill stroke stroke-width font-size text-anchor unicode-bidi'.split(
      ' ',
    )
  for (const element of $('*').toArray()) {
    for (const [attribute, value] of Object.entries('attribs' in element ? element.attribs : {})) {
      expect(attributes, `${attribute} of ${'name' in element ? element.name : ''}`).toContain(attribute)
      if (attribute === 'href') expect(value).toMatch(/^https?:\/\//)
    }
  }
  expect($('meta[http-equiv="Content-Security-Policy"]').attr('content')).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/]+=*'; base-uri 'none'; form-action 'none'$/,
  )
  expect($('style')).toHaveLength(1)
  expect($('title').first().text()).not.toMatch(/[\r\n]/)
  // Nothing in the page's own text turns directions or is unseen.
  expect(page).not.toMatch(/(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
  expect(page.isWellFormed()).toBe(true)
}

describe('the evidence page', () => {
  const before = party({
    programs: ['UFLPA-i'],
    aliases: [{ name: 'Old Name', quality: 'strong', kind: 'f.k.a.' }],
  })
  const page = evidencePage(pageInput({ before, after: party({ programs: ['UFLPA-i', 'UFLPA-v'] }) }))
  const $ = load(page)

  test('says of an alert that a day brought that the entry is as it was, and of a day to come that nothing binds yet', () => {
    const input = pageInput({ before: party(), after: party() })
    const alert = {
      ...input.record.alert,
      change: {
        ...input.record.alert.change,
        kind: 'amended' as const,
        fields: [{ field: 'due', before: null, after: 'A licence ends.' }],
      },
      dates: { effectiveOn: '2099-01-01' },
    }
    const text = load(evidencePage({ ...input, record: { ...input.record, alert } }))('body').text()
    expect(text).toContain('The entry is as it was; a day came that it or the law names')
    expect(text).not.toContain('The entry was amended')
    expect(text).toContain('It takes effect on 2099-01-01; what follows does not bind before that day.')
  })

  test('sets beside the listing whom it met: an officer as registered, an owner of whom nobody said what it is', () => {
    const person = party({ type: 'person', birthDates: ['12 Mar 1962'] })
    const facts = { ...supplier, officers: [{ name: 'Dmitry Zarubin', role: 'director', born: '1962' }] }
    const tableOf = (met: Met): string =>
      load(evidencePage(pageInput({ after: person, supplier: facts, met })))('table')
        .first()
        .text()
    const officer = tableOf({ as: 'officer', name: 'Dmitry Zarubin', position: 'director' })
    expect(officer).toContain('The supplier’s officer Dmitry Zarubin')
    expect(officer).toContain('1962 (the same)')
    const owner = tableOf({ as: 'owner', name: 'Zarubin', percent: 30 })
    expect(owner).toContain('The supplier’s owner Zarubin')
    expect(owner).not.toContain('organisation')
    expect(owner).not.toContain('()')
  })

  test('shows the record, both sides, the difference, the official words, decisions, deliveries and exposure', () => {
    const text = $('body').text()
    for (const part of [
      'Tarim Silicon Industry (Shanshan) Co., Ltd',
      '塔里木硅业(鄯善)有限公司',
      'Northwind Apparel Ltd',
      'UFLPA-v',
      'Old Name',
      '<td>Tarim Silicon</td>',
      'bytes 10 to 40',
      'Jane Doe',
      'different-address',
      'Another company',
      '2026-11-22 10:00:05 UTC',
      'm-1',
      'Tier 1',
      'root7',
      pageInput({ before, after: party({ programs: ['UFLPA-i', 'UFLPA-v'] }) }).sha256,
    ]) {
      expect(text).toContain(part)
    }
    expect(
      $('h2')
        .toArray()
        .map((heading) => $(heading).text()),
    ).toEqual([
      'What it means',
      'Side by side',
      'Why the two meet',
      'Exposure',
      'What changed in the listing',
      'The official words',
      'Decisions',
      'Deliveries',
      'Proof',
    ])
  })

  test('marks what agrees and what differs, by a sign and in words', () => {
    expect($('td .same').text()).toContain('(the same)')
    expect($('.same').length).toBeGreaterThan(0)
    expect($('.other').length).toBeGreaterThan(0)
  })

  test('draws each path as an image that tells itself in words', () => {
    expect($('svg')).toHaveLength(2)
    for (const svg of $('svg').toArray()) {
      expect($(svg).attr('role')).toBe('img')
      for (const id of ($(svg).attr('aria-labelledby') ?? '').split(' ')) expect($(`#${id}`)).toHaveLength(1)
    }
    expect($('svg').first().children('desc').text()).toBe(
      'Northwind Apparel Ltd ← Spinner ← Tarim Silicon (Shanshan) Co., Ltd.; Northwind Apparel Ltd ← Spinner ← Weaver ← Tarim Silicon (Shanshan) Co., Ltd.',
    )
  })

  test('can be read without seeing it: language, title, headings in order, captions, scopes', () => {
    expect($('html').attr('lang')).toBe('en')
    expect($('title').first().text()).toContain('Tarim Silicon')
    expect($('h1')).toHaveLength(1)
    for (const table of $('table').toArray()) expect($(table).children('caption')).toHaveLength(1)
    for (const heading of $('th').toArray()) expect($(heading).attr('scope')).toMatch(/^(row|col)$/)
    const levels = $('h1, h2, h3')
      .toArray()
      .map((heading) => Number(('name' in heading ? heading.name : 'h1')[1]))
    levels.forEach((level, index) => expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1))
  })

  test('needs nothing else and runs nothing', () => {
    expectHarmless(page)
  })

  test('is the same for the same input', () => {
    const input = pageInput()
    expect(evidencePage(input)).toBe(evidencePage(input))
  })
})

describe('a hostile name', () => {
  test.each(hostileNames)('(%s) is only a name, wherever it stands', (_what, name) => {
    const page = evidencePage(hostileInput(name))
    expectHarmless(page)
    expect(page.length).toBeLessThan(1_500_000)
    // It is shown, not swallowed: its first plain letters stand in the heading.
    const letters = /[A-Za-z]{3,}/.exec(name)?.[0] ?? ''
    expect(load(page)('h1').text()).toContain(letters)
  })
})
