/**
 * The words of addresses that say what kind of thing a neighbouring word or number names, in the languages of the
 * places that suppliers are in, with the abbreviations and slips in which registers have them.
 */

export type AddressWordKind =
  /** A road, street or lane: names what stands beside it. */
  | 'street'
  /** The same in languages that put it before the name: Jalan, Calle, ulitsa. */
  | 'street-before'
  /** A room, floor, block or building: its number is that of a part of a site. */
  | 'unit'
  /** A plot, lot or survey number: its number is the site's. */
  | 'plot'
  /** No., #: the number of the site follows. */
  | 'number'
  /** A zone, park or estate, a sector or phase of one: its number is part of the zone's name. */
  | 'zone'
  /** A village, town, district, county, city or province: its number is part of the place's name. */
  | 'place'
  | 'direction'
  | 'kilometre'
  /** A post box or postcode. */
  | 'post'
  /** Says that what follows is near, not the site itself. */
  | 'near'
  /** Says nothing. */
  | 'filler'

/** One line: kind canonical: other forms. */
const table = `
street road: rd,lu,daolu
street street: str,strasse,straat,jie,dajie
street avenue: ave,avn,av,avenida,dadao,prospekt,prospect
street lane: ln,xiang,soi,nong
street boulevard: blvd,bulvar,bulvari
street highway: hwy,gonglu,expressway,freeway
street drive: dr
street parkway: pkwy
street square: sq,chowk
street cross:
street marg:
street cadde: cad,caddesi,caddes
street sokak: sok,sk,sokagi
street alley: allee
street-before road: jl,jalan,jln,duong,rua,rodovia,rod,calle,carretera,carr,carrer,rue,via,viale,strada,ulitsa,ul,pereulok,shosse,naberezhnaya,nab,calzada,travessa,estrada,thanon
unit room: rm,rms,suite,ste,flat,office,kantor,pom,kv,daire,oficina,bodega,apartment,apt,sala
unit floor: fl,flr,kat,piso,lantai,etage,storey,ceng
unit block: blk,blok
unit building: bldg,bld,bldgs,bluding,buliding,blding,tower,house,plaza,centre,center,mansion,edificio,edif,gedung,structure,korpus,korp,stroenie,hall,godown,warehouse,shed,gala,arcade,dasha,gate,litera,lit
unit unit: units,danyuan,nave
plot plot: plots,lot,lots,lote,parcel,parsel,ada,manzana,mza,quadra,kavling,kav,holding,survey,khasra,gut,sf,dag,thua,dom
number no: nos,num,number,nr,numero,nomor,hao
zone industrial: industry,industries,indl,ind,indus,industiral,indusrial,industial,inductrial,lndustrial,industria,industrie,industrielle,gongye,sanayi,congnghiep
zone zone: zones,zona,kawasan,khu,bolgesi,gongyequ
zone park: parks,parque,parc,gongyeyuan,kcn,osb,iz,ip
zone estate: estates,est
zone area: areas,part,site,community,urb,urbanizacion,colonia,col,fracc,bairro
zone development: dev,devel,developm,developmental,develop,devleopment,develoment,kaifaqu,kaifa
zone economic: eco,econ,economy,jingji
zone technology: tech,technical,technological,jishu,science
zone hightech: hitech,hi,high,gaoxin
zone new:
zone export: processing,epz,sez,trade,free,franca,libre,concentration,logistics,bonded
zone sector: sec
zone phase: ph,phases,stage,etapa
zone complex: cluster,colony
place village: vill,villiage,villeage,villege,vlg,cun,thon,ap,hamlet,kampung,kp,desa,ds,kelurahan,kel,phum,koy,koyu,mouza,xa,commune,khum,ward,phuong,sangkat,barangay,brgy,tambon,tumbol,mahalle,mahallesi,mah,mh,union,po,post,moo,mu,rt,rw,natural,administration,administrative,residential,quarter,neighbourhood
place town: zhen,towan,township,twp,jiedao,subdistrict,kecamatan,kec,municipality,municipal,xiang,nagar
place district: dist,distt,distinct,qu,huyen,quan,khan,srok,amphur,amphoe,upazila,upazilla,upozila,thana,ps,taluk,taluka,tal,tehsil,teh,mandal,ilce,ilcesi,raion,rayon,distrito,division
place county: xian,cnty,count,country,kabupaten,kab,okrug
place city: shi,kota,tp,ciudad,municipio,krung,level
place province: prov,provice,privince,provincr,prvince,provinsi,sheng,tinh,changwat,state,estado,oblast,obl,prefecture,autonomous,region,governorate,departamento,depto,krai,republic,resp
direction north: bei,utara,kuzey,norte,bac
direction south: nan,selatan,guney,sur,southern
direction east: timur,dogu,este,eastern
direction west: barat,bati,oeste,western
direction middle: zhong,central,tengah,mid
kilometre km: kilometer,kilometre,kilometro
post postcode: pin,pincode,zip,zipcode,pc,cp,cep,postal,code
post box: pobox
post phone: tel,fax,mobile
near near: opp,opposite,behind,beside,adjacent,next,back,front,side,off,intersection,corner,contiguo,frente,located,junction
filler of: the,and,at,in,to,de,del,la,el,los,las,da,do,dos,das,di,on,les,le,al,ve,nolu,raya,china,prc,chn,india,bangladesh,vietnam,cambodia,turkey,turkiye,indonesia,pakistan,myanmar,thailand,malaysia,usa,co,ltd,people,peoples
`

