import { editDistance, letterMask, mayBeNear } from './spelling.ts'

/**
 * Forms that GLEIF's table of entity legal forms has not, or not so: the ways in which they are really written and
 * misspelt in lists and supplier files. A space separates words as `rawWords` gives them.
 */
const writtenForms = [
  'co ltd',
  'co',
  'ltd',
  'limited',
  'company',
  'company limited',
  'co limited',
  'ltd co',
  'coltd',
  'co lt',
  'ltda',
  'corp',
  'corporation',
  'corporation limited',
  'corp ltd',
  'inc',
  'incorporated',
  'llc',
  'l l c',
  'llp',
  'plc',
  'pvt',
  'pvt ltd',
  'private limited',
  'private ltd',
  'pte',
  'pte ltd',
  'pty',
  'pty ltd',
  'sdn bhd',
  'bhd',
  'sdn',
  'pt',
  'tbk',
  'gmbh',
  'mbh',
  'ag',
  'kg',
  'ohg',
  'gmbh co kg',
  'co kg',
  'sa',
  'sas',
  'sarl',
  'sau',
  'srl',
  'spa',
  'snc',
  'sl',
  'slu',
  'sa de cv',
  'sab de cv',
  's de rl',
  's de rl de cv',
  'sapi de cv',
  'sc',
  'de cv',
  'ca',
  'ltda',
  'cia',
  'cia ltda',
  'compania',
  's en c',
  'y cia',
  'eirl',
  'eurl',
  'bv',
  'nv',
  'vof',
  'ab',
  'aktiebolag',
  'as',
  'asa',
  'aps',
  'oy',
  'oyj',
  'ou',
  'sia',
  'uab',
  'doo',
  'dd',
  'ad',
  'ood',
  'eood',
  'ead',
  'kft',
  'zrt',
  'nyrt',
  'sro',
  'spol s ro',
  'sp zoo',
  'sp z oo',
  'spzoo',
  'spolka akcyjna',
  'ooo',
  'oao',
  'zao',
  'pao',
  'ao',
  'too',
  'tov',
  'chao',
  'oooo',
  'jsc',
  'ojsc',
  'cjsc',
  'pjsc',
  'pjs',
  'jsco',
  'pjsco',
  'fze',
  'fzc',
  'fzco',
  'fz llc',
  'fze llc',
  'dmcc',
  'wll',
  'saoc',
  'saog',
  'psc',
  'sal',
  'sarl offshore',
  'kk',
  'kabushiki kaisha',
  'yugen kaisha',
  'godo kaisha',
  'gk',
  'as as',
  'limited liability company',
  'limited liability co',
  'limited liability partnership',
  'joint stock company',
  'joint stock co',
  'joint stock',
  'open joint stock company',
  'closed joint stock company',
  'public joint stock company',
  'private joint stock company',
  'open joint stock co',
  'aktsionernoe obshchestvo',
  'otkrytoe aktsionernoe obshchestvo',
  'zakrytoe aktsionernoe obshchestvo',
  'publichnoe aktsionernoe obshchestvo',
  'nepublichnoe aktsionernoe obshchestvo',
  'obshchestvo s ogranichennoi otvetstvennostyu',
  'obshchestvo s ogranichennoy otvetstvennostyu',
  'obshchestvo s ogranichennoj otvetstvennostyu',
  'obshchestvo s ogranichennoi otvetstvennostiu',
  'obshchestvo s ogranichennoy otvetstvennostiu',
  'obschestvo s ogranichennoi otvetstvennostyu',
  'obschestvo s ogranichennoy otvetstvennostyu',
  'obshchestvo s ogranichennoi otvestvennostyu',
  'otkrytoye aktsionernoye obshchestvo',
  'aktsionernoye obshchestvo',
  'zakrytoye aktsionernoye obshchestvo',
  'publichnoye aktsionernoye obshchestvo',
  'anonim sirketi',
  'limited sirketi',
  'ltd sti',
  'sti',
  'ltd sirketi',
  'sirketi',
  'as sirketi',
  'kollektif sirketi',
  'public limited company',
  'public company limited',
  'pcl',
  'public co ltd',
  'sociedad anonima',
  'sociedad anonima de capital variable',
  'societe anonyme',
  'stock corporation',
  'mchj',
  'xk',
  'gesmbh',
  'sherkat',
  'sherkate',
  'sharikat',
  'sharika',
  'kompaniya',
  'kompaniia',
  'obshchestvo',
  'aktiengesellschaft',
  'naamloze vennootschap',
  'besloten vennootschap',
  'jv',
  'ulc',
  'lp',
  'lllp',
  'pllc',
  'corporacion',
  'cv',
  'rl',
  'sociedade anonima',
  'teoranta',
  'gie',
  'scrl',
  'sprl',
  'bvba',
  'cvba',
  'youxian gongsi',
  'gufen youxian gongsi',
  'youxian zeren gongsi',
  'gongsi',
  'korporatsiya',
  'korporatsiia',
  'firma',
  'tovarystvo z obmezhenoyu vidpovidalnistyu',
  'tavarystva z abmezhavanai adkaznastsyu',
  'obshchestvo s organichennoi otvetstvennostyu',
  'sarlu',
  'sasu',
  'limitada',
  'sabiedriba ar ierobezotu atbildibu',
  'sherkat sahami khass',
  'sherkat sahami',
  'perusahaan',
  'shirkat',
  'shirkate',
  'sharekat',
  'sharekate',
  'cong ty',
  'cong ty tnhh',
  'cong ty tnhh mot thanh vien',
  'cong ty tnhh mtv',
  'cong ty co phan',
  'cong ty trach nhiem huu han',
  'tnhh',
  'akcionarsko drustvo',
  'drustvo s ogranicenom odgovornoscu',
  'drustvo sa ogranicenom odgovornoscu',
  'saic',
  'saicf',
  'sacif',
  'saci',
] // prettier-ignore

