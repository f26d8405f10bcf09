import { load } from 'cheerio/slim'
import { describe, expect, test } from 'vitest'
import { dhsUflpaReader } from '../../../shared/sources/dhs-uflpa/reader.ts'
import { publish } from '../publish.ts'
import { pick, seeded, shuffled } from '../seeded.ts'
import { days, encode, page } from './pages.ts'

const html = page('2026-07-24')
const baseline = publish(dhsUflpaReader, null, encode(html)).version
const after = (text: string) => {
  const { verdict, changes } = publish(dhsUflpaReader, baseline, encode(text))
  return [verdict, changes]
}
const reasons = (text: string): [string, string[]] => {
  const publication = publish(dhsUflpaReader, baseline, encode(text))
  return [publication.verdict, publication.reasons.map(({ reason }) => reason)]
}
const edit = (from: string, to: string): string => {
  expect(html.split(from)).toHaveLength(2)
  return html.replace(from, to)
}

describe('noise is no change', () => {
  test.each(days)('the page of %s', (day) => {
    expect(after(page(day))).toEqual(['accept', []])
  })

  test.each(Array.from({ length: 20 }, (_, seed) => [seed]))('mutation %i', (seed) => {
    const random = seeded(seed + 1)
    const $ = load(html)
    const tables = $('table').toArray()
    expect(tables).toHaveLength(3)
    const entity = ['Entity', 'Entity Name', 'Name of Entity', 'NAME OF ENTITY', 'Entities'] as const
    const date = ['Effective Date', 'Date', 'Effective&nbsp;Date', 'DATE EFFECTIVE'] as const
    const clauses = ['i', 'ii', 'v']
    const sections = tables.map((table, at) => {
      const swapped = random() < 0.3
      const numbered = random() < 0.3
      const cells = (number: string, first: string, second: string, tag: string): string => {
        const both = swapped ? [second, first] : [first, second]
        return [...(numbered ? [number] : []), ...both]
          .map((cell) => `<${tag} class="c${Math.floor(random() * 1e6)}">${cell}</${tag}>`)
          .join(pick(['', '\n\t'], random))
      }
      const rows = $(table)
        .find('tbody tr')
        .toArray()
        .map((row) => {
          const [name = '', day = ''] = $(row)
            .children('td')
            .toArray()
            .map((cell) => $(cell).html() ?? '')
          const spaced = name.replaceAll(' ', pick([' ', '\n', '&nbsp;', ' &#8203;', '<br>'], random))
          const curly = spaced.replaceAll("'", '\u2019').replaceAll('"', '\u201d')
          const wrapped = pick(
            [curly, `<p>${curly}</p>`, ` ${curly} `, `<span>${curly}<script>t(${random()})</script></span>`],
            random,
          )
          return `<tr>${cells(String(Math.floor(random() * 200)), wrapped, pick([day, `<p>${day}</p>`], random), 'td')}</tr>`
        })
      const title = random() < 0.3 ? '<tr><th colspan="2">Entities by name and effective date</th></tr>' : ''
      const header = `${title}<tr>${cells(pick(['#', 'No.', ''], random), pick(entity, random), pick(date, random), 'th')}</tr>`
      const clause = `Section 2(d)(2)(B)(${clauses[at]})`
      const link = `<a href="https://www.govinfo.gov/x?utm_source=${random()}">${clause}</a>`
      const captioned = random() < 0.5
      return [
        captioned ? '<h3>Sub-list</h3>' : `<p>${link}</p>`,
        `<div class="d${Math.floor(random() * 1e6)}"><table>${captioned ? `<caption>${link}</caption>` : ''}`,
        header,
        ...shuffled(rows, random),
        `</table></div><script nonce="${random()}">window.token=1</script>`,
      ].join(pick(['', '\n'], random))
    })
    const other = random() < 0.5 ? '<table><tr><td>Contact</td><td>Office</td></tr></table>' : ''
    const title = pick(
      ['<title>UFLPA Entity List</title>', '<title>News</title><h1>UFLPA Entity List</h1>'],
      random,
    )
    const mutated = `<!DOCTYPE html><html><head>${title}</head><body>${other}${shuffled(sections, random).join('')}</body></html>`
    expect(after(mutated)).toEqual(['accept', []])
  })
})

