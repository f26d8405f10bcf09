import type { SealedRecord } from '../sealed-record.ts'
import { attribute, html, type Markup, shown, Markup as Made } from './html.ts'

/** Shown paths, and the boxes of one: more than anybody reads on a page stands in the record. */
const maxPaths = 5
const maxBoxes = 7

const box = { width: 150, height: 54, gap: 34, row: 84 }

interface Node {
  title: string
  lines: string[]
  matched?: boolean
}

const cut = (text: string, length: number): string => {
  const points = Array.from(text.toWellFormed())
  return points.length <= length ? points.join('') : `${points.slice(0, length - 1).join('')}…`
}

const lineLength = 22

/** A name on two lines at most, broken between words where it has any; what does not fit is cut, and says so. */
const wrapped = (name: string): string[] => {
  const lines = ['']
  for (const word of cut(name, 200).split(/\s+/u)) {
    const line = lines.at(-1) ?? ''
    const joined = line === '' ? word : `${line} ${word}`
    if (line === '' || Array.from(joined).length <= lineLength) lines[lines.length - 1] = joined
    else lines.push(word)
  }
  const [first = '', second, ...rest] = lines
  if (second === undefined) return [cut(first, lineLength)]
  return [
    cut(first, lineLength),
    cut(rest.length > 0 ? `${second} …${' '.repeat(lineLength)}` : second, lineLength).trimEnd(),
  ]
}

/** The boxes of a path, from the customer to the supplier; the middle of a long one is left out, and says so. */
const nodesOf = (
  path: readonly string[],
  customer: string,
  suppliers: SealedRecord['exposure']['suppliers'],
): Node[] => {
  const chain = path.toReversed().map((id, index): Node => {
    const { name = id, country } = suppliers[id] ?? {}
    return {
      title: `Tier ${index + 1} · ${cut(id, 14)}${country === undefined ? '' : ` · ${cut(country, 2)}`}`,
      lines: wrapped(name),
      matched: index === path.length - 1,
    }
  })
  const all: Node[] = [{ title: 'Customer', lines: wrapped(customer) }, ...chain]
  if (all.length <= maxBoxes) return all
  const left = all.length - maxBoxes + 1
  return [
    ...all.slice(0, 3),
    { title: `${left} more`, lines: ['in the record'] },
    ...all.slice(-(maxBoxes - 4)),
  ]
}

/** A text element: the text is escaped, and keeps its own direction. */
const words = (x: number, y: number, text: string, more: string): Markup =>
  new Made(
    `<text x="${x}" y="${y}" text-anchor="middle" unicode-bidi="isolate" ${more}>${svgText(text)}</text>`,
  )

/** SVG knows no `bdi` and no `span`: what is not seen is told by its number, in brackets. */
const svgText = (text: string): string =>
  shown(text).replaceAll(/<span class="unseen">([^<]*)<\/span>/g, '[$1]')

/**
 * The chain customer ← tier 1 ← … ← supplier as a drawing: a row for each path. What it shows is told in words, too, for
 * whoever does not see it.
 */
export const exposurePicture = (
  { paths, suppliers, tier }: SealedRecord['exposure'],
  customer: string,
  id: string,
): Markup => {
  if (paths.length === 0) return html`<p>No chain from this supplier to the customer is on record.</p>`
  const rows = paths.slice(0, maxPaths).map((path) => nodesOf(path, customer, suppliers))
  const longest = Math.max(...rows.map((nodes) => nodes.length))
  const width = longest * (box.width + box.gap) - box.gap + 4
  const height = rows.length * box.row - (box.row - box.height) + 4
  const told = paths
    .slice(0, maxPaths)
    .map((path) => [customer, ...path.toReversed().map((one) => suppliers[one]?.name ?? one)].join(' ← '))
    .join('; ')
  const drawn = rows.map((nodes, row) => {
    const y = row * box.row + 2
    return nodes.map((node, column) => {
      const x = column * (box.width + box.gap) + 2
      const middle = x + box.width / 2
      const arrow =
        column === 0
          ? ''
          : `<line x1="${x - 4}" y1="${y + box.height / 2}" x2="${x - box.gap + 8}" y2="${y + box.height / 2}" stroke="#1a1d21" stroke-width="1.5"/><path d="M${x - box.gap + 2} ${y + box.height / 2} l9 -4.5 v9 z" fill="#1a1d21"/>`
      const frame = node.matched
        ? 'fill="#fdf0ee" stroke="#a01c1c" stroke-width="2"'
        : 'fill="#f3f5f8" stroke="#565d66" stroke-width="1"'
      return html`${new Made(arrow)}${new Made(`<rect x="${x}" y="${y}" width="${box.width}" height="${box.height}" rx="5" ${frame}/>`)}${words(middle, y + 15, node.title, 'font-size="10" fill="#565d66"')}${node.lines.map((line, at) => words(middle, y + 31 + at * 13, line, 'font-size="11.5" fill="#1a1d21"'))}`
    })
  })
  const more = paths.length - rows.length
  const label = `${id}-title ${id}-words`
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="${attribute(label)}" font-family="system-ui, 'DejaVu Sans', sans-serif"><title id="${attribute(`${id}-title`)}">Supply chain to the customer, tier ${tier}</title><desc id="${attribute(`${id}-words`)}">${attribute(told)}</desc>${drawn}</svg>${more > 0 && html`<p class="soft">${more} more paths stand in the record.</p>`}`
}
