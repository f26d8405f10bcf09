import type { GoodsDescription } from '../../model/designation.ts'
import { cleanText, plainWords } from './listed-name.ts'
import { splitOutsideParentheses } from './outside-parentheses.ts'
import { headings, type GoodsKind } from './tariff-headings.ts'

type Goods = readonly [words: string, ...of: GoodsKind[]]

/** The dataset's words for goods, one line each, with the kinds of goods that they name. */
const merchandise: Readonly<Record<string, readonly Goods[]>> = {
  'All Garments': [['All Garments', 'apparel']],
  'Aluminum extrusions and profile products': [
    ['Aluminum extrusions and profile products', 'aluminumProfiles'],
  ],
  Apparel: [['Apparel', 'apparel']],
  'Artificial Flowers': [['Artificial Flowers', 'artificialFlowers']],
  'Artisanal Rough Cut Diamonds': [['Artisanal Rough Cut Diamonds', 'roughDiamonds']],
  Asbestos: [['Asbestos', 'asbestos']],
  'Auto Parts and Machinery': [
    ['Auto Parts', 'autoParts'],
    ['Machinery', 'machinery'],
  ],
  'Automobile Tires': [['Automobile Tires', 'tires']],
  'Beedi Cigarettes and Other Tobacco Products': [
    ['Beedi Cigarettes', 'tobaccoProducts'],
    ['Other Tobacco Products', 'tobaccoProducts'],
  ],
  'Bicycles and bicycle parts': [
    ['Bicycles', 'bicycles'],
    ['bicycle parts', 'bicycleParts'],
  ],
  'Carpets, Hand-Knotted Wool': [['Carpets, Hand-Knotted Wool', 'woolCarpets']],
  'Cast Iron Items': [['Cast Iron Items', 'castIron']],
  Coffee: [['Coffee', 'coffee']],
  'Computer Parts': [['Computer Parts', 'computers']],
  'Copper and Copper Products': [
    ['Copper', 'copper'],
    ['Copper Products', 'copperProducts'],
  ],
  Cotton: [['Cotton', 'cotton']],
  'Cotton and Cotton Products': [
    ['Cotton', 'cotton'],
    ['Cotton Products', 'cotton', 'cottonProducts'],
  ],
  'Cotton and Processed Cotton': [
    ['Cotton', 'cotton'],
    ['Processed Cotton', 'cotton'],
  ],
  'Cotton, Tomatoes and Downstream Products': [
    ['Cotton', 'cotton'],
    ['Tomatoes', 'freshTomatoes'],
    ['Downstream Products', 'cottonProducts', 'tomatoProducts'],
  ],
  'Diesel Engines': [['Diesel Engines', 'dieselEngines']],
  'Drilling Machines': [['Drilling Machines', 'drilling']],
  'Electric Fans and Zinc-Coated Wire': [
    ['Electric Fans', 'fans'],
    ['Zinc-Coated Wire', 'wireZincCoated'],
  ],
  'Frankincense and frankincense-based products': [
    ['Frankincense', 'frankincense'],
    ['frankincense-based products', 'frankincenseProducts'],
  ],
  'Fresh Tomatoes': [['Fresh Tomatoes', 'freshTomatoes']],
  Furniture: [['Furniture', 'furniture']],
  'Galvanized Pipe': [['Galvanized Pipe', 'steelPipe']],
  Garments: [['Garments', 'apparel']],
  'Garments, apparel and textiles': [
    ['Garments', 'apparel'],
    ['apparel', 'apparel'],
    ['textiles', 'textiles'],
  ],
  Gold: [['Gold', 'gold']],
  'Hair Products': [['Hair Products', 'humanHair']],
  Hoists: [['Hoists', 'hoists']],
  'Machine Presses': [['Machine Presses', 'presses']],
  'Malleable Iron Pipe Fittings': [['Malleable Iron Pipe Fittings', 'malleableFittings']],
  'Peeled Garlic': [['Peeled Garlic', 'garlic']],
  'Planing Machines': [['Planing Machines', 'planing']],
  'Rubber Gloves, Condoms, Rubber Raincoats, and Rubber Footwear': [
    ['Rubber Gloves', 'rubberGloves'],
    ['Condoms', 'condoms'],
    ['Rubber Raincoats', 'rubberRaincoats'],
    ['Rubber Footwear', 'rubberFootwear'],
  ],
  'Rubber Vulcanization Accelerators': [['Rubber Vulcanization Accelerators', 'rubberAccelerators']],
  'Sea Salt Products': [['Sea Salt Products', 'salt']],
  Seafood: [['Seafood', 'seafood']],
  'Sheepskin and Leather': [
    ['Sheepskin', 'sheepskin'],
    ['Leather', 'leather'],
  ],
  'Silica-based products': [['Silica-based products', 'silica', 'solar']],
  'Soda Ash, Calcium Chloride, and Caustic Soda': [
    ['Soda Ash', 'sodaAsh'],
    ['Calcium Chloride', 'calciumChloride'],
    ['Caustic Soda', 'causticSoda'],
  ],
  'Stevia and its Derivatives': [
    ['Stevia', 'stevia'],
    ['Derivatives', 'steviaExtracts'],
  ],
  'Stevia Extracts and Derivatives': [['Stevia Extracts and Derivatives', 'steviaExtracts']],
  'Sulfuric (Sulphuric) Acid': [['Sulfuric (Sulphuric) Acid', 'sulfuricAcid']],
  Tea: [['Tea', 'tea']],
  Tobacco: [['Tobacco', 'tobacco']],
  'Video Games and Connector Plugs Thereof': [
    ['Video Games', 'videoGames'],
    ['Connector Plugs', 'connectors'],
  ],
  'Work Gloves': [['Work Gloves', 'workGloves']],
}