/** In Chinese (simplified, as `simplified` gives them) and Japanese: longest first. */
export const hanLegalForms = [
  '股份有限责任公司',
  '有限责任公司',
  '股份有限公司',
  '有限总公司',
  '集团有限公司',
  '责任有限公司',
  '有限公司',
  '株式会社',
  '有限会社',
  '合同会社',
  '合资会社',
  '股份公司',
  '无限公司',
  '公司',
  '会社',
  '会社',
  '商社',
  '有限',
  '股份',
].filter((form) => form !== '集团有限公司') // prettier-ignore

/** Words that GLEIF counts as legal forms and that tell companies apart all the same: never ignored. */
const meaningful = new Set(
  (
    'foundation association fund trust bank business railroad cooperative coop cooperatives partnership partnerships fonds fond fondy fundo chartered verein ' +
    'sparkasse stiftung mutuelle society union school church foundations consorzio zadruga fondation fondazione fundacion fundacao asociacion associacao ' +
    'agency institute state government branch up ps nl eu ms ii bo so mb bi sd sf ks sr eg gen es el al is it no on or in to an be pa od tk rt de do go st ' +
    'son series region canton kanton estado other others per fab lipa kunta bund kraj sat npc pcc sam bab aat src cdc orgen taa fof fon'
  ).split(' '),
)

/** Word sequences, by their last word and by their first, the longest first. */
export interface LegalForms {
  byLast: ReadonlyMap<string, readonly (readonly string[])[]>
  byFirst: ReadonlyMap<string, readonly (readonly string[])[]>
}

/** Whether a form of GLEIF's table is a legal form for us: abbreviations, and names of at least two words. */
export const isIgnorableForm = (form: string): boolean => {
  const words = form.split(' ')
  if (words.some((word) => !/^[a-z0-9]+$/.test(word))) return false
  if (words.length === 1)
    return form.length >= 3 && form.length <= 6 && !meaningful.has(form) && !/\d/.test(form)
  if (words.length > 7) return false
  return !/\b(?:bank|insurance|credit|savings|school|church|fund|foundation|trust|university|agricultural|municipal|state|government|society|cooperative|association|pension|housing|administration|union|development|investment|investments|international|business|foreign|oversea|overseas|external|local|loan|assurance|trustee|recreation|project|educational|religious|indigenous|community|trade|farm|economic|electric|banking|finance|district|european|condominium)\b/.test(
    form,
  )
}

