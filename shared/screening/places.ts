import { xinjiangByLatin, xinjiangPlaces } from './xinjiang-places.ts'

/**
 * Places that stand in the names of companies and offices. A place is evidence against as much as for: two offices
 * that differ only in their place are two offices (Hetian and Kashgar Public Security Bureau), and one place has
 * many spellings (Hotan, Hetian, Khotan, 和田). Xinjiang has its prefectures and counties in full, in a table of its own,
 * because the lists name them; elsewhere provinces and large cities are enough. Names with a common homonym are left out
 * on purpose.
 * One line: id | parent | Latin names | Chinese names.
 */
const table = `
CN||china,chinese,prc,zhongguo,sino|中国,中华
HK|CN|hongkong,xianggang|香港
MO|CN|macau,macao|澳门
TW||taiwan,taiwanese|台湾
CN-XJ|CN|xinjiang,sinkiang,xuar,easturkistan,eastturkistan|新疆维吾尔自治区,新疆
CN-BJ|CN|beijing,peking|北京
CN-SH|CN|shanghai|上海
CN-TJ|CN|tianjin,tientsin|天津
CN-CQ|CN|chongqing|重庆
CN-HE|CN|hebei|河北
CN-SX|CN|shanxi|山西
CN-NM|CN|innermongolia,neimenggu|内蒙古
CN-LN|CN|liaoning|辽宁
CN-JL|CN|jilin|吉林
CN-HL|CN|heilongjiang|黑龙江
CN-JS|CN|jiangsu|江苏
CN-ZJ|CN|zhejiang|浙江
CN-AH|CN|anhui|安徽
CN-FJ|CN|fujian|福建
CN-JX|CN|jiangxi|江西
CN-SD|CN|shandong|山东
CN-HA|CN|henan|河南
CN-HB|CN|hubei|湖北
CN-HN|CN|hunan|湖南
CN-GD|CN|guangdong|广东
CN-GX|CN|guangxi|广西
CN-HI|CN|hainan|海南
CN-SC|CN|sichuan,szechuan|四川
CN-GZ|CN|guizhou|贵州
CN-YN|CN|yunnan|云南
CN-XZ|CN|tibet,xizang|西藏
CN-SN|CN|shaanxi|陕西
CN-GS|CN|gansu|甘肃
CN-QH|CN|qinghai|青海
CN-NX|CN|ningxia|宁夏
city-changchun|CN-JL|changchun|长春
city-changsha|CN-HN|changsha|长沙
city-changzhou|CN-JS|changzhou|常州
city-chengdu|CN-SC|chengdu|成都
city-dalian|CN-LN|dalian|大连
city-dandong|CN-LN|dandong|丹东
city-dongguan|CN-GD|dongguan|东莞
city-foshan|CN-GD|foshan|佛山
city-fuzhou|CN-FJ|fuzhou|福州
city-guangzhou|CN-GD|guangzhou,canton|广州
city-guilin|CN-GX|guilin|桂林
city-guiyang|CN-GZ|guiyang|贵阳
city-haikou|CN-HI|haikou|海口
city-hangzhou|CN-ZJ|hangzhou|杭州
city-harbin|CN-HL|harbin,haerbin|哈尔滨
city-hefei|CN-AH|hefei|合肥
city-hohhot|CN-NM|hohhot,huhehaote|呼和浩特
city-huizhou|CN-GD|huizhou|惠州
city-jinan|CN-SD|jinan|济南
city-jiaxing|CN-ZJ|jiaxing|嘉兴
city-kunming|CN-YN|kunming|昆明
city-kunshan|CN-JS|kunshan|昆山
city-lanzhou|CN-GS|lanzhou|兰州
city-lhasa|CN-XZ|lhasa,lasa|拉萨
city-luoyang|CN-HA|luoyang|洛阳
city-mianyang|CN-SC|mianyang|绵阳
city-nanchang|CN-JX|nanchang|南昌
city-nanjing|CN-JS|nanjing,nanking|南京
city-nanning|CN-GX|nanning|南宁
city-nantong|CN-JS|nantong|南通
city-ningbo|CN-ZJ|ningbo|宁波
city-qingdao|CN-SD|qingdao,tsingtao|青岛
city-quanzhou|CN-FJ|quanzhou|泉州
city-shenyang|CN-LN|shenyang|沈阳
city-shenzhen|CN-GD|shenzhen|深圳
city-shijiazhuang|CN-HE|shijiazhuang|石家庄
city-suzhou|CN-JS|suzhou|苏州
city-taiyuan|CN-SX|taiyuan|太原
city-tangshan|CN-HE|tangshan|唐山
city-weifang|CN-SD|weifang|潍坊
city-wenzhou|CN-ZJ|wenzhou|温州
city-wuhan|CN-HB|wuhan|武汉
city-wuhu|CN-AH|wuhu|芜湖
city-wuxi|CN-JS|wuxi|无锡
city-xiamen|CN-FJ|xiamen,amoy|厦门
city-xian|CN-SN|xian|西安
city-xuzhou|CN-JS|xuzhou|徐州
city-yangzhou|CN-JS|yangzhou|扬州
city-yantai|CN-SD|yantai|烟台
city-yinchuan|CN-NX|yinchuan|银川
city-yiwu|CN-ZJ|yiwu|义乌
city-zhengzhou|CN-HA|zhengzhou|郑州
city-zhongshan|CN-GD|zhongshan|中山
city-zhuhai|CN-GD|zhuhai|珠海
city-zibo|CN-SD|zibo|淄博
AE||emirates,uae,dubai,abudhabi,sharjah|迪拜
AF||afghanistan,afghan,kabul|
AT||austria,austrian,vienna|
AU||australia,australian|澳大利亚
BD||bangladesh,dhaka|孟加拉
BE||belgium,belgian|
BR||brazil,brasil,brazilian|巴西
BY||belarus,belarusian,minsk|白俄罗斯
CA||canada,canadian|加拿大
CH||switzerland,swiss|瑞士
CO||colombia,colombian|
CU||cuba,cuban|
DE||germany,german,deutschland|德国
EG||egypt,egyptian,cairo|
ES||spain,spanish|西班牙
FR||france,french|法国
GB||britain,british|英国
ID||indonesia,indonesian|印度尼西亚
IN||india,indian,mumbai,delhi|印度
IQ||iraq,iraqi,baghdad|
IR||iran,iranian,tehran|伊朗
IT||italy,italian,italia|意大利
JP||japan,japanese,nippon,tokyo|日本,东京
KP||northkorea,dprk,pyongyang|朝鲜,平壤
KR||southkorea,seoul|韩国
KZ||kazakhstan|哈萨克斯坦
LB||lebanon,lebanese,beirut|
LY||libya,libyan|
MM||myanmar,burma|缅甸
MX||mexico,mexican|墨西哥
MY||malaysia,malaysian|马来西亚
NL||netherlands,dutch|荷兰
PK||pakistan,pakistani,karachi|巴基斯坦
PL||poland,polish|
RS||serbia,serbian|塞尔维亚
RU||russia,russian|俄罗斯
RU-MOW|RU|moscow,moskva|莫斯科
RU-SPE|RU|petersburg|
SA||saudi|
SD||sudan,sudanese|
SG||singapore|新加坡
SY||syria,syrian,damascus|叙利亚
TH||thailand,thai|泰国
TR||turkiye,turkish,istanbul|土耳其
UA||ukraine,ukrainian|乌克兰
US||usa,american|美国
UZ||uzbekistan|乌兹别克斯坦
VE||venezuela,venezuelan|
VN||vietnam,vietnamese|越南
YE||yemen,yemeni|
ZA||southafrica|南非
AL||albania,albanian|
AM||armenia,armenian,yerevan|亚美尼亚
AO||angola,angolan|
AR||argentina,argentine|阿根廷
AZ||azerbaijan,baku|
BA||bosnia,bosnian,sarajevo|
BG||bulgaria,bulgarian|保加利亚
BH||bahrain,bahraini|
BO||bolivia,bolivian|
CL||chile,chilean|智利
CR||costarica|
CY||cyprus,cypriot|塞浦路斯
CZ||czech|捷克
DK||denmark,danish|丹麦
DZ||algeria,algerian|
EC||ecuador,ecuadorian|
EE||estonia,estonian|
ET||ethiopia,ethiopian|
FI||finland,finnish|芬兰
GH||ghana,ghanaian|
GR||greece,greek|希腊
GT||guatemala,guatemalan|
HN||honduras,honduran|
HR||croatia,croatian|
HU||hungary,hungarian|匈牙利
IE||ireland|爱尔兰
IL||israel,israeli|以色列
KE||kenya,kenyan,nairobi|肯尼亚
KG||kyrgyzstan,kyrgyz,bishkek|
KH||cambodia,cambodian|柬埔寨
KW||kuwait,kuwaiti|
LA||laos|老挝
LK||srilanka|斯里兰卡
LT||lithuania,lithuanian|
LV||latvia,latvian|
MA||morocco,moroccan|
MD||moldova,moldovan|
MN||mongolian,ulaanbaatar|蒙古国
MT||malta,maltese|
NG||nigeria,nigerian|
NI||nicaragua,nicaraguan|
NO||norway,norwegian|挪威
NP||nepal,nepalese|尼泊尔
NZ||newzealand|新西兰
OM||oman,omani|
PE||peru,peruvian|秘鲁
PH||philippines,philippine,manila|菲律宾
PR||puertorico|
PT||portugal,portuguese|葡萄牙
PY||paraguay|
QA||qatar,qatari|
RO||romania,romanian|
SE||sweden,swedish|瑞典
SI||slovenia,slovenian|
SK||slovakia,slovak|
SN||senegal,senegalese|
SO||somalia,somali|
SV||elsalvador|
TJ||tajikistan,tajik,dushanbe|
TM||turkmenistan,turkmen|
TN||tunisia,tunisian|
TZ||tanzania,tanzanian|
UG||uganda,ugandan|
UY||uruguay|
ZM||zambia,zambian|
ZW||zimbabwe|
`

