import { cantoneseReading, foldCantonese, foldKorean, koreanReading } from './han-readings.ts'
import type { PartyType } from '../model/designation.ts'
import type { PreparedName } from './normalise.ts'
import { placesAgree } from './places.ts'
import { soundLikeness } from './sound-alike.ts'
import { editDistance } from './spelling.ts'
import type { Token } from './tokens.ts'

/** What a Chinese and a Latin name have in common beyond the words that are the same in both. */
export interface CrossScript {
  /** From 0 to 1. */
  score: number
  /** The pairs that it rests on: Chinese, Latin, and how they agree. */
  pairs: readonly (readonly [han: string, latin: string, how: 'sound' | 'reading' | 'meaning'])[]
}

/** Business words that translators put for each other: 动力 is power, dynamics and propulsion. */
const exchangeable = (
  'power dynamics propulsion electric;aviation air aerospace space aeronautic aircraft;scientific technology technical;trading business;equipment system device apparatus;' +
  'institute academy research center university laboratory institution;plant works complex enterprise;department bureau office directorate agency;united union complex joint associated alliance coalition federation;' +
  'world global universal earth;general main central;automobile motor vehicle truck car;arms munition armament weapon;group corporation;association council organization foundation;hospital clinic medical;' +
  'electronic electric;computer information informatic;machinery machine mechanical industry;construction engineering building;america usa american;korea northkorea;service operation supply;structure structural;environment environmental'
)
  .split(';')
  .map((words) => new Set(words.split(' ')))

const mayStandFor = (a: string, b: string): boolean =>
  exchangeable.some((words) => words.has(a) && words.has(b))

const hasHan = (name: PreparedName): boolean =>
  name.tokens.some((token) => token.han !== undefined || isMeaning(token))
/** A word that a Chinese business word means is shown with its characters. */
const isMeaning = (token: Token): boolean => /\p{Script=Han}/u.test(token.shown)

interface Piece {
  shown: string
  text: string
  canonical: string
  place: Token['place']
  /** Characters of a name proper, read by sound. */
  han: string | undefined
  weight: number
}

const weightOfGeneric = (token: Token): number => 0.12 + 0.4 * token.weight

const hanPieces = (name: PreparedName): Piece[] =>
  name.tokens.map((token) => ({
    shown: token.shown,
    text: token.text,
    canonical: token.canonical,
    place: token.place,
    han: token.han !== undefined && !token.place ? token.han : undefined,
    weight:
      token.han !== undefined && !token.place
        ? Math.min(1.4, 0.35 * token.han.length)
        : weightOfGeneric(token),
  }))

/** Characters that translators put into words of their own: 红兔 is Red Rabbit. */
const characterMeanings = new Map(
  (
    '红:red 蓝:blue 黑:black 白:white 绿:green 黄:yellow 金:gold 银:silver 铜:copper 铁:iron 钢:steel 高:high 低:low 大:great 小:small 新:new 老:old 长:long 天:sky 日:sun 月:moon 星:star 云:cloud 风:wind 雨:rain 雷:thunder ' +
    '电:electric 光:light 火:fire 水:water 海:sea 江:river 河:river 湖:lake 山:mountain 石:stone 土:earth 木:wood 林:forest 花:flower 草:grass 龙:dragon 虎:tiger 熊:bear 兔:rabbit 马:horse 鹰:eagle 鹏:roc 凤:phoenix ' +
    '狼:wolf 狮:lion 象:elephant 鱼:fish 鸟:bird 眼:eye 手:hand 心:heart 头:head 力:force 点:point 线:line 门:gate 桥:bridge 路:road 城:city 家:home 国:nation 人:people 民:people 王:king 军:army 兵:soldier 剑:sword ' +
    '箭:arrow 枪:gun 盾:shield 船:ship 机:machine 车:vehicle 网:web 芯:chip 核:nuclear 能:energy 油:oil 气:gas 煤:coal 矿:ore 钻:diamond 玉:jade 珠:pearl 宝:treasure 财:wealth 福:fortune 友:friend 和:peace 平:peace 安:peace ' +
    '东:east 南:south 西:west 北:north 中:central 上:upper 前:front 先:advanced 快:fast 急:rapid 速:speed 一:one 二:two 三:three 四:four 五:five 六:six 七:seven 八:eight 九:nine 十:ten 百:hundred 千:thousand 万:ten 球:globe 界:world ' +
    '时:time 空:space 智:smart 慧:wise 美:beauty 华:china 永:forever 恒:constant 信:trust 诚:integrity 创:innovation 联:united 合:united 通:universal 达:reach 超:super 反:anti 文:text 边:edge 舵:rudder 层:layer 库:reservoir'
  )
    .split(' ')
    .map((pair): [string, string] => [pair.charAt(0), pair.slice(2)]),
)

/** How many of the characters are there as words, each once, as a share. */
const similarityByMeaning = (
  han: string,
  latin: readonly Token[],
  used: Uint8Array,
): { value: number; at: number[] } => {
  const at: number[] = []
  for (const character of han) {
    const meaning = characterMeanings.get(character)
    if (meaning === undefined) continue
    const j = latin.findIndex(
      (token, position) =>
        used[position] === 0 &&
        !at.includes(position) &&
        (token.canonical === meaning || token.text === meaning || token.text === `${meaning}s`),
    )
    if (j >= 0) at.push(j)
  }
  return { value: at.length / han.length, at }
}

const readings = new Map<string, { korean: string | null; cantonese: string | null }>()
const readingsOf = (han: string): { korean: string | null; cantonese: string | null } => {
  let known = readings.get(han)
  if (known === undefined) {
    if (readings.size > 20_000) readings.clear()
    const korean = koreanReading(han)
    const cantonese = cantoneseReading(han)
    known = {
      korean: korean ? foldKorean(korean.join('')) : null,
      cantonese: cantonese ? foldCantonese(cantonese.join('')) : null,
    }
    readings.set(han, known)
  }
  return known
}