/** Index of legal forms for `stripLegalForms`. */
export const legalFormIndex = (gleif: readonly string[]): LegalForms => {
  const byLast = new Map<string, string[][]>()
  const byFirst = new Map<string, string[][]>()
  const add = (index: Map<string, string[][]>, word: string, form: string[]): void => {
    const forms = index.get(word)
    if (forms) forms.push(form)
    else index.set(word, [form])
  }
  for (const form of new Set([...writtenForms, ...gleif])) {
    const words = form.split(' ')
    add(byLast, words.at(-1) ?? '', words)
    add(byFirst, words[0] ?? '', words)
  }
  for (const index of [byLast, byFirst])
    for (const forms of index.values()) if (forms.length > 1) forms.sort((a, b) => b.length - a.length)
  return { byLast, byFirst }
}

/** Forms that mean nothing else, wherever they stand: "Foo Co., Ltd. Shanghai Branch". */
const anywhere = new Set(
  'ltd limited llc inc incorporated corp corporation gmbh pvt pte pty jsc ojsc cjsc pjsc ooo oao zao pao bhd sdn ltda sti sirketi plc fze fzco dmcc company co'.split(
    ' ',
  ),
)

/** Forms of one word that may open a name. */
const opening = new Set(
  'gongsi firma korporatsiya ooo oao zao pao ao too tov pt jsc ojsc cjsc pjsc sia uab sherkat sherkate sharikat shirkat shirkate sharekat sharekate kompaniya company corporation'.split(
    ' ',
  ),
)

/** Words of legal forms that are long enough to be known when one letter of them is wrong. */
const misspellable =
  'limited liability company corporation incorporated private otkrytoe zakrytoe publichnoe aktsionernoe obshchestvo ogranichennoi ogranichennoy otvetstvennostyu otvetstvennostiu sirketi'.split(
    ' ',
  )
/** These only beside another word of a legal form: Joint Stock, Open Joint. */
const misspellableBeside = ['joint', 'stock', 'open', 'closed', 'public']
const formWords = new Set([...misspellable, ...misspellableBeside])
interface Spelling {
  word: string
  mask: number
}
/** The words that words of each length may be with a wrong letter, and the letters of each: one slip away, two differ at most. */
const byLength = (words: readonly string[]): readonly (readonly Spelling[])[] => {
  const all: Spelling[][] = []
  for (const word of words)
    for (let length = word.length - 1; length <= word.length + 1; length++)
      (all[length] ??= []).push({ word, mask: letterMask(word) })
  return all
}
const longWords = byLength(misspellable)
const shortWords = byLength(misspellableBeside)

const rightSpelling = (text: string, words: readonly (readonly Spelling[])[]): string | null => {
  const near = words[text.length]
  if (near === undefined) return null
  const mask = letterMask(text)
  for (const { word, mask: other } of near)
    if (mayBeNear(mask, other, 1) && editDistance(word, text, 1) === 1) return word
  return null
}

const misspeltForm = (text: string): string | null =>
  text.length < 6 || text.length > 18 || noMisspelling.has(text) || formWords.has(text)
    ? null
    : rightSpelling(text, longWords)

/** Words in their own right, one letter from a word of a legal form. */
const noMisspelling = new Set('privately privates companys'.split(' '))

type Forms = readonly (readonly string[])[]

/** What a word may be of legal forms. */
export interface FormWord {
  /** The forms that end with it, the longest first. */
  readonly last: Forms
  /** Those that begin with it and may open a name. */
  readonly first: Forms
  readonly anywhere: boolean
  /** The word of a form that it is with a wrong letter. */
  readonly right: string | null
  /** The same beside "joint" or "stock" only. */
  readonly rightBeside: string | null
}

const none: Forms = []

/** Null for nearly all words: they have nothing to do with legal forms. */
export const formWord = (text: string, { byLast, byFirst }: LegalForms): FormWord | null => {
  const last = byLast.get(text) ?? none
  const all = byFirst.get(text) ?? none
  const first = all.length === 0 || opening.has(text) ? all : all.filter((form) => form.length > 1)
  const right = misspeltForm(text)
  const rightBeside =
    right !== null || text.length < 4 || formWords.has(text) ? null : rightSpelling(text, shortWords)
  return last.length === 0 &&
    first.length === 0 &&
    right === null &&
    rightBeside === null &&
    !anywhere.has(text)
    ? null
    : { last, first, anywhere: anywhere.has(text), right, rightBeside }
}
