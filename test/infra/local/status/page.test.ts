import { request } from 'node:http'
import { load } from 'cheerio'
import { afterEach, describe, expect, test } from 'vitest'
import { html } from '../../../../infra/local/status/html.ts'
import { page } from '../../../../infra/local/status/page.ts'
import { startStatusPage } from '../../../../infra/local/status/server.ts'
import { afterTest } from '../wire/support.ts'
import { hostileSnapshot } from './hostile-snapshot.ts'

describe('the page', () => {
  test('shows hostile content as text, wherever it comes from', () => {
    const text = page(hostileSnapshot)
    const $ = load(text)
    expect($('script, img, iframe, form, [onerror], [style]').length).toBe(0)
    expect(
      $('a')
        .toArray()
        .map((link) => $(link).attr('href'))
        .filter((href) => !/^(\/|#[a-z]+)$/.test(href ?? '')),
    ).toEqual([])
    expect($('pre').first().text()).toContain('</pre><script>alert(1)</script>')
    expect(text).not.toContain('\u202e')
  })

  test('can be read without seeing it: language, headings, captions, named rows, and no duplicate ids', () => {
    const $ = load(page(hostileSnapshot))
    expect($('html').attr('lang')).toBe('en')
    expect($('h1').length).toBe(1)
    expect($('title').text()).toBe('Embedded AWS: at work')
    for (const table of $('table').toArray()) {
      expect($(table).find('caption').text()).not.toBe('')
      expect($(table).find('thead th[scope=col]').length).toBe($(table).find('thead th').length)
      expect($(table).find('tbody tr').length).toBe($(table).find('tbody th[scope=row]').length)
    }
    const ids = $('[id]')
      .toArray()
      .map((element) => $(element).attr('id'))
    expect(new Set(ids).size).toBe(ids.length)
    for (const link of $('nav a').toArray()) expect($($(link).attr('href') ?? '').length).toBe(1)
  })

  test('says so where there is nothing', () => {
    const nothing = { tables: [], queues: [], mails: [], denied: [], events: [], log: [], busy: [] }
    const $ = load(page({ ...hostileSnapshot, ...nothing }))
    expect($('#mailbox').parent().text()).toContain('No mail was sent.')
    expect($('header').text()).toContain('Nothing is under way.')
  })

  test('pieces of it are escaped once', () => {
    expect(html`<p>${html`<b>${'<'}</b>`}${['&', html`<i>x</i>`]}${undefined}</p>`.text).toBe(
      '<p><b>&lt;</b>&amp;<i>x</i></p>',
    )
  })
})

describe('its server', () => {
  let url = ''
  const start = async () => {
    const server = await startStatusPage(() => hostileSnapshot)
    afterTest(() => server.close())
    url = server.url
  }
  afterEach(() => {
    url = ''
  })

  test('lets no script run and no other site read or embed it', async () => {
    await start()
    const response = await fetch(url)
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'self'.*frame-ancestors 'none'/,
    )
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect((await fetch(`${url}/style.css`)).headers.get('content-type')).toMatch(/^text\/css/)
    expect((await fetch(url, { method: 'POST' })).status).toBe(405)
    expect((await fetch(`${url}/other`)).status).toBe(404)
  })

  test('answers to loopback names only', async () => {
    await start()
    const status = await new Promise((resolve, reject) => {
      request(url, { headers: { host: 'rebound.example.com' } }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
        .on('error', reject)
        .end()
    })
    expect(status).toBe(403)
  })
})
