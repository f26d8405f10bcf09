/**
 * The places of the Xinjiang Uyghur Autonomous Region: prefectures, cities and counties by their code of GB/T 2260, and
 * the cities of the Xinjiang Production and Construction Corps with the division that runs each. The spellings are
 * pinyin, the official romanisation of Uyghur, Kazakh and Mongol names, and older ones that documents still print.
 *
 * One line: code | rank | English name | Latin spellings, letters only | Chinese names. A spelling with `?` is shared:
 * another place in China, down to the town, or a common word is spelt so, and it counts only with its parent. Even the
 * others need China beside them: Aksu is in Turkey too, Aral in Kazakhstan.
 */
const table = `
6501|prefecture|Urumqi|urumqi,wulumuqi,urumchi,urumuqi,urumtsi,wulumchi,tihwa|乌鲁木齐,乌市
6502|prefecture|Karamay|karamay,kelamayi,qaramay,karamai|克拉玛依
6504|prefecture|Turpan|turpan,tulufan,turfan|吐鲁番
6505|prefecture|Hami|hami?,kumul?,qumul|哈密
6523|prefecture|Changji|changji?,sanji?|昌吉
6527|prefecture|Bortala|bortala,boertala,bortalamongol|博尔塔拉
6528|prefecture|Bayingolin|bayingolin,bayinguoleng,bayingol,bayangol,bayingholin,bayinguolin|巴音郭楞
6529|prefecture|Aksu|aksu,akesu,aqsu|阿克苏
6530|prefecture|Kizilsu|kizilsu,kezilesu,qizilsu|克孜勒苏
6531|prefecture|Kashgar|kashgar,kashi,kaxgar,kashghar,qashqar,kashigaer|喀什,喀什噶尔
6532|prefecture|Hotan|hotan,hetian?,khotan,hoten,xoten,hotien|和田,和阗
6540|prefecture|Ili|ili?,yili?|伊犁
6542|prefecture|Tacheng|tacheng?,qoqek,tarbagatay,tarbaghatay,chuguchak,tarbagatai|塔城
6543|prefecture|Altay|altay,aletai,altai|阿勒泰
650102|county|Tianshan District|tianshan?|天山
650103|county|Saybag|saybag,shayibake,saybagh,sayibake|沙依巴克
650104|county|Xinshi|xinshi?|新市
650105|county|Shuimogou|shuimogou?|水磨沟
650106|county|Toutunhe|toutunhe,tudunghaba|头屯河
650107|county|Dabancheng|dabancheng|达坂城
650109|county|Midong|midong?,miquan?|米东,米泉
650202|county|Dushanzi|dushanzi,maytag|独山子
650204|county|Baijiantan|baijiantan,jerenbulaq|白碱滩
650205|county|Urho|urho,wuerhe,orku|乌尔禾
650402|county|Gaochang|gaochang?|高昌
650421|county|Piqan|piqan,shanshan?,pichan|鄯善
650422|county|Toksun|toksun,tuokexun|托克逊
650502|county|Yizhou District|yizhou?|伊州
650521|county|Barkol|barkol,balikun,barkul|巴里坤
650522|county|Yiwu County|yiwu?,araturuk,aratumuk|伊吾
652302|county|Fukang|fukang?|阜康
652323|county|Hutubi|hutubi,kutubi|呼图壁
652324|county|Manas|manas,manasi?|玛纳斯
652325|county|Qitai|qitai?,guchung,gucheng?|奇台
652327|county|Jimsar|jimsar,jimusaer,jimusar|吉木萨尔
652328|county|Mori|mori?,mulei?|木垒
652701|county|Bole|bole?|博乐
652702|county|Alashankou|alashankou,alataw,alatawpass|阿拉山口
652722|county|Jinghe|jinghe?|精河
652723|county|Arixang|arixang,wenquan?,arshang|温泉
652801|county|Korla|korla,kuerle,kurla|库尔勒
652822|county|Bugur|bugur,luntai?|轮台
652823|county|Lopnur|lopnur,yuli?,lopnor|尉犁
652824|county|Ruoqiang|ruoqiang,qarkilik,charkhlik,qakilik,charklik|若羌
652825|county|Qiemo|qiemo,qarqan,cherchen,charchan|且末
652826|county|Yanqi|yanqi?,karashahr,karasahr,yenqi,karashar|焉耆
652827|county|Hejing|hejing?|和静
652828|county|Hoxud|hoxud,heshuo?,hoshut|和硕
652829|county|Bohu|bohu?,bagrax,baghrash,bosten?|博湖
652902|county|Kuqa|kuqa,kuche,kucha,kuchar,kuqar|库车
652922|county|Onsu|onsu,wensu|温宿
652924|county|Xayar|xayar,shaya?,shayar|沙雅
652925|county|Toksu|toksu,xinhe?|新和
652926|county|Bay|bay?,baicheng?|拜城
652927|county|Uqturpan|uqturpan,wushi?,uchturpan,ushturpan|乌什
652928|county|Awat|awat,awati,avat|阿瓦提
652929|county|Kalpin|kalpin,keping?,kelpin|柯坪
653001|county|Artux|artux,atushi,artush,atush|阿图什
653022|county|Akto|akto,aketao,aktu|阿克陶
653023|county|Akqi|akqi,aheqi,akchi|阿合奇
653024|county|Ulugqat|ulugqat,wuqia,uluggat,ulughchat|乌恰
653121|county|Shufu|shufu?,konasheher,konashahr,tokkuzak|疏附
653122|county|Shule|shule?,yengisheher,yengixahar|疏勒
653123|county|Yengisar|yengisar,yingjisha,yengisa,yangihissar|英吉沙
653124|county|Poskam|poskam,zepu?,posgam|泽普
653125|county|Yarkant|yarkant,yarkand,shache,yeken,soche|莎车
653126|county|Kargilik|kargilik,yecheng?,qaghiliq,karghilik|叶城
653127|county|Makit|makit,maigaiti,mekit,merket,markit|麦盖提
653128|county|Yopurga|yopurga,yuepuhu,yopurgha|岳普湖
653129|county|Payzawat|payzawat,jiashi?,peyziwat,faizabad?|伽师
653130|county|Maralbexi|maralbexi,bachu,maralbeshi,maralbexsi|巴楚
653131|county|Taxkorgan|taxkorgan,tashikuergan,tashkurgan,tashkorgan|塔什库尔干
653222|county|Karakax|karakax,moyu?,qaraqash,karakash,qaraqax|墨玉
653223|county|Pishan|pishan?,guma?|皮山
653224|county|Lop|lop?,luopu?|洛浦
653225|county|Qira|qira?,cele?,chira|策勒
653226|county|Keriya|keriya,yutian?|于田
653227|county|Niya|niya?,minfeng?|民丰
6532-hean|county|He'an|hean?|和安
6532-hekang|county|Hekang|hekang?|和康
654002|county|Yining|yining?,gulja,ghulja,kulja,qulja|伊宁
654003|county|Kuytun|kuytun,kuitun|奎屯
654004|county|Khorgas|khorgas,huoerguosi,horgos,korgas,khorgos,qorghas|霍尔果斯
654022|county|Qapqal|qapqal,chabuchaer,chapchal|察布查尔
654023|county|Huocheng|huocheng?|霍城
654024|county|Tokkuztara|tokkuztara,gongliu?,toqquztara|巩留
654025|county|Kunes|kunes,xinyuan?|新源
654026|county|Mongolkure|mongolkure,zhaosu?,monggolkure|昭苏
654027|county|Tekes|tekes,tekesi|特克斯
654028|county|Nilka|nilka,nileke,nilqa|尼勒克
654202|county|Usu|usu?,wusu?|乌苏
654203|county|Shawan|shawan?|沙湾
654221|county|Emin|emin?,dorbiljin,emil?|额敏
654224|county|Toli|toli?,tuoli?|托里
654225|county|Yumin|yumin?,qagantokay,chagantokay|裕民
654226|county|Hoboksar|hoboksar,hebukesaier,hobuksar,kobuksar|和布克赛尔,和丰
654321|county|Burqin|burqin,buerjin|布尔津
654322|county|Koktokay|koktokay,fuyun?|富蕴
654323|county|Burultokay|burultokay,fuhai?|福海
654324|county|Kaba|kaba?,habahe,qaba|哈巴河
654325|county|Qinggil|qinggil,qinghe?,chinggil|青河
654326|county|Jeminay|jeminay,jimunai|吉木乃
659001|corps 8|Shihezi|shihezi|石河子
659002|corps 1|Aral|aral,alar,alaer|阿拉尔
659003|corps 3|Tumxuk|tumxuk,tumushuke,tumshuq,tumshuk|图木舒克
659004|corps 6|Wujiaqu|wujiaqu|五家渠
659005|corps 10|Beitun|beitun?|北屯
659006|corps 2|Tiemenguan|tiemenguan|铁门关
659007|corps 5|Shuanghe|shuanghe?|双河
659008|corps 4|Kokdala|kokdala,kekedala,koktdala|可克达拉
659009|corps 14|Kunyu|kunyu?|昆玉
659010|corps 7|Huyanghe|huyanghe|胡杨河
659011|corps 13|Xinxing|xinxing?|新星
659012|corps 9|Baiyang|baiyang?|白杨
zhundong|park|Zhundong|zhundong,eastjunggar,eastjunggarbasin|准东
ganquanbao|park|Ganquanbao|ganquanbao,ganquanpu|甘泉堡
`