export interface Place {
  id: string
  parent: string | null
  /** How a sentence calls it. */
  title: string
}

const places = new Map<string, Place>()
const byLatin = new Map<string, Place>()
const byHan = new Map<string, Place>()

const add = (id: string, parent: string | null, latin: readonly string[], han: readonly string[]): void => {
  const first = latin[0] ?? id
  const place = { id, parent, title: first.charAt(0).toUpperCase() + first.slice(1) }
  places.set(id, place)
  for (const name of latin) byLatin.set(name, place)
  for (const name of han) if (name !== '') byHan.set(name, place)
}

for (const line of table.trim().split('\n')) {
  const [id = '', parent = '', latin = '', han = ''] = line.split('|')
  add(id, parent === '' ? null : parent, latin.split(','), han.split(','))
}

/** Spellings that other places share, and that in the names of listed companies are nearly always the place of Xinjiang. */
const sharedButMeant = new Set(
  'hami,kumul,changji,ili,yili,tacheng,hetian,beitun,shuanghe,kunyu,lop,luopu,moyu,yutian,pishan,guma,bachu,shule,yecheng,jiashi,shanshan,manas,manasi,qitai,fukang'.split(
    ',',
  ),
)

/** Chinese names whose reading is shared, but not their characters. */
const meantInHan = new Set(
  '策勒,疏附,巴里坤,伊吾,木垒,精河,轮台,尉犁,焉耆,和静,和硕,博湖,沙雅,拜城,乌什,柯坪,额敏,墨玉,于田,皮山,叶城,伽师,玛纳斯,和田,哈密,塔城,鄯善'.split(
    ',',
  ),
)