/** Goods in words that no order of today uses, by their plain words in the singular. */
const otherWords: Readonly<Record<string, readonly GoodsKind[]>> = {
  'palm oil': ['palmOil'],
  'palm kernel oil': ['palmOil'],
  sugar: ['sugar'],
  'raw sugar': ['sugar'],
  molasses: ['sugar'],
  cocoa: ['cocoa'],
  'cocoa bean': ['cocoa'],
  toy: ['toys'],
  'bone black': ['boneBlack'],
  'potassium hydroxide': ['potassiumHydroxide'],
  'potassium nitrate': ['potassiumNitrate'],
  'viscose rayon fiber': ['rayonFiber'],
  rayon: ['rayonFiber'],
  viscose: ['rayonFiber'],
  'disposable glove': ['rubberGloves'],
  'disposable rubber glove': ['rubberGloves'],
  'medical glove': ['rubberGloves'],
  glove: ['rubberGloves', 'workGloves'],
  polysilicon: ['silica'],
  silica: ['silica'],
  'solar panel': ['solar'],
  'solar cell': ['solar'],
  'solar module': ['solar'],
  'polyvinyl chloride': ['polyvinylChloride'],
  pvc: ['polyvinylChloride'],
  aluminum: ['aluminum'],
  'lithium ion battery': ['batteries'],
  fish: ['seafood'],
  tuna: ['seafood'],
  squid: ['seafood'],
  shrimp: ['seafood'],
  carpet: ['carpets'],
  rug: ['carpets'],
  footwear: ['footwear'],
  shoe: ['footwear'],
  brick: ['bricks'],
  cobalt: ['cobalt'],
  lithium: ['lithium'],
  tomato: ['freshTomatoes'],
  tire: ['tires'],
  tyre: ['tires'],
  salt: ['salt'],
  diamond: ['roughDiamonds'],
  wig: ['humanHair'],
  'human hair': ['humanHair'],
  garlic: ['garlic'],
  leather: ['leather'],
  'aluminum extrusion': ['aluminumProfiles'],
  clothing: ['apparel'],
  textile: ['textiles'],
}

/** What is made of goods, where an order reaches "downstream products", "derivatives", "products containing …". */
const madeOf: Readonly<Partial<Record<GoodsKind, readonly GoodsKind[]>>> = {
  cotton: ['cottonProducts'],
  freshTomatoes: ['tomatoProducts'],
  tobacco: ['tobaccoProducts'],
  copper: ['copperProducts'],
  palmOil: ['palmOilProducts'],
  sugar: ['sugarProducts'],
  silica: ['solar'],
  stevia: ['steviaExtracts'],
  frankincense: ['frankincenseProducts'],
}

const singular = (word: string): string =>
  word.length > 3 && word.endsWith('s') && !/(?:ss|us|asses)$/.test(word)
    ? word
        .replace(/ies$/, 'y')
        .replace(/(?<=o|sh|ch|x)es$/, '')
        .replace(/s$/, '')
    : word

const key = (text: string): string =>
  plainWords(text)
    .replace(/\baluminium\b/g, 'aluminum')
    .split(' ')
    .map(singular)
    .join(' ')

const byWords = new Map(Object.entries(merchandise).map(([words, goods]) => [key(words), goods]))

const kindsByWords = new Map<string, readonly GoodsKind[]>([
  ...Object.values(merchandise)
    .flat()
    // "Derivatives" and "Downstream Products" are of the goods beside them.
    .filter(([words]) => !/^(?:derivatives|downstream products)$/i.test(words))
    .map(([words, ...of]) => [key(words), of] as const),
  ...Object.entries(otherWords),
])