describe('what is no longer the list is held, with what was expected', () => {
  const tables = [...html.matchAll(/<table>.*?<\/table>/gs)].map(([table]) => table)

  test('one table gone', () => {
    expect(() => publish(dhsUflpaReader, baseline, encode(html.replace(tables[1] ?? '', '')))).toThrow(
      'The page has no table of clause (ii): expected tables of the clauses (i), (ii), (v); found (i) with 9 rows, (v) with 108 rows',
    )
  })

  test('one column gone', () => {
    const narrow = html
      .replace(/<th>Effective Date<\/th>/, '')
      .replaceAll(/<td>[A-Z][a-z]+ \d+, 20\d\d<\/td>/g, '')
    expect(() => publish(dhsUflpaReader, baseline, encode(narrow))).toThrow(
      'The table has no columns for the entity and its effective date: expected two headers such as "Name of Entity" and "Effective Date"; found Name of Entity (table (i))',
    )
  })

  test('half the rows gone', () => {
    let row = 0
    const half = html.replaceAll(/<tr><td>.*?<\/tr>/gs, (match) => (row++ % 2 === 0 ? match : ''))
    const [verdict, told] = reasons(half)
    expect(verdict).toMatch(/^(?:partial|hold)$/)
    expect(told.at(-1)).toMatch(
      /^\d+ of 144 entries are gone; more than 25 in one publication need a person's look$/,
    )
    expect(
      publish(dhsUflpaReader, baseline, encode(half)).changes.filter(
        (change) => !change.startsWith('amended'),
      ),
    ).toEqual([])
  })
})

describe('ten single edits are exactly ten changes', () => {
  const camel = '<td>Camel Group Co., Ltd.</td>'
  const weifang = '<td>Weifang Alice Food Co., Ltd.</td>'
  test.each<[string, string, string[]]>([
    [
      'a new row',
      edit(camel, `<td>Example Solar Co., Ltd.</td><td>August 4, 2026</td></tr><tr>${camel}`),
      ['added Example Solar Co., Ltd.'],
    ],
    [
      'a renamed party',
      edit(camel, '<td>Dromedary Battery Co., Ltd. (formerly known as Camel Group Co., Ltd.)</td>'),
      ['amended Dromedary Battery Co., Ltd.: aliases, name'],
    ],
    [
      'a corrected spelling',
      edit(weifang, '<td>Weifang Alise Food Co., Ltd.</td>'),
      ['amended Weifang Alise Food Co., Ltd.: name'],
    ],
    [
      'a new alias',
      edit(camel, '<td>Camel Group Co., Ltd. (also known as Luotuo Group)</td>'),
      ['amended Camel Group Co., Ltd.: aliases'],
    ],
    [
      'a changed date',
      edit(`${camel}<td>August 2, 2023</td>`, `${camel}<td>August 3, 2023</td>`),
      ['amended Camel Group Co., Ltd.: citation, effectiveOn, listedOn, subLists'],
    ],
    [
      'a wider scope',
      edit(camel, '<td>Camel Group Co., Ltd. and its subsidiaries</td>'),
      ['amended Camel Group Co., Ltd.: includesSubsidiaries, subLists'],
    ],
    [
      'a row in a further table, under another spelling',
      edit(weifang, `<td>Camel Group Company Limited</td><td>August 4, 2026</td></tr><tr>${weifang}`),
      ['amended Camel Group Co., Ltd.: aliases, citation, programs, subLists'],
    ],
    [
      'a first row in (iv)',
      edit(
        '<p>Entities identified in sections (i) and (ii) above',
        '<table><tr><th>Entity</th><th>Effective Date</th></tr><tr><td>Example Export Co., Ltd.</td><td>August 4, 2026</td></tr></table><p>Entities identified in sections (i) and (ii) above',
      ),
      ['added Example Export Co., Ltd.'],
    ],
    ['a row gone', edit(`<tr>${camel}<td>August 2, 2023</td></tr>`, ''), ['removed Camel Group Co., Ltd.']],
    [
      'a party out of one of its tables',
      html.replace(/<tr><td>Xinjiang Daqo New Energy[^<]*<\/td><td>November 25, 2024<\/td><\/tr>/, ''),
      ['amended Xinjiang Daqo New Energy, Co. Ltd: citation, programs, subLists'],
    ],
  ])('%s', (_, text, changes) => {
    expect(text).not.toBe(html)
    expect(after(text)).toEqual(['accept', changes])
  })

  test('a renamed party keeps its id, and gets it back under its old name', () => {
    const renamed = edit(
      camel,
      '<td>Dromedary Battery Co., Ltd. (formerly known as Camel Group Co., Ltd.)</td>',
    )
    const idOf = (of: typeof baseline, name: string): string[] =>
      [...of.designations.values()].filter((party) => party.name === name).map(({ id }) => id)
    const then = publish(dhsUflpaReader, baseline, encode(renamed)).version
    expect(idOf(then, 'Dromedary Battery Co., Ltd.')).toEqual(idOf(baseline, 'Camel Group Co., Ltd.'))
    const back = publish(dhsUflpaReader, then, encode(html))
    expect(back.changes).toEqual(['amended Camel Group Co., Ltd.: aliases, name'])
    expect(idOf(back.version, 'Camel Group Co., Ltd.')).toEqual(idOf(baseline, 'Camel Group Co., Ltd.'))
  })
})
