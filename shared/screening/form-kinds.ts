/**
 * Which kind of company a legal form makes, as far as it tells one country's companies from another's. Forms that
 * translators put for any other (Ltd, Company, Co.) tell nothing and have no kind.
 */
const kinds = {
  /** Limited liability in the way of LLC and OOO: each is the usual translation of the other. */
  liability:
    'llc|l l c|limited liability company|limited liability co|ooo|oooo|tov|too|chdtov|mchj|xk|doo|ood|eood|' +
    'obshchestvo s ogranichennoi otvetstvennostyu|obshchestvo s ogranichennoy otvetstvennostyu|' +
    'obshchestvo s ogranichennoj otvetstvennostyu|obshchestvo s ogranichennoi otvetstvennostiu|' +
    'obshchestvo s ogranichennoy otvetstvennostiu|tovarystvo z obmezhenoyu vidpovidalnistyu|' +
    'tavarystva z abmezhavanai adkaznastsyu|tavarystva z abmezhavanay adkaznastsyu|fz llc|fze llc|wll',
  /** Joint-stock companies in the way of JSC and AO. */
  stock:
    'jsc|ojsc|cjsc|pjsc|pjs|jsco|pjsco|joint stock company|joint stock co|joint stock|open joint stock company|' +
    'closed joint stock company|public joint stock company|private joint stock company|open joint stock co|ao|oao|zao|' +
    'pao|nao|chao|aktsionernoe obshchestvo|otkrytoe aktsionernoe obshchestvo|zakrytoe aktsionernoe obshchestvo|' +
    'publichnoe aktsionernoe obshchestvo|nepublichnoe aktsionernoe obshchestvo|aktsionernoye obshchestvo|' +
    'otkrytoye aktsionernoye obshchestvo|zakrytoye aktsionernoye obshchestvo|publichnoye aktsionernoye obshchestvo|ad|ead|dd',
  american: 'inc|incorporated|corp|lp|lllp|pllc|ulc',
  british: 'plc|public limited company|llp',
  german: 'gmbh|mbh|gesmbh|gmbh co kg|gmbh and co kg|co kg|kg|ohg|ag|aktiengesellschaft|kgaa|ug|se',
  dutch: 'nv|bv|naamloze vennootschap|besloten vennootschap|vof|bvba|cvba|sprl|scrl',
  italian: 'spa|snc',
  nordic: 'ab|aktiebolag|asa|aps|oy|oyj|a s',
  latin:
    'sa|sas|sau|sarl|srl|sl|slu|ltda|limitada|cia ltda|y cia|s en c|eirl|eurl|sasu|sarlu|ca|sal|sociedad anonima|' +
    'sociedade anonima|societe anonyme|sc|sa de cv|sab de cv|s de rl|s de rl de cv|sapi de cv|de cv|' +
    'sociedad anonima de capital variable|spr de rl de cv|sac',
  turkish: 'sti|ltd sti|anonim sirketi|limited sirketi|sirketi|ltd sirketi|as sirketi|as',
  gulf: 'fze|fzc|fzco|fz llc|fze llc|dmcc|saoc|saog|wll',
  indian: 'pvt|pvt ltd|private limited|private ltd',
  malay: 'sdn bhd|bhd|sdn|pt|tbk|pte|pte ltd',
  japanese: 'kk|kabushiki kaisha|yugen kaisha|godo kaisha|gk',
  polish: 'sp zoo|sp z oo|spzoo|spolka akcyjna|sro|spol s ro|kft|zrt|nyrt',
} as const

const masks = new Map<string, number>()
for (const [bit, forms] of Object.values(kinds).entries())
  for (const form of forms.split('|')) masks.set(form, (masks.get(form) ?? 0) | (1 << bit))

/** The kinds of a name's legal forms, as bits; 0 where they tell nothing. */
export const formKinds = (forms: readonly string[]): number => {
  let mask = 0
  for (const form of forms) mask |= masks.get(form) ?? 0
  return mask
}