/** Every name under which documents write the region itself. */
export const regionNames: ReadonlySet<string> = new Set(
  'xinjiang,sinkiang,xuar,hsinchiang,singkiang,xinjian,easturkistan,eastturkistan,eastturkestan,sharqiyturkistan,uyghurautonomousregion,uighurautonomousregion,uygurautonomousregion,uyghuristan'.split(
    ',',
  ),
)

/** The Corps: its name is no place, but where it stands in an address the place is in Xinjiang. */
export const corpsNames: ReadonlySet<string> = new Set(
  'xpcc,bingtuan,shengchanjianshebingtuan,productionandconstructioncorps,productionandconstructioncorp'.split(
    ',',
  ),
)

export interface XinjiangPlace {
  /** The code of GB/T 2260; a word for a park, and with the prefecture's code for counties founded since the table. */
  code: string
  rank: 'prefecture' | 'county' | 'corps' | 'park'
  title: string
  han: readonly string[]
  latin: readonly string[]
  /** The prefecture's code; absent for prefectures, cities of the Corps and parks. */
  prefecture?: string
  /** The division of the Corps that runs the city. */
  division?: number
}

export const xinjiangPlaces: readonly XinjiangPlace[] = table
  .trim()
  .split('\n')
  .map((line): XinjiangPlace => {
    const [code = '', rank = '', title = '', latin = '', han = ''] = line.split('|')
    const [kind, division] = rank.split(' ')
    return {
      code,
      rank: kind as XinjiangPlace['rank'],
      title,
      latin: latin.replaceAll('?', '').split(','),
      han: han.split(','),
      ...(kind === 'county' ? { prefecture: code.slice(0, 4) } : {}),
      ...(division === undefined ? {} : { division: Number(division) }),
    }
  })

/** A spelling and the place that it can mean. */
export interface XinjiangSpelling {
  place: XinjiangPlace
  /** No other place in China, and no common word, is spelt so. */
  own: boolean
}

const sharedSpellings = new Set([...table.matchAll(/([a-z]+)\?/g)].map((match) => match[1] ?? ''))

const byLatin = new Map<string, XinjiangSpelling[]>()
const byHan = new Map<string, XinjiangPlace>()
for (const place of xinjiangPlaces) {
  for (const name of place.latin)
    byLatin.set(name, [...(byLatin.get(name) ?? []), { place, own: !sharedSpellings.has(name) }])
  for (const name of place.han) byHan.set(name, place)
}

/** The places of Xinjiang that a word in lower-case Latin letters can mean. */
export const xinjiangByLatin: ReadonlyMap<string, readonly XinjiangSpelling[]> = byLatin
/** The place of Xinjiang that a Chinese name (simplified, without the word for its rank) can mean. */
export const xinjiangByHan: ReadonlyMap<string, XinjiangPlace> = byHan
