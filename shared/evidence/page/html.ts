/** Markup that is safe to put into a page: made by `html` alone. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/**
 * Characters that are not seen and change what is seen: controls, marks that turn the direction of text, joiners, tags,
 * private use. They are shown by their number, so that a name looks like what it is.
 */
const unseen =
  /(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Variation_Selector}\p{Default_Ignorable_Code_Point}]/gu

/** Longer texts are cut where they are shown; the record has them whole. */
const maxShown = 2_000

/** Any text, harmless: nothing in it is markup, nothing turns the direction of what follows. */
export const shown = (value: string, limit = maxShown): string => {
  const points = Array.from(value.toWellFormed())
  const cut = points.length > limit
  const text = (cut ? points.slice(0, limit) : points).join('')
  const escaped = text
    .replace(/[&<>"']/g, (character) => escapes[character] ?? '')
    .replace(
      unseen,
      (character) =>
        `<span class="unseen">U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}</span>`,
    )
  return cut
    ? `${escaped}<span class="unseen">… ${points.length.toLocaleString('en')} characters; the record has all</span>`
    : escaped
}

export type Value = Markup | string | number | null | undefined | false | readonly Value[]

const render = (value: Value): string => {
  if (value instanceof Markup) return value.text
  if (value === null || value === undefined || value === false) return ''
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return `<bdi>${shown(value)}</bdi>`
  return value.map(render).join('')
}

/** A template whose values are escaped, whatever they are. A text is set apart, so that it keeps its own direction. */
export const html = (parts: TemplateStringsArray, ...values: Value[]): Markup =>
  new Markup(parts.map((part, index) => `${part}${render(values[index])}`).join(''))

/** A text for an attribute: no markup in it, no line ends. */
export const attribute = (value: string): Markup =>
  new Markup(
    Array.from(value.toWellFormed())
      .slice(0, 300)
      .join('')
      .replace(unseen, ' ')
      .replace(/\s+/g, ' ')
      .replace(/[&<>"']/g, (character) => escapes[character] ?? ''),
  )

/** A link to an official page; what is no web address is shown as text. */
export const link = (address: string | undefined, words?: string): Markup => {
  if (address === undefined) return html`${words}`
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return html`${words ?? address}`
  return html`<a href="${attribute(url.href)}" rel="noreferrer noopener">${words ?? address}</a>`
}
