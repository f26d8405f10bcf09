import type { MailItem } from '../sns/mailbox.ts'
import { Html, html } from './html.ts'
import type { Snapshot } from './snapshot.ts'

const number = (value: number): string => value.toLocaleString('en')
const time = (date: Date): string => `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`

const bytes = (value: number): string => {
  if (value < 1024) return `${value} B`
  const units = ['KB', 'MB', 'GB']
  let rest = value / 1024
  for (const unit of units) {
    if (rest < 1024 || unit === 'GB') return `${rest.toFixed(1)} ${unit}`
    rest /= 1024
  }
  return ''
}

/** A cell; figures stand to the right. */
type Cell = string | number | Html | undefined
const cell = (value: Cell): Html =>
  typeof value === 'number' ? html`<td class="number">${number(value)}</td>` : html`<td>${value}</td>`

/** A table whose first column names its rows. Without rows it says so in words. */
const grid = (caption: string, head: string[], rows: Cell[][]): Html => {
  if (rows.length === 0) return html`<p>None.</p>`
  const isNumber = (at: number): boolean => typeof rows[0]?.[at] === 'number'
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table>
<caption class="hidden">${caption}</caption>
<thead><tr>${head.map((title, at) => html`<th scope="col"${isNumber(at) ? html` class="number"` : ''}>${title}</th>`)}</tr></thead>
<tbody>${rows.map(([name, ...others]) => html`<tr><th scope="row">${name}</th>${others.map(cell)}</tr>\n`)}</tbody>
</table></div>`
}

interface Section {
  id: string
  title: string
  count: number
  body: Html
  /** Something that people should look at. */
  alarming?: boolean
}

const mail = (item: MailItem, open: boolean): Html => html`<details${open ? html` open` : ''}>
<summary>${time(new Date(item.sentAt))} · to ${item.to} · <strong>${item.subject}</strong></summary>
<dl><dt>Kind</dt><dd>${item.kind}</dd><dt>Topic</dt><dd>${item.topicArn}</dd>${
  item.token === undefined ? '' : html`<dt>Confirmation token</dt><dd><code>${item.token}</code></dd>`
}</dl>
<pre>${item.body}</pre>
</details>
`

const functions = ({ functions: all }: Snapshot): Html =>
  grid(
    'Functions',
    [
      'Function',
      'Running',
      'Invocations',
      'Errors',
      'Throttles',
      'Cold starts',
      'Last ms',
      'Memory MB',
      'Time-out s',
    ],
    all.map((each) => [
      each.id,
      each.running,
      each.invocations,
      each.errors,
      each.throttles,
      each.coldStarts,
      each.lastMilliseconds ?? 0,
      each.memoryMegabytes,
      each.timeoutSeconds,
    ]),
  )

const deadLetters = ({ queues }: Snapshot): number =>
  queues.filter((queue) => queue.deadLetters).reduce((sum, queue) => sum + queue.visible + queue.inFlight, 0)

const sections = (now: Snapshot): Section[] => [
  {
    id: 'denied',
    title: 'Calls that AWS would deny',
    count: now.denied.length,
    alarming: now.denied.length > 0,
    body: grid(
      'Calls that AWS would deny',
      ['Caller', 'Action', 'Resource', 'Why', 'First seen', 'Times'],
      now.denied.map(({ caller, action, resource, why, at, count }) => [
        caller,
        action,
        resource,
        why,
        time(new Date(at)),
        count,
      ]),
    ),
  },
  { id: 'functions', title: 'Functions', count: now.functions.length, body: functions(now) },
  {
    id: 'tables',
    title: 'Tables',
    count: now.tables.length,
    body: grid(
      'Tables',
      ['Table', 'Items', 'Indexes', 'Stream', 'Time to live'],
      now.tables.map(({ name, items, indexes, stream, timeToLive }) => [
        name,
        items,
        indexes.join(', ') || '–',
        stream ?? '–',
        timeToLive ?? '–',
      ]),
    ),
  },
  {
    id: 'queues',
    title: 'Queues',
    count: now.queues.length,
    alarming: deadLetters(now) > 0,
    body: grid(
      'Queues',
      ['Queue', 'Visible', 'In flight', 'Delayed', 'Takes failures'],
      now.queues.map(({ name, visible, inFlight, delayed, deadLetters: dead }) => [
        name,
        visible,
        inFlight,
        delayed,
        dead ? (visible + inFlight > 0 ? html`<strong class="bad">yes, look at it</strong>` : 'yes') : 'no',
      ]),
    ),
  },
  {
    id: 'topics',
    title: 'Topics',
    count: now.topics.length,
    body: grid(
      'Topics',
      ['Topic', 'Subscriptions', 'Unconfirmed'],
      now.topics.map(({ name, confirmed, pending }) => [name, confirmed, pending]),
    ),
  },
  {
    id: 'buckets',
    title: 'Buckets',
    count: now.buckets.length,
    body: grid(
      'Buckets',
      ['Bucket', 'Objects', 'Versions', 'Size', 'Object Lock'],
      now.buckets.map(({ name, objects, versions, bytes: size, locked }) => [
        name,
        objects,
        versions,
        bytes(size),
        locked ? 'yes' : 'no',
      ]),
    ),
  },
  {
    id: 'schedules',
    title: 'Schedules',
    count: now.schedules.length,
    body: grid(
      'Schedules',
      ['Schedule', 'Expression', 'Zone', 'State', 'Last fired', 'Next'],
      now.schedules.map(({ id, expression, timezone, enabled, last, next }) => [
        id,
        expression,
        timezone,
        enabled ? 'enabled' : 'disabled',
        last ? time(last) : '–',
        next ? time(next) : 'only by hand',
      ]),
    ),
  },
  {
    id: 'buses',
    title: 'Event buses',
    count: now.buses.length,
    body: html`<p>${now.buses.join(', ') || 'None'}</p>${grid(
      'Rules',
      ['Rule', 'Bus', 'State', 'Pattern', 'Targets'],
      now.rules.map(({ bus, name, state, pattern, targets }) => [
        name,
        bus,
        state.toLowerCase(),
        html`<code>${pattern}</code>`,
        targets.join(', '),
      ]),
    )}<h3>Last events</h3>${now.events.map(
      ({ bus, event, matched }) => html`<details>
<summary>${event.time} · ${bus} · ${event.source} · <strong>${event['detail-type']}</strong> · matched ${matched} rules</summary>
<pre>${JSON.stringify(event, undefined, 2)}</pre>
</details>
`,
    )}${now.events.length === 0 ? html`<p>None.</p>` : ''}`,
  },
  {
    id: 'mailbox',
    title: 'Mailbox',
    count: now.mails.length,
    body: html`${now.mails.map((item, at) => mail(item, at === 0))}${now.mails.length === 0 ? html`<p>No mail was sent.</p>` : ''}`,
  },
  {
    id: 'log',
    title: 'What happened last',
    count: now.log.length,
    body: grid(
      'What happened last',
      ['Time', 'Level', 'Function', 'Message'],
      now.log.map(({ at, level, function: name, message }) => [
        time(at),
        level === 'error' ? html`<strong class="bad">${level}</strong>` : level,
        name ?? '–',
        html`<code>${message.slice(0, 400)}</code>`,
      ]),
    ),
  },
]

/** The page's own styles: it needs no script, and loads nothing from elsewhere. */
export const style = `
:root { color-scheme: light dark; --line: #8886; --bad: #b00020; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; } }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 76rem; padding: 1rem; }
h1 { margin: 0; } h2 { border-bottom: 1px solid var(--line); margin-top: 2rem; scroll-margin-top: 1rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; padding: 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
tbody th { font-weight: 600; min-width: 12rem; }
thead th, .number { overflow-wrap: normal; white-space: nowrap; }
td { min-width: 3rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
pre, code { font: 14px/1.45 ui-monospace, monospace; } pre { overflow-x: auto; white-space: pre-wrap; }
.bad { color: var(--bad); } .hidden { position: absolute; clip-path: inset(50%); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; margin: .5rem 0; } dd { margin: 0; overflow-wrap: anywhere; }
details { border-bottom: 1px solid var(--line); padding: .3rem 0; } summary { cursor: pointer; }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 3px solid; outline-offset: 2px; }
`

/** The whole page, as text. */
export const page = (now: Snapshot): string => {
  const all = sections(now)
  const state = now.busy.length === 0 ? html`Nothing is under way.` : html`Under way: ${now.busy.join('; ')}.`
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Embedded AWS: ${now.busy.length === 0 ? 'idle' : 'at work'}</title>
<link rel="stylesheet" href="/style.css">
<link rel="icon" href="data:,">
</head>
<body>
<header>
<h1>Embedded AWS</h1>
<p>As of ${time(now.at)}, running since ${time(now.startedAt)}. ${state} <a href="/">Look again</a></p>
<nav aria-label="Sections"><ul>${all.map(
    ({ id, title, count, alarming }) =>
      html`<li><a href="#${id}"${alarming ? html` class="bad"` : ''}>${title} (${count})</a></li>\n`,
  )}</ul></nav>
</header>
<main>
${all.map(
  ({ id, title, body }) => html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
${body}</section>
`,
)}<section aria-labelledby="endpoints"><h2 id="endpoints">Endpoints</h2>
${grid('Endpoints', ['Service', 'URL'], Object.entries(now.endpoints))}</section>
</main>
</body>
</html>
`.text
}