const byLetters = (a: string, b: string): number => {
  const longer = Math.max(a.length, b.length)
  if (longer < 3) return a === b ? 1 : 0
  const limit = Math.floor(longer / 3)
  const distance = editDistance(a, b, limit)
  return distance > limit ? 0 : 1 - distance / longer
}

const similarityBySound = (
  han: string,
  pinyin: string,
  latin: string,
): { value: number; how: 'sound' | 'reading' } => {
  const { korean, cantonese } = readingsOf(han)
  const read = Math.max(
    korean === null ? 0 : byLetters(korean, foldKorean(latin)),
    cantonese === null ? 0 : byLetters(cantonese, foldCantonese(latin)),
    byLetters(pinyin, latin),
  )
  // Sounds of a single character are anybody's.
  const sound = soundLikeness(pinyin, latin) - (han.length < 3 ? 0.12 : 0)
  return read >= sound ? { value: read, how: 'reading' } : { value: sound, how: 'sound' }
}

interface Group {
  from: number
  size: number
  text: string
  shown: string
  weight: number
}

/** Latin words, and neighbours as one word. */
const groupsOf = (tokens: readonly Token[]): Group[] => {
  const groups: Group[] = []
  for (let from = 0; from < tokens.length; from++) {
    let text = ''
    let weight = 0
    const shown: string[] = []
    for (let size = 1; size <= 4 && from + size <= tokens.length; size++) {
      const token = tokens[from + size - 1]
      if (!token || token.kind === 'number') break
      text += token.text
      weight += token.weight < 0.1 ? 0.05 : 0.3 + 0.7 * token.weight
      shown.push(token.shown)
      if (text.length > 24) break
      groups.push({ from, size, text, shown: shown.join(' '), weight: Math.min(1.4, weight) })
    }
  }
  return groups
}

const leastLikeness = 0.45

/**
 * Compares a name in Chinese characters with one in Latin letters: the name proper by how it sounds (in Mandarin,
 * Cantonese or Korean, or as a foreign word that Chinese writes by sound), the rest by what it means. It ranks, and it
 * never opens a match by itself. Null where the two are not one in Chinese and one in Latin letters.
 */
export const compareAcrossScripts = (
  a: PreparedName,
  b: PreparedName,
  type: PartyType = 'organisation',
): CrossScript | null => {
  const hanA = hasHan(a)
  if (hanA === hasHan(b)) return null
  const [chinese, latin] = hanA ? [a, b] : [b, a]
  const pieces = hanPieces(chinese)
  const groups = groupsOf(latin.tokens)
  const used = new Uint8Array(latin.tokens.length)
  const pairs: [string, string, 'sound' | 'reading' | 'meaning'][] = []
  let matched = 0
  let mine = 0
  for (const { weight } of pieces) mine += weight
  const metWeights = new Map<number, number>()
  // Meanings and places first: they leave to the sounds what is nobody's business word.
  for (const piece of pieces) {
    if (piece.han !== undefined) continue
    let best = 0
    let at = -1
    for (let j = 0; j < latin.tokens.length; j++) {
      const token = latin.tokens[j]
      if (!token || used[j] === 1) continue
      const value =
        piece.place && token.place
          ? placesAgree(piece.place.id, token.place.id)
            ? 1
            : 0
          : piece.canonical === token.canonical
            ? 1
            : mayStandFor(piece.canonical, token.canonical)
              ? 0.7
              : 0
      if (value > best) {
        best = value
        at = j
      }
    }
    const token = latin.tokens[at]
    if (!token) continue
    used[at] = 1
    metWeights.set(at, weightOfGeneric(token))
    matched += best * piece.weight
    pairs.push([piece.shown, token.shown, 'meaning'])
  }
  for (const piece of pieces) {
    if (piece.han === undefined) continue
    let best = leastLikeness
    let found: Group | undefined
    let how: 'sound' | 'reading' = 'sound'
    for (const group of groups) {
      let free = true
      for (let j = group.from; j < group.from + group.size; j++) free &&= used[j] === 0
      if (!free) continue
      const similar = similarityBySound(piece.han, piece.text, group.text)
      const value = similar.value * (1 - 0.05 * (group.size - 1))
      if (value > best) {
        best = value
        found = group
        how = similar.how
      }
    }
    const meant =
      piece.han.length >= 2 ? similarityByMeaning(piece.han, latin.tokens, used) : { value: 0, at: [] }
    if (meant.value >= 0.5 && meant.value > best * best) {
      for (const j of meant.at) {
        used[j] = 1
        metWeights.set(j, piece.weight / meant.at.length)
      }
      matched += meant.value * piece.weight
      pairs.push([piece.shown, meant.at.map((j) => latin.tokens[j]?.shown ?? '').join(' '), 'meaning'])
      continue
    }
    if (!found) continue
    for (let j = found.from; j < found.from + found.size; j++) {
      used[j] = 1
      metWeights.set(j, piece.weight / found.size)
    }
    matched += best * best * piece.weight
    pairs.push([piece.shown, found.shown, how])
  }
  let theirs = 0
  for (let j = 0; j < latin.tokens.length; j++) {
    const token = latin.tokens[j]
    // A person is often called by the family name alone.
    const rest = token ? (token.weight < 0.1 ? 0.03 : weightOfGeneric(token)) : 0
    theirs += metWeights.get(j) ?? (type === 'person' ? 0.3 * rest : rest)
  }
  return mine + theirs === 0 ? null : { score: Math.min(1, (2 * matched) / (mine + theirs)), pairs }
}