export interface AddressWord {
  /** The one word for it. */
  canonical: string
  kind: AddressWordKind
}

const words = new Map<string, AddressWord>()
for (const line of table.trim().split('\n')) {
  const [head = '', variants = ''] = line.split(': ')
  const [kind = '', canonical = ''] = head.replace(':', '').split(' ')
  const word: AddressWord = { canonical, kind: kind as AddressWordKind }
  for (const variant of [canonical, ...variants.split(',')])
    if (variant !== '' && !words.has(variant)) words.set(variant, word)
}

/** What a word in lower-case Latin letters says of its neighbours; undefined for names. */
export const addressWord = (word: string): AddressWord | undefined => words.get(word)

/** Chinese address words, by the last character or characters of a part: 北京路 is a road, 8号 a number. */
export const hanAddressWords: readonly (readonly [string, string])[] = [
  ['维吾尔自治区', 'province'],
  ['壮族自治区', 'province'],
  ['回族自治区', 'province'],
  ['自治区', 'province'],
  ['省', 'province'],
  ['经济技术开发区', 'development'],
  ['高新技术产业开发区', 'development'],
  ['开发区', 'development'],
  ['工业园区', 'industrial'],
  ['工业园', 'industrial'],
  ['工业区', 'industrial'],
  ['园区', 'park'],
  ['自治州', 'city'],
  ['自治县', 'county'],
  ['地区', 'city'],
  ['街道', 'town'],
  ['市', 'city'],
  ['州', 'city'],
  ['盟', 'city'],
  ['县', 'county'],
  ['旗', 'county'],
  ['区', 'district'],
  ['镇', 'town'],
  ['乡', 'town'],
  ['村', 'village'],
  ['社区', 'village'],
  ['大道', 'avenue'],
  ['大街', 'street'],
  ['公路', 'highway'],
  ['路', 'road'],
  ['街', 'street'],
  ['巷', 'lane'],
  ['弄', 'lane'],
  ['号楼', 'building'],
  ['号', 'no'],
  ['大厦', 'building'],
  ['大楼', 'building'],
  ['广场', 'building'],
  ['栋', 'building'],
  ['幢', 'building'],
  ['楼', 'floor'],
  ['层', 'floor'],
  ['室', 'room'],
  ['单元', 'unit'],
]