const reachOf = (text: string): GoodsDescription['reach'] => {
  if (/\bin whole or in part\b|\bwholly or in part\b/i.test(text)) return 'in-whole-or-in-part'
  const downstream =
    /\bdownstream\b|\bderiv(?:ed|ative)|-based\b|\b(?:containing|made (?:of|with|from)|produced (?:with|from))\b|\bproducts thereof\b|^(?:cotton|copper|tomato|palm oil|sugar|tobacco) products$/i
  return downstream.test(text) ? 'downstream' : undefined
}

const describe = (text: string, of: readonly GoodsKind[]): GoodsDescription => {
  const reach = reachOf(text)
  return {
    text,
    hs: [...new Set(of.flatMap((kind) => headings[kind]))].sort(),
    ...(reach ? { reach } : {}),
  }
}

const productsOf = (of: readonly GoodsKind[]): GoodsKind[] => of.flatMap((kind) => madeOf[kind] ?? [])

/** The goods that a phrase names: itself, or its last words ("hand-woven wool carpets" are carpets). */
const kindsOf = (text: string): readonly GoodsKind[] | undefined => {
  const words = key(text).split(' ')
  for (let from = 0; from < words.length; from++) {
    const found = kindsByWords.get(words.slice(from).join(' '))
    if (found) return found
  }
  return undefined
}

/** "Products containing tobacco", "articles made in whole or in part with cotton": what they are made of. */
const madeWith =
  /^(?:\w+\s+)?(?:products?|articles?|goods|items)\s+(?:containing|(?:made|produced|manufactured|derived)\s+(?:(?:wholly|in whole)\s+or\s+in\s+part\s+)?(?:of|with|from|using))\s+(.+)$/i
const basedOn = /^(.+?)(?:[- ]based(?: products?)?| products?| derivatives?)$/i
const ofThese =
  /^(?:(?:its|their|other)\s+)?(?:downstream products?|products? thereof|derivatives?|derived products?)$/i

/** One part of a merchandise text that the table does not have as a whole. `before`: the goods named so far. */
const readPart = (text: string, before: readonly GoodsKind[]): readonly GoodsKind[] | undefined => {
  const itself = kindsByWords.get(key(text))
  if (itself) return itself
  // "Downstream products", "products thereof", "its derivatives": of the goods before.
  if (ofThese.test(text)) {
    const of = productsOf(before)
    return of.length > 0 ? of : undefined
  }
  const base = kindsOf((madeWith.exec(text) ?? basedOn.exec(text))?.[1] ?? '')
  return base ? [...base, ...productsOf(base)] : kindsOf(text)
}

/** The parts of a merchandise text, read one by one; the whole text as it is where none of them is known. */
const readParts = (text: string): GoodsDescription[] => {
  const parts = splitOutsideParentheses(
    text,
    /\s*[,;]\s*(?:and\s+|or\s+)?(?:including\s+|such as\s+)?|\s+(?:and|&|including|such as)\s+/g,
  ).filter((part) => part !== '')
  const named: GoodsKind[] = []
  const goods = parts.map((part) => {
    const kinds = readPart(part, named)
    named.push(...(kinds ?? []))
    return describe(part, kinds ?? [])
  })
  return goods.some(({ hs }) => hs.length > 0) ? goods : [describe(text, [])]
}

/** Two orders on a country's goods name products made of them in the entity's cell, not in the merchandise's. */
const downstream: readonly { words: RegExp; of: GoodsKind[] }[] = [
  {
    words: /products (?:produced|made|manufactured) in whole or in part with [\w ]*cotton/i,
    of: ['cottonProducts'],
  },
  { words: /products containing tobacco[\w ]*/i, of: ['tobaccoProducts'] },
]

const everything = new Set(['all product', 'all good', 'all merchandise', 'all good and merchandise'])

/**
 * The goods of an order: its merchandise in the order's own words, part by part, with prefixes of the Harmonized
 * System. "All Products" is all goods of the party; words without a line in the table have no headings: they are kept,
 * and `unresolvedGoods` names them.
 */
export const goodsOf = (merchandiseText: string, entityText: string): GoodsDescription[] => {
  const text = cleanText(merchandiseText).replace(/\.$/, '')
  if (everything.has(key(text))) return [{ text, hs: [], all: true }]
  const known = byWords.get(key(text))
  const goods = known ? known.map(([words, ...of]) => describe(words, of)) : readParts(text)
  const products = downstream.flatMap(({ words, of }) => {
    const named = words.exec(cleanText(entityText))?.[0]
    return named === undefined ? [] : [describe(named.trim(), of)]
  })
  return [...goods, ...products]
}

/** Goods that have no heading of the tariff: a supplier's code cannot be compared with them. */
export const unresolvedGoods = (goods: readonly GoodsDescription[]): string[] =>
  goods.filter(({ hs, all }) => hs.length === 0 && all !== true).map(({ text }) => text)
