/**
 * Places that stand in the names of companies and offices. A place is evidence against as much as for: two offices
 * that differ only in their place are two offices (Hetian and Kashgar Public Security Bureau), and one place has
 * many spellings (Hotan, Hetian, Khotan, 和田). Xinjiang has its prefectures and counties in full, because the lists
 * name them; elsewhere provinces and large cities are enough. Names with a common homonym are left out on purpose.
 * One line: id | parent | Latin names | Chinese names.
 */
const table = `
CN||china,chinese,prc,zhongguo,sino|中国,中华
HK|CN|hongkong,xianggang|香港
MO|CN|macau,macao|澳门
TW||taiwan,taiwanese|台湾
CN-XJ|CN|xinjiang,sinkiang,xuar|新疆维吾尔自治区,新疆
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
XJ-urumqi|CN-XJ|urumqi,wulumuqi,urumchi|乌鲁木齐
XJ-karamay|CN-XJ|karamay,kelamayi|克拉玛依
XJ-turpan|CN-XJ|turpan,tulufan,turfan|吐鲁番
XJ-hami|CN-XJ|hami,kumul|哈密
XJ-changji|CN-XJ|changji|昌吉
XJ-bortala|CN-XJ|bortala,boertala|博尔塔拉
XJ-bayingolin|CN-XJ|bayingolin,bayinguoleng,bazhou|巴音郭楞
XJ-aksu|CN-XJ|aksu,akesu|阿克苏
XJ-kizilsu|CN-XJ|kizilsu,kezilesu|克孜勒苏
XJ-kashgar|CN-XJ|kashgar,kashi|喀什
XJ-hotan|CN-XJ|hotan,hetian,khotan,hoten|和田
XJ-ili|CN-XJ|ili,yili|伊犁
XJ-tacheng|CN-XJ|tacheng|塔城
XJ-altay|CN-XJ|altay,aletai|阿勒泰
XJ-shihezi|CN-XJ|shihezi|石河子
XJ-aral|CN-XJ|aral,alaer|阿拉尔
XJ-tumxuk|CN-XJ|tumxuk,tumushuke|图木舒克
XJ-wujiaqu|CN-XJ|wujiaqu|五家渠
XJ-beitun|CN-XJ|beitun|北屯
XJ-tiemenguan|CN-XJ|tiemenguan|铁门关
XJ-shuanghe|CN-XJ|shuanghe|双河
XJ-kokdala|CN-XJ|kokdala,kekedala|可克达拉
XJ-kunyu|CN-XJ|kunyu|昆玉
XJ-korla|XJ-bayingolin|korla,kuerle|库尔勒
XJ-kuitun|XJ-ili|kuitun,kuytun|奎屯
XJ-yining|XJ-ili|yining,gulja|伊宁
XJ-lop|XJ-hotan|lop,luopu|洛浦
XJ-moyu|XJ-hotan|moyu,karakax|墨玉
XJ-yutian|XJ-hotan|yutian,keriya|于田
XJ-pishan|XJ-hotan|pishan,guma|皮山
XJ-yarkant|XJ-kashgar|yarkant,yarkand,shache|莎车
XJ-maralbexi|XJ-kashgar|maralbexi,bachu|巴楚
XJ-shule|XJ-kashgar|shule|疏勒
XJ-yecheng|XJ-kashgar|yecheng,kargilik|叶城
XJ-jiashi|XJ-kashgar|jiashi,payzawat|伽师
XJ-awat|XJ-aksu|awat,awati|阿瓦提
XJ-kuqa|XJ-aksu|kuqa,kuche|库车
XJ-shanshan|XJ-turpan|shanshan,piqan|鄯善
XJ-toksun|XJ-turpan|toksun,tuokexun|托克逊
XJ-manas|XJ-changji|manas,manasi|玛纳斯
XJ-hutubi|XJ-changji|hutubi|呼图壁
XJ-qitai|XJ-changji|qitai|奇台
XJ-fukang|XJ-changji|fukang|阜康
XJ-zhundong|XJ-changji|zhundong|准东
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
for (const line of table.trim().split('\n')) {
  const [id = '', parent = '', latin = '', han = ''] = line.split('|')
  const names = latin.split(',')
  const first = names[0] ?? id
  const place = {
    id,
    parent: parent === '' ? null : parent,
    title: first.charAt(0).toUpperCase() + first.slice(1),
  }
  places.set(id, place)
  for (const name of names) byLatin.set(name, place)
  for (const name of han.split(',')) if (name !== '') byHan.set(name, place)
}

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
