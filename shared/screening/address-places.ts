import divisions from './data/china-divisions.generated.json' with { type: 'json' }
import { xinjiangPlaces } from './xinjiang-places.ts'

/**
 * The places that addresses name above the street: provinces, cities and counties of China in full; elsewhere the
 * provinces, districts and large cities of the countries that most suppliers are in, with the spellings that changed
 * (Bangalore, Bengaluru) and the towns that registers count to a large city (Savar, Dhaka).
 * One line: path of the parent | names; of several names of one place the first is its own, the others follow `=`.
 */
const elsewhere = `
|china=CN|bangladesh=BD|india=IN|pakistan=PK|vietnam=VN|cambodia=KH|indonesia=ID|turkey=turkiye=TR|thailand=TH|myanmar=burma=MM|srilanka=LK|malaysia=MY|philippines=PH|egypt=EG|morocco=MA|tunisia=TN|jordan=JO|mexico=MX|honduras=HN|elsalvador=SV|guatemala=GT|nicaragua=NI|portugal=PT|brazil=brasil=BR|italy=italia=IT|southkorea=KR|japan=JP|taiwan=TW
HK|hongkong=xianggang=hksar|kowloon|newterritories
HK/kowloon|mongkok|tsimshatsui=tst|kwuntong|hunghom|kwunchung|cheungshawan|laichikok|yaumatei|sanpokong|kowloonbay|ngautaukok|shamshuipo
HK/newterritories|shatin|tsuenwan|kwaichung|kwaitsing|tuenmun|yuenlong|taipo|fotan|fanling
MO|macau=macao
TW|taipei|newtaipei=taipeihsien|taoyuan|taichung|tainan|kaohsiung|hsinchu|changhua|yunlin|chiayi|pingtung|miaoli|nantou|keelung
BD|dhaka=dacca|chattogram=chittagong=chattagram=ctg|rajshahi|khulna|sylhet|barishal=barisal|rangpur|mymensingh=mymensigh
BD/dhaka|gazipur=gajipur|narayanganj=narayangonj=nganj|savar=saver|ashulia=asulia|narsingdi=norsingdi|manikganj=manikgonj|munshiganj|tangail|dhamrai|keraniganj=keranigonj|tongi|kashimpur=kasimpur|uttara|mirpur|tejgaon|konabari|kaliakair=kaliakoir=kaliakior|sreepur=sripur|faridpur
BD/chattogram|comilla=cumilla|noakhali|feni|brahmanbaria|chandpur|cepz|kepz|patenga
BD/mymensingh|bhaluka=valuka|jamalpur
IN|andhrapradesh|bihar|delhi=newdelhi=ncr|goa|gujarat|haryana|himachalpradesh|jharkhand|karnataka|kerala|madhyapradesh|maharashtra|odisha=orissa|punjab|rajasthan|tamilnadu=tn|telangana|uttarpradesh=up|uttarakhand|westbengal|chhattisgarh
IN/tamilnadu|chennai=madras=chengnai|coimbatore=covai|tirupur=tiruppur|madurai|karur|erode|salem|vellore|ambur|ranipet|tiruvallur=thiruvallur|namakkal|dindigul
IN/tamilnadu/chennai|kancheepuram=kanchipuram|chengalpattu=chengelpet|perungudi|sriperumbudur=sriperambudur|ambattur=ambathur|guindy
IN/karnataka|bengaluru=bangalore|mysuru=mysore|mangaluru=mangalore|hubballi=hubli|belagavi=belgaum|tumakuru=tumkur|ramanagara|mandya|hassan
IN/maharashtra|mumbai=bombay|pune=poona|nagpur|nashik=nasik|solapur=sholapur|kolhapur|aurangabad
IN/maharashtra/mumbai|thane=thana|bhiwandi|navimumbai|andheri|goregaon
IN/westbengal|kolkata=calcutta|howrah|durgapur
IN/gujarat|ahmedabad=ahmadabad|surat|vadodara=baroda|rajkot|gandhinagar|vapi|bharuch
IN/telangana|hyderabad|secunderabad
IN/andhrapradesh|visakhapatnam=vizag|vijayawada|nellore|tirupati
IN/kerala|kochi=cochin|thiruvananthapuram=trivandrum|kozhikode=calicut|kannur=cannanore|alappuzha=alleppey
IN/delhi|gurugram=gurgaon|noida=gautambudhnagar|faridabad|ghaziabad|greaternoida|okhla|manesar
IN/uttarpradesh|agra|kanpur|lucknow|varanasi=benares=banaras|prayagraj=allahabad|moradabad|bhadohi|meerut|unnao
IN/rajasthan|jaipur|jodhpur|udaipur|bhilwara
IN/punjab|ludhiana|amritsar|jalandhar=jullundur
IN/haryana|panipat|sonipat=sonepat|ambala
IN/madhyapradesh|indore|bhopal
PK|sindh|punjab|khyberpakhtunkhwa=kpk=nwfp|balochistan|islamabad
PK/sindh|karachi|hyderabad|korangi
PK/punjab|lahore|faisalabad=lyallpur|sialkot|multan|gujranwala|rawalpindi|sheikhupura|kasur
VN|hanoi|hochiminh=hcm=hcmc=saigon=tphcm|haiphong|danang|cantho|angiang|bariavungtau|bacgiang|backan|baclieu|bacninh|bentre|binhdinh|binhduong|binhphuoc|binhthuan|camau|caobang|daklak|daknong|dienbien|dongnai|dongthap|gialai|hagiang|hanam|hatinh|haiduong|haugiang|hoabinh|hungyen|khanhhoa|kiengiang|kontum|laichau|lamdong|langson|laocai|longan|namdinh|nghean|ninhbinh|ninhthuan|phutho|phuyen|quangbinh|quangnam|quangngai|quangninh|quangtri|soctrang|sonla|tayninh|thaibinh|thainguyen|thanhhoa|thuathienhue=hue|tiengiang|travinh|tuyenquang|vinhlong|vinhphuc|yenbai
VN/dongnai|bienhoa|nhontrach|longthanh|trangbom
VN/binhduong|thuanan|dian|tanuyen|bencat|thudaumot
KH|phnompenh=phnompehn|kandal|kampongspeu=kompongspeu|kampongcham=kompongcham|takeo=thakeo|svayrieng|sihanoukville=preahsihanouk=sihanouk|kampongchhnang=kompongchhnang|preyveng|siemreap|battambang
ID|jakarta=dki|westjava=jawabarat|centraljava=jawatengah|eastjava=jawatimur|banten|yogyakarta=jogjakarta=diy|bali|northsumatra=sumaterautara
ID/jakarta|northjakarta=jakartautara|eastjakarta=jakartatimur|westjakarta=jakartabarat
ID/westjava|bandung|bekasi|bogor|sukabumi|subang|karawang|purwakarta|majalengka|cirebon|garut|sumedang|tasikmalaya|cianjur|depok
ID/centraljava|semarang|demak|ungaran|solo=surakarta|boyolali|sukoharjo|pekalongan|klaten|jepara|salatiga|sragen|karanganyar|kendal|brebes|tegal|batang
ID/eastjava|surabaya|sidoarjo|pasuruan|malang|mojokerto|gresik|probolinggo|jombang|nganjuk|ngawi|madiun
ID/banten|tangerang|serang|cikupa|cilegon
TR|istanbul|izmir|bursa|ankara|denizli|adana|gaziantep=antep|kayseri|konya|tekirdag|corlu|kocaeli=izmit|manisa|mersin=icel|sanliurfa=urfa|malatya|kahramanmaras=maras|antalya|balikesir|usak|sakarya=adapazari|eskisehir|zonguldak|batman|diyarbakir|adiyaman|samsun|tokat|ordu|giresun|trabzon|canakkale|edirne|kirklareli|aydin|mugla|afyon=afyonkarahisar|kutahya|bolu|duzce|corum|sivas|erzurum|van|mardin|hatay|osmaniye
TH|bangkok=krungthep=bkk|samutprakan=samutprakarn=samutjhprakarn|nakhonpathom=nakornpathom=nakhonpthom|samutsakhon=samutsakorn|chonburi|pathumthani=patumthani|nonthaburi|ayutthaya|ratchaburi|chiangmai|nakhonratchasima=korat|rayong|chachoengsao
MM|yangon=yagon=rangoon|bago=pegu|mandalay|hlaingtharyar=hlaingthayar|shwepyithar=shwepyitha|pathein|insein|mingaladon
LK|colombo|gampaha|katunayake|biyagama|kandy|kurunegala|galle|matara|ratnapura|avissawella|koggala
MY|johor=johore|selangor|penang=pulaupinang|kualalumpur|perak|kedah|melaka=malacca|negerisembilan|pahang|kelantan|sabah|sarawak
PH|manila|cebu|laguna|cavite|batangas|bulacan|quezoncity|bataan|pampanga|rizal
EG|cairo|alexandria|portsaid|ismailia|giza|10thoframadan=tenthoframadan|mahalla|sadatcity|suez
MA|casablanca|tangier=tanger|fes=fez|rabat|marrakech=marrakesh|sale
TN|tunis|sousse|monastir|bizerte|sfax|nabeul|benarous
JO|amman|irbid|zarqa|sahab|aldulayl=addulayl=dulail|karak
MX|mexicocity=cdmx=ciudaddemexico|puebla|tlaxcala|jalisco|guanajuato|yucatan|durango|coahuila|nuevoleon|tamaulipas|bajacalifornia|hidalgo|queretaro|morelos|chihuahua|sonora
MX/guanajuato|leon
MX/tamaulipas|reynosa|matamoros|nuevolaredo
HN|cortes|choloma|sanpedrosula|tegucigalpa|villanueva|elprogreso|puertocortes
SV|sansalvador|lalibertad|santaana|sanjuanopico|colon|ciudadarce|antiguocuscatlan=antiguacuscatlan|soyapango|ilopango
GT|guatemalacity=ciudaddeguatemala|mixco|villanueva|chimaltenango|sacatepequez|amatitlan
NI|managua|chinandega|leon|masaya|tipitapa|granada
PT|lisboa=lisbon|porto=oporto|braga|guimaraes|barcelos|famalicao=vilanovadefamalicao|santotirso|felgueiras|aveiro|covilha|trofa|maia|vizela|fafe|leiria|pacosdeferreira|penafiel|lousada
BR|saopaulo|riodejaneiro|minasgerais|santacatarina|parana|riograndedosul|ceara|pernambuco|bahia|paraiba|riograndedonorte|espiritosanto|goias
BR/santacatarina|blumenau|brusque|joinville|jaraguadosul|gaspar|indaial|jaragua
BR/saopaulo|americana|campinas|francana|franca|jau|birigui|guarulhos
BR/ceara|fortaleza|maracanau|pacajus|maranguape
BR/riograndedosul|novohamburgo|portoalegre|sapiranga|campobom|caxiasdosul
IT|milano=milan|firenze=florence|prato|vicenza|treviso|napoli=naples|roma=rome|torino=turin|como|bergamo|brescia|verona|padova=padua|modena|bologna|ancona|fermo|macerata
KR|seoul|busan=pusan|daegu=taegu|incheon=inchon|gyeonggi=kyunggi=kyonggi|daejeon=taejon|gwangju=kwangju
JP|tokyo|osaka|kyoto|aichi|gifu|okayama|hiroshima|fukuoka|kobe|nagoya|yokohama
LT|vilnius|kaunas
RO|bucharest=bucuresti|iasi|cluj|bacau|arad|timisoara|botosani
BG|sofia|plovdiv|varna|ruse|haskovo
AE|dubai|sharjah|ajman|abudhabi|rasalkhaimah=rak|ummalquwain
IR|tehran=teheran|esfahan=isfahan|shiraz|tabriz|mashhad|karaj
RU|moscow=moskva|saintpetersburg=stpetersburg=sanktpeterburg=petersburg|ekaterinburg=yekaterinburg|novosibirsk|kazan
UA|kyiv=kiev|odesa=odessa|kharkiv=kharkov|lviv=lvov|dnipro=dnepropetrovsk
MG|antananarivo=tananarive|antsirabe
MU|portlouis
KE|nairobi|mombasa
ET|addisababa|hawassa|mekelle
HT|portauprince|ouanaminthe|codevi
`

