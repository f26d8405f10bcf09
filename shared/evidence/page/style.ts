/** The page's look, on a screen and on paper. It refers to nothing outside the page. */
export const style = `
:root { color-scheme: light; --ink: #1a1d21; --soft: #565d66; --line: #c9ced6; --ground: #ffffff; --shade: #f3f5f8;
  --same: #0b6b3a; --other: #a01c1c; --link: #0b4f9e }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1.5rem 3rem; color: var(--ink); background: var(--ground);
  font: 15px/1.5 system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; overflow-wrap: anywhere }
header { border-bottom: 3px solid var(--ink); padding-bottom: .75rem; margin-bottom: 1rem }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .4rem }
h2 { font-size: 1.12rem; margin: 2rem 0 .6rem; padding-bottom: .2rem; border-bottom: 1px solid var(--line) }
h3 { font-size: 1rem; margin: 1.1rem 0 .3rem }
p { margin: .4rem 0 }
a { color: var(--link) }
.lead { font-size: 1.02rem }
.soft { color: var(--soft) }
.kind { display: inline-block; border: 1px solid var(--ink); border-radius: .25rem; padding: 0 .5rem; font-weight: 600;
  margin-right: .4rem; font-size: .9rem }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; font-size: .92rem }
caption { text-align: left; color: var(--soft); padding-bottom: .3rem }
th, td { border: 1px solid var(--line); padding: .35rem .5rem; text-align: left; vertical-align: top }
thead th { background: var(--shade) }
tbody th { font-weight: 600; width: 11rem; background: var(--shade) }
.same::before, .other::before, .part::before { font-weight: 700; margin-right: .35rem }
.same { color: var(--same) } .same::before { content: "=" }
.part::before { content: "\\2248" }
mark { background: #fdf3c7; color: inherit; border-bottom: 2px solid #9a7b00 }
.other { color: var(--other) } .other::before { content: "\\2260" }
.gone { color: var(--other); text-decoration: line-through } .come { color: var(--same) }
ul { margin: .3rem 0; padding-left: 1.2rem }
li { margin: .15rem 0 }
pre, code, .hash { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .82rem }
figure { margin: .5rem 0 }
figcaption { font-size: .88rem; color: var(--soft) }
pre { white-space: pre-wrap; background: var(--shade); border: 1px solid var(--line); padding: .6rem; margin: .4rem 0;
  max-height: 32rem; overflow: auto }
.unseen { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .75em; color: var(--other);
  border: 1px solid currentColor; border-radius: .2rem; padding: 0 .15rem; margin: 0 .1rem }
svg { max-width: 100%; height: auto; display: block; margin: .5rem 0 }
summary { cursor: pointer; font-weight: 600 }
footer { margin-top: 2.5rem; padding-top: .75rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .88rem }
@page { size: A4; margin: 16mm 15mm 18mm }
@media print {
  body { max-width: none; padding: 0 1px; font-size: 10pt }
  a { color: inherit; text-decoration: none }
  h2, h3, caption { break-after: avoid }
  tr, li, svg, .keep { break-inside: avoid }
  pre { max-height: none; overflow: visible; border: 0; border-left: 2pt solid var(--line) }
  thead { display: table-header-group; break-after: avoid }
  thead tr { break-after: avoid }
  figcaption { break-after: avoid }
  details:not([open]) { display: none }
}
`
