import { requirementOf, type GpoEntry } from './gpo-rule.ts'

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const words = 'no one two three four five six seven eight nine ten'.split(' ')
const stop = (text: string): string => (text.endsWith('.') ? text : `${text}.`)

/** How a cell parts its bullets: by line breaks, by paragraphs, or not at all. */
export type Parting = 'br' | 'p' | 'line'

const list = (marker: string, names: readonly string[]): string[] =>
  names.length === 0
    ? []
    : [
        `${marker}, the following ${words[names.length] ?? String(names.length)} ${names.length === 1 ? 'alias' : 'aliases'}:`,
        ...names.map((name, at) =>
          at === names.length - 1
            ? `—${stop(escape(name))}`
            : `—${escape(name)};${at === names.length - 2 ? ' <I>and</I>' : ''}`,
        ),
      ]

const cell = (entry: GpoEntry, parting: Parting): string => {
  if (entry.addresses.length === 0) return stop(escape(entry.name))
  const lists = [...list('a.k.a.', entry.aliases), ...list('f.k.a.', entry.formerly)]
  const address = `${stop(entry.addresses.map(escape).join('; <I>and</I> '))}${entry.seeUnder === undefined ? '' : ` (See alternate address under ${entry.seeUnder}).`}`
  const pieces =
    lists.length === 0
      ? [`${escape(entry.name)}, ${address}`]
      : [`${escape(entry.name)}, ${lists[0]!}`, ...lists.slice(1), address]
  if (parting === 'p') return pieces.map((piece) => `<P>${piece}</P>`).join('')
  return pieces.join(parting === 'br' ? '<br/>' : ' ')
}

/** Part 744 as the eCFR gives it: other supplements beside no. 4, HTML-like tables, a destination once. */
export const writeEcfr = (entries: readonly GpoEntry[], parting: Parting): string => {
  let heading = ''
  const rows = entries.map((entry) => {
    const first = entry.heading === heading ? '' : entry.heading
    heading = entry.heading
    const requirement = escape(requirementOf(entry))
      .replace(/,([1345]) 744/u, ',<sup>$1</sup> 744')
      .replace(/ ([1345])$/u, ' <sup>$1</sup>')
    return `<TR><TD align="left" class="gpotbl_cell" scope="row">${first}</TD><TD align="left" class="gpotbl_cell">${cell(entry, parting)}</TD><TD>${requirement}</TD><TD>Presumption of denial.</TD><TD>85 FR 44159, 7/22/20. 89 FR 9010, 1/16/24.</TD></TR>`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>
<DIV5 N="744" TYPE="PART"><HEAD>PART 744—CONTROL POLICY: END-USER AND END-USE BASED</HEAD>
<DIV9 N="Supplement No. 3 to Part 744" TYPE="APPENDIX"><HEAD>Supplement No. 3</HEAD><DIV class="gpotbl_div"><TABLE><TR><TD>Argentina</TD></TR></TABLE></DIV></DIV9>
<DIV9 N="Supplement No. 4 to Part 744" TYPE="APPENDIX"><HEAD>Supplement No. 4 to Part 744—Entity List</HEAD><P>This Supplement lists certain entities subject to license requirements.</P>
<DIV width="100%"><DIV class="gpotbl_div"><TABLE border="1" class="gpotbl_table" width="100%"><THEAD><TR><TH>Country</TH><TH>Entity</TH><TH>License requirement</TH><TH>License review policy</TH><TH>Federal Register citation</TH></TR></THEAD><TBODY>
${rows.join('\n')}
<TR><TD>YEMEN</TD><TD>[Reserved]</TD><TD></TD><TD></TD><TD></TD></TR>
<TR><TD colspan="5"><sup>1</sup> For this entity, “items subject to the EAR” includes certain foreign-produced items.</TD></TR>
</TBODY></TABLE></DIV></DIV></DIV9>
<DIV9 N="Supplement No. 6 to Part 744" TYPE="APPENDIX"><HEAD>Unverified List</HEAD><DIV class="gpotbl_div"><TABLE><TR><TD>CHINA</TD><TD>Somebody Unverified</TD><TD>79 FR 34222</TD></TR></TABLE></DIV></DIV9></DIV5>
`
}