/** A place that a word may name, as its path from the country down: `CN/33/3303`. */
export interface AddressPlace {
  path: string
  /** 1 for a country, 2 for a province, 3 for a city, 4 for a county or town. */
  depth: number
}

export interface PlaceName {
  /** The place's own spelling. */
  canonical: string
  places: readonly AddressPlace[]
  /** The least depth at which the name is used. */
  depth: number
}

const names = new Map<string, { canonical: string; places: AddressPlace[]; depth: number }>()

const add = (name: string, canonical: string, path: string): void => {
  if (name.length < 2) return
  const depth = path.split('/').length
  const known = names.get(name)
  if (!known) names.set(name, { canonical, places: [{ path, depth }], depth })
  else if (!known.places.some((place) => place.path === path)) {
    known.places.push({ path, depth })
    known.depth = Math.min(known.depth, depth)
  }
}

const municipalities = new Set(['11', '12', '31', '50'])
/** Older and English spellings of China's provinces and cities. */
const alsoCalled: Record<string, readonly string[]> = {
  guangdong: ['kwangtung', 'guandong', 'guangdon'],
  guangzhou: ['canton', 'guangzhuo', 'guanzhou'],
  beijing: ['peking'],
  nanjing: ['nanking'],
  tianjin: ['tientsin'],
  qingdao: ['tsingtao'],
  xiamen: ['amoy'],
  shantou: ['swatow'],
  sichuan: ['szechuan', 'szechwan', 'sichuang'],
  zhejiang: ['chekiang', 'zheijang', 'zhejang', 'zejiang'],
  jiangsu: ['kiangsu', 'jiangshu'],
  fujian: ['fukien'],
  neimenggu: ['innermongolia'],
  xizang: ['tibet'],
  xinjiang: ['sinkiang', 'xuar'],
  haerbin: ['harbin'],
  dongguan: ['donguan'],
  wenzhou: ['wehzhou'],
}

