const entryPattern = /[ \t]*<sdnEntry>[\s\S]*?<\/sdnEntry>\r?\n?/g

const uidOf = (entry: string): string => /<uid>(\d+)<\/uid>/.exec(entry)?.[1] ?? ''

/** The list with another text of its entries; `Record_Count` says how many there are. */
const withEntries = (bytes: Uint8Array, change: (entries: string[]) => string[]): Uint8Array => {
  const text = new TextDecoder().decode(bytes)
  const entries = change(text.match(entryPattern) ?? [])
  const [head = ''] = text.split(/[ \t]*<sdnEntry>/, 1)
  const tail = text.slice(text.lastIndexOf('</sdnEntry>') + '</sdnEntry>'.length).trimStart()
  const counted = head.replace(
    /<Record_Count>\d+<\/Record_Count>/,
    `<Record_Count>${entries.length}</Record_Count>`,
  )
  return new TextEncoder().encode(`${counted}${entries.join('')}${tail}`)
}

/** A list of some of the entries of an OFAC list, each as it was published. */
export const keepEntries = (bytes: Uint8Array, keep: (entry: string, uid: string) => boolean): Uint8Array =>
  withEntries(bytes, (entries) => entries.filter((entry) => keep(entry, uidOf(entry))))

/** The list with one more entry at its end. */
export const addEntry = (bytes: Uint8Array, entry: string): Uint8Array =>
  withEntries(bytes, (entries) => [...entries, `  ${entry}\n`])
