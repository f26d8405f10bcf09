/** HTML that is safe to send: made by `html` only, which escapes everything that is put into it. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Content = string | number | boolean | undefined | Html | readonly Content[]

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Controls that reorder what is read: a name could show as another one. */
const REORDERING = /[\u202a-\u202e\u2066-\u2069]/g

const written = (content: Content): string => {
  if (content instanceof Html) return content.text
  if (typeof content === 'object') return content.map(written).join('')
  if (content === undefined) return ''
  return String(content)
    .replace(REORDERING, '\ufffd')
    .replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '')
}

/** A piece of a page. What stands in `${}` is text, unless it was made by `html` itself. */
export const html = (strings: TemplateStringsArray, ...contents: Content[]): Html =>
  new Html(strings.map((string, at) => string + (at < contents.length ? written(contents[at]) : '')).join(''))