const addChina = (name: string, path: string): void => {
  add(name, name, path)
  for (const other of alsoCalled[name] ?? []) add(other, name, path)
}

let provincePath = ''
for (const line of divisions.lines) {
  const [code = '', rest = ''] = line.split(' ')
  if (code.length === 2) {
    provincePath = `CN/${code}`
    addChina(rest, provincePath)
    continue
  }
  const [city = '', counties = ''] = rest.split(':')
  // A municipality's districts stand directly under it, as if it were a city too.
  const cityPath = `${provincePath}/${municipalities.has(code.slice(0, 2)) ? code.slice(0, 2) : code}`
  if (city !== '') addChina(city, cityPath)
  for (const county of counties.split(','))
    if (county.length >= 4) add(county, county, `${cityPath}/${county}`)
}
for (const code of municipalities) {
  const name = divisions.lines.find((line) => line.startsWith(`${code} `))?.slice(3) ?? ''
  addChina(name, `CN/${code}/${code}`)
}
for (const place of xinjiangPlaces) {
  if (!/^\d/.test(place.code)) continue
  const city = place.prefecture ?? place.code
  const path = place.prefecture ? `CN/65/${city}/${place.code}` : `CN/65/${city}`
  for (const name of place.latin) add(name, place.latin[0] ?? name, path)
}
for (const line of elsewhere.trim().split('\n')) {
  const [parent = '', ...groups] = line.split('|')
  for (const group of groups) {
    const [own = '', ...others] = group.split('=')
    // A country's line ends in its code, which is its path.
    const code = others.find((other) => /^[A-Z]{2}$/.test(other))
    const path = code ?? (own === 'hongkong' || own === 'macau' ? parent : `${parent}/${own}`)
    for (const name of [own, ...others]) if (name !== code) add(name, own, path)
  }
}

/** The places that a word, or words written together, may name. */
export const placesNamed = (word: string): PlaceName | undefined => names.get(word)

const starts = new Set<string>()
for (const name of names.keys()) for (let i = 2; i < name.length; i++) starts.add(name.slice(0, i))

/** Whether more words joined to these may still name a place: ends the search for places that are written apart. */
export const beginsPlace = (letters: string): boolean => starts.has(letters)

/** Whether one place lies in the other, or they are the same. */
export const pathsAgree = (a: string, b: string): boolean =>
  a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`)
