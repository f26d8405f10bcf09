/**
 * Names of towns and regions by which an address is cut, in lower case and under the spellings of the lists themselves.
 * Where they are from stands beside each table; a test holds the first two against the files.
 */
export type PlaceNames = Readonly<Record<string, string>>

/**
 * Towns that addresses name in the official files: the Consolidated Screening List of late April 2022 (all of its
 * lists), and the rule 88 FR 12170.
 */
export const towns: PlaceNames = {
  AE: 'dubai|sharjah|abu dhabi|ajman|ras al khaimah|fujairah',
  AF: 'kabul|kandahar|jalalabad|herat',
  AM: 'yerevan',
  AT: 'vienna',
  AZ: 'baku',
  BE: 'brussels',
  BG: 'sofia',
  BR: 'sao paulo|sorocaba',
  BY: 'minsk|borisov|baranovichi|gomel|pinsk|slutsk|vitebsk|grodno',
  CA: 'montreal|toronto|laval|markham|st. laurent|ottawa|st. catharines|dollard-des-ormeaux|coquitlam|mississauga',
  CH: 'bern|geneva|zurich|lugano',
  CN: "beijing|shanghai|tianjin|chongqing|shenzhen|guangzhou|dongguan|zhuhai|foshan|chengdu|mianyang|nanjing|suzhou|wuxi|changzhou|nantong|wuhan|xian|xi'an|xi’an|hangzhou|ningbo|shijiazhuang|harbin|hefei|changsha|zhuzhou|nanchang|jinan|qingdao|yantai|weihai|dalian|shenyang|changchun|zhengzhou|luoyang|kunming|guiyang|lanzhou|urumqi|fuzhou|xiamen|langfang|dandong",
  CY: 'nicosia|limassol|lefkosia',
  DE: 'berlin|munich|hamburg|kiel|kelsterbach|wermelskirchen|heubach|konstanz|duesseldorf|dusseldorf|regensburg|essen|frankfurt',
  EE: 'tallinn',
  EG: 'cairo|alexandria',
  ES: 'madrid|barcelona|valencia',
  FI: 'helsinki|vantaa|espoo|lappeenranta|savitaipale',
  FR: 'paris|lyon|pinsaguel|puteaux|saint malo',
  GB: 'london|birmingham|edinburgh|cambridge|ipswich|manchester|road town',
  GE: 'tbilisi',
  GR: 'athens',
  HK: 'hong kong',
  ID: 'jakarta|bandung|surabaya',
  IL: 'tel aviv|tel aviv-yafo|herzliya|binyamina|caesarea|jerusalem',
  IN: 'new delhi|mumbai|bengaluru|bangalore',
  IQ: 'baghdad|mosul|erbil|irbil',
  IR: 'tehran|isfahan|esfahan|shiraz|tabriz|karaj|mashhad|zanjan|qom|kish',
  IT: 'rome|milan',
  JO: 'amman',
  JP: 'tokyo',
  KG: 'bishkek',
  KR: 'seoul|incheon',
  KZ: 'almaty',
  LB: 'beirut|tripoli',
  LV: 'riga',
  MM: 'yangon|nay pyi taw|mandalay',
  MT: 'santa venera|st. julians|sliema|valletta',
  MX: 'mexico city',
  MY: 'kuala lumpur|petaling jaya|puchong|sepang|butterworth|subang jaya|shah alam',
  NL: 'the hague|amsterdam|amstelveen|rotterdam',
  NO: 'oslo|fredrikstad',
  OM: 'muscat',
  PK: 'islamabad|lahore|karachi|rawalpindi|peshawar|taxila|multan|faisalabad|sialkot|wah cantt',
  PL: 'katowice',
  RO: 'bucharest',
  RS: 'belgrade',
  RU: 'moscow|st. petersburg|st petersburg|saint petersburg|zelenograd|saransk|yekaterinburg|ekaterinburg|voronezh|surgut|tomsk|samara|novosibirsk|izhevsk|severodvinsk|ryazan|krasnodar|nizhny novgorod|nizhni novgorod|kazan|omsk|kirov|stavropol|saratov|volgograd|zhukovsky|perm|kaliningrad|kaluga|tula|tyumen|kovrov|ufa|chelyabinsk|penza|vladivostok|rostov-on-don|dubna|korolev|khimki|rybinsk|novy urengoi|temryuk|ulyanovsk|smolensk|yaroslavl|taganrog|krasnoyarsk|irkutsk',
  SA: 'riyadh|jeddah|jubail',
  SE: 'stockholm',
  SG: 'singapore',
  SY: 'damascus|aleppo|homs|latakia',
  TH: 'bangkok|samutprakarn|samut prakarn',
  TR: 'istanbul|ankara|izmir|gaziantep|antalya|bursa|mersin',
  TW: 'taipei|taoyuan|hsinchu|taichung|tainan|kaohsiung',
  UA: 'kiev|kyiv|yalta|kerch|sevastopol|simferopol|feodosia|sudak|alushta|evpatoria|donetsk|luhansk',
  UZ: 'tashkent',
  VN: 'hanoi|ho chi minh city',
  ZA: 'cape town|centurion|pretoria|johannesburg',
}

/** Regions by name, of the same files; those that say what they are ("Hunan Province") need no line here. */
export const regions: PlaceNames = {
  CA: 'quebec|ontario|nova scotia|ont|qc|bc',
  CN: 'guangdong|jiangsu|zhejiang|hebei|henan|hunan|hubei|sichuan|shandong|shanxi|shaanxi|anhui|jiangxi|fujian|liaoning|jilin|heilongjiang|guizhou|yunnan|gansu|hainan|guangxi|xinjiang|xuar|inner mongolia',
  HK: 'kowloon|kln|new territories|n.t.|nt',
  IN: 'maharashtra',
  MY: 'selangor|selangor darul ehsan|penang|wilayah persekutuan',
  PK: 'punjab|sindh|baluchistan|balochistan',
  UA: 'crimea|crimea (occupied)',
  ZA: 'gauteng',
}

/** ISO 3166-2:US: the states, the District of Columbia and Puerto Rico, by the codes that addresses write. */
export const statesOfTheUs =
  'al|ak|az|ar|ca|co|ct|de|dc|fl|ga|hi|id|il|in|ia|ks|ky|la|me|md|ma|mi|mn|ms|mo|mt|ne|nv|nh|nj|nm|ny|nc|nd|oh|ok|or|pa|pr|ri|sc|sd|tn|tx|ut|vt|va|wa|wv|wi|wy'

/**
 * Large towns and regions of countries whose parties are listed, which none of those files names: general knowledge of
 * geography, with no document behind it.
 */
export const townsElsewhere: PlaceNames = {
  CA: 'saint-laurent|vancouver',
  CN: 'huizhou|wenzhou|baoding|taiyuan|nanning|haikou|hohhot|yinchuan|xining',
  CY: 'larnaca',
  FR: 'toulouse',
  IL: 'haifa',
  IN: 'chennai|hyderabad|kolkata',
  IT: 'turin',
  JP: 'osaka',
  KR: 'busan',
  KZ: 'astana|nur-sultan',
  LT: 'vilnius',
  MO: 'macau|macao',
  PL: 'warsaw|krakow',
  RU: 'cheboksary',
  TW: 'new taipei',
  VN: 'haiphong',
}
export const regionsElsewhere: PlaceNames = {
  CA: 'british columbia|alberta|manitoba',
  CN: 'qinghai|tibet|ningxia',
  IN: 'karnataka|tamil nadu|telangana|gujarat',
  MY: 'johor',
}