for (const { code, prefecture, latin, han } of xinjiangPlaces) {
  const meant = (name: string): boolean =>
    sharedButMeant.has(name) || (xinjiangByLatin.get(name)?.every(({ own }) => own) ?? false)
  const names = latin.filter((name) => meant(name))
  // Where a reading is shared the characters may be words or other places: 温泉 is a hot spring, 新源 a new source.
  const characters = latin.every((name) => meant(name)) ? han : han.filter((name) => meantInHan.has(name))
  if (names.length > 0)
    add(`XJ-${code}`, prefecture === undefined ? 'CN-XJ' : `XJ-${prefecture}`, names, characters)
}

/** A place by its id. */
export const placeById = (id: string): Place | undefined => places.get(id)

/** The place that a word in lower-case ASCII names. Names of two words are looked up joined (`hongkong`). */
export const placeOfWord = (word: string): Place | undefined => byLatin.get(word)

/** Chinese place names, simplified. */
export const placesInHan: ReadonlyMap<string, Place> = byHan

/** Whether one place lies in the other, or they are the same. */
export const placesAgree = (a: string, b: string): boolean => within(a, b) || within(b, a)

const within = (inner: string, outer: string): boolean => {
  for (let id: string | null = inner; id !== null; id = places.get(id)?.parent ?? null)
    if (id === outer) return true
  return false
}
