import { foreignWords, russianAdjective } from './foreign-words.ts'

/**
 * The words that companies and offices are called by, whatever their name: one English word for each, so that
 * 纺织 meets "textile", "Textiles" meets "textile" and "zavod" meets "plant". They stay words of the name and are
 * weighed by their rarity like all others; nothing here is ignored.
 */
const english = `
technology: technologies tech technological technical tekhnologii tekhnologiya teknoloji technologia technologie
industry: industries industrial ind industria industrias industrie industriya sanayi sanayii sanaye promyshlennost promyshlennaya
trading: trade trd commerce commercial ticaret ticareti comercio comercial comercializadora torgovyi torgovy torgovaya handel handels tijarat
garment: garments apparel apparels clothing clothes costume costumes fashion fashions
textile: textiles tekstil
international: intl internacional internationale mezhdunarodnyi mezhdunarodnaya uluslararasi beynalmelal
manufacturing: mfg manufacture manufactory manufacturers manufacturer manufactures
development: dev developments developing razvitiya
electronic: electronics elektronik electronica elektronika elektroniks
electric: electrical elec elektrik
engineering: eng engg engineers engineer inzhiniring ingenieria muhendislik
chemical: chemicals chemistry kimya
petrochemical: petrochemicals
machinery: machine machines machineries makina makine
equipment: equipments
material: materials
product: products
service: services servicios servis hizmetleri uslugi
investment: investments invest inversiones investing investitsii yatirim
holding: holdings holdco
enterprise: enterprises predpriyatie predpriyatiye entreprise entreprises empresa
institute: institut inst institution instituto
research: researches issledovatelskii issledovatelsky issledovatelskiy issledovatelskoe issledovatelski
scientific: nauchno nauchnyi nauchny science sciences
production: productions proizvodstvennoe proizvodstvennaya proizvodstvennyi productive
association: obedinenie assn assoc asociacion
plant: plants zavod factory factories fabrika fabrik
group: grp grupo groupe grupp gruppa groups
center: centre tsentr centers centro merkez
university: univ universitet universidad universite
communication: communications telecommunication telecommunications telecom
construction: constructions stroitelnaya stroitelstvo insaat
logistics: logistic logistik lojistik logistika
shipping: denizcilik
transport: transportation transportes
import: imports ithalat importer importadora
export: exports ihracat exporter exportadora
vocational: vocation
mining: mines mine minera madencilik
metal: metals metallurgy metallurgical
bank: banka bankasi banque banco
exchange: exchanges sarrafi
system: systems sistemy sistem
resource: resources
instrument: instruments
device: devices
component: components
semiconductor: semiconductors
microelectronic: microelectronics
solution: solutions
network: networks
aviation: aeronautical aeronautics aviatsionnyi havacilik
aerospace: spaceflight astronautics
medical: medicine
pharmaceutical: pharmaceuticals pharma
agriculture: agricultural agri
plastic: plastics
shoe: shoes footwear
food: foods
ceramic: ceramics
composite: composites
property: properties
building: buildings
film: films
optic: optics optical
special: speciality specialty
security: securities
brother: brothers bros
son: sons
partner: partners
associate: associates
state: gosudarstvennoe gosudarstvennyi gosudarstvennaya
federal: federalnoe federalnyi federalnaya
foundation: fond vakfi
department: dept
bureau: byuro
ministry: min
school: schools
skill: skills
cotton: cottons
garden: gardens
mountain: mt
saint: st
and: ve et und
general: gen
brothers: kardesler
`

const han = `
科技:technology 技术:technology 科学技术:scientific,technology 科学:scientific 高科:high,technology
工业:industry 实业:industry 产业:industry 工贸:industry,trading 工商:industry,trading
贸易:trading 商贸:trading 商业:trading 商务:trading 经贸:trading 外贸:foreign,trading
服饰:garment 服装:garment 制衣:garment 纺织:textile 针织:knitting 色纺:color,spinning 棉业:cotton,industry 棉纺:cotton,spinning 棉花:cotton 毛纺:wool,spinning 印染:dyeing 家纺:home,textile 鞋业:shoe 皮革:leather 发制品:hair,product
国际:international 集团:group 控股:holding 投资:investment 发展:development 开发:development 管理:management
制造:manufacturing 生产:production 建设:construction 建筑:construction 工程:engineering 建材:building,material
电子:electronic 电器:electric 电气:electric 电力:power 电机:electric 微电子:microelectronic 半导体:semiconductor 集成电路:integrated,circuit 光电:photoelectric 激光:laser
机械:machinery 设备:equipment 装备:equipment 仪器:instrument 机床:machine,tool 数控:cnc 模具:mould
材料:material 新材料:new,material 新材:new,material 复合材料:composite,material 复合:composite 陶瓷:ceramic 橡塑:rubber,plastic 橡胶:rubber 塑料:plastic 玻璃:glass
化工:chemical 化学:chemical 石化:petrochemical 石油:petroleum 天然气:gas 能源:energy 新能源:new,energy 太阳能:solar 光伏:photovoltaic 硅业:silicon,industry 硅材料:silicon,material 多晶硅:polysilicon 有机硅:silicone 核电:nuclear,power 原子能:atomic,energy
钢铁:steel 有色:nonferrous 金属:metal 冶金:metallurgy 铝业:aluminum,industry 铜业:copper,industry 黄金:gold 矿业:mining 煤炭:coal 镁业:magnesium,industry 锌业:zinc,industry 稀土:rare,earth 磁业:magnetic,industry
航空:aviation 航天:aerospace 航空航天:aerospace 宇航:aerospace 卫星:satellite 导弹:missile 无人机:drone 飞机:aircraft 空间:space 发动机:engine 动力:power 导航:navigation 雷达:radar
船舶:shipbuilding 造船:shipbuilding 航运:shipping 海运:shipping 物流:logistics 运输:transport 货运:freight 货运代理:freight,forwarding 供应链:supply,chain 渔业:fishery 远洋:ocean 船务:shipping
进出口:import,export 输出入:import,export 进口:import 出口:export
信息:information 网络:network 通信:communication 通讯:communication 电信:communication 软件:software 系统:system 数据:data 计算机:computer 智能:intelligent 人工智能:artificial,intelligence 互联网:internet 数码:digital 视觉:vision 云计算:cloud,computing
创新:innovation 高新:high,new 先进:advanced 精密:precision 特种:special 安全:security 防务:defense 防卫:defense 服务:service 咨询:consulting 文化:culture 传媒:media 影像:imaging
研究所:research,institute 研究院:research,academy 研究中心:research,center 设计院:design,institute 设计研究院:research,design,institute 研究设计院:research,design,institute 科学院:academy,scientific 实验室:laboratory 学院:academy 大学:university 理工大学:scientific,technology,university 中心:center 学校:school 医院:hospital 银行:bank 保险:insurance 证券:security 基金:fund 基金会:foundation 协会:association 委员会:committee
农业:agriculture 食品:food 糖业:sugar 番茄:tomato 畜牧:animal,husbandry 果业:fruit 红枣:jujube 乳业:dairy 香料:spice 生物:biological 医药:pharmaceutical 制药:pharmaceutical 医疗:medical
汽车:automobile 车辆:vehicle 重型:heavy 重工:heavy,industry 铁路:railway 轨道:rail 电缆:cable 电池:battery 照明:lighting 家具:furniture 纸业:paper 印刷:printing 包装:packaging 玩具:toy 工厂:factory 工场:factory 制厂:factory 工业园:industry,park 工业园区:industry,park 产业园:industry,park 开发区:development,zone 经济技术开发区:economic,technology,development,zone
公安局:public,security,bureau 公安厅:public,security,department 公安:public,security 监狱:prison 农场:farm 兵团:corps 生产建设兵团:production,construction,corps 职业技能教育培训中心:vocational,skill,education,training,center 教育:education 培训:training 技能:skill 职业:vocational
中央:central 人民:people 第一:first 自治区:autonomous,region 地区:prefecture 分公司:branch 代表处:representative,office 事务所:office 支社:branch 支店:branch 总公司:general 总局:general,bureau 制铁所:iron,works 发电所:power,plant 电路:circuit 环球:global 全球:global 世界:world 联合:united 东方:orient 合营:joint,venture 合资:joint,venture 海洋:marine 国家:national 革新:innovation 机电:electromechanical
人权:human,right 观察:watch 自由:freedom 民主:democratic 事务:affair 国际事务:international,affair 议会:parliament 欧洲:europe 独立:independent 法庭:tribunal 法院:court 律师事务所:law,office 图书馆:library 博物馆:museum 环境:environment 运营:operation 陆地:land 陆上:land 武器:arms 弹药:ammunition 军需:munition 军工:military,industry 通用:general 任务:mission 防空:air,defense 火控:fire,control 控制:control 自动:automatic 自动化:automation 自治:autonomy 应用:applied
特殊:special 特种:special 零部件:part 配件:part 部件:component 结构:structure 强度:strength 测试:testing 试剂:reagent 试验:test 检测:inspection 情报:information 联盟:alliance 责任:responsible 繁荣:prosperous 合规:compliance 合规性:compliance 光子:photonic 核能:nuclear,energy 燃料:fuel 金融:finance 信托:trust 信用:credit 财务:finance 资产:asset 资源:resource 资本:capital 矿山:mine 开采:mining 水泥:cement 自动车:motor 卡车:truck 摩托车:motorcycle 机车:locomotive 病院:hospital 诊疗所:hospital 产院:maternity,hospital 综合:complex 连合:union 企业所:complex 企业:enterprise 青年:youth 亲善:friendship 友谊:friendship 和平:peace 南方:south 北方:north 西部:west 东部:east 西南:southwest 西北:northwest 东北:northeast 政府:government 军事:military 国防:national,defense 海军:navy 空军:air,force 陆军:army 部队:unit 司令部:command 警察:police 武警:armed,police 侦察:reconnaissance
射频:rf 微波:microwave 无线:wireless 红外:infrared 光学:optic 光纤:fiber,optic 显示:display 芯片:chip 存储:memory 服务器:server 机器人:robot 机器:machine 五金:hardware 轴承:bearing 阀门:valve 泵业:pump 电源:power,supply 电线:wire 线缆:wire,cable 变压器:transformer 开关:switch 仪表:instrument 测控:measurement,control 遥感:remote,sensing 测绘:surveying 地质:geological 勘探:exploration 化纤:chemical,fiber 纤维:fiber 面料:fabric 丝绸:silk 羊绒:cashmere 饰品:ornament 箱包:bag 手套:glove 袜业:socks 制品:product 用品:supply 器材:equipment 设施:facility 工具:tool 模型:model 体育:sports 旅游:travel 酒店:hotel 餐饮:catering 饮料:beverage 酒业:liquor 烟草:tobacco 粮油:grain,oil 粮食:grain 种业:seed 种子:seed 肥料:fertilizer 化肥:fertilizer 农药:pesticide 饲料:feed 水产:aquatic 海产:seafood 肉类:meat 乳品:dairy 药业:pharmaceutical 医疗器械:medical,device 器械:device 健康:health 出版:publishing 影视:film 电影:film 广告:advertising 设计:design 装饰:decoration 园林:garden 房地产:realestate 地产:realestate 置业:property 物业:property 市政:municipal 水利:water,conservancy 水电:hydropower 火电:thermal,power 风电:wind,power 风能:wind,energy 电站:power,station 电网:grid 燃气:gas 煤业:coal 焦化:coking 炼油:refinery 油田:oilfield 钻井:drilling 管道:pipeline 储运:storage,transport 仓储:warehousing 快递:express 代理:agency 港务:port 码头:wharf 机场:airport 铁道:railway 地铁:metro 公路:highway 桥梁:bridge 隧道:tunnel 路桥:road,bridge 建工:construction,engineering 勘察:survey 招商:merchants 国有:state 国营:state 国立:national 经济:economic 合作:cooperation 合作社:cooperative 分委会:subcommittee 研究会:research,association 小组:group 学会:association 联合会:federation 商会:chamber,trading 工会:union 飞行:flight 运输机:transport,aircraft 直升机:helicopter 火箭:rocket 运载火箭:launch,vehicle 推进:propulsion 固体:solid 真空:vacuum 低温:cryogenic 超导:superconducting 量子:quantum 智慧:smart 物联网:internet,things 大数据:big,data 解决方案:solution 方案:solution 领域:area 海岸:coastal 生命科学:life,scientific 数字:digital 远程:remote 无人:unmanned 战略:strategic 战术:tactical 全国:national 亚洲:asia 太平洋:pacific 大西洋:atlantic 地中海:mediterranean 总会社:general 总公司:general 兵器:arms 航发:aviation,engine 自动车:automobile 对外:foreign 环太平洋:pacific,rim 研究:research 会议:conference 中文:chinese 理工学院:technology,institute 师范:normal 军事:military 民航:civil,aviation 空间技术:space,technology 合金:alloy 特种合金:special,alloy 军售:arms,sale 参与:participating 运输机:transport,aircraft
三菱:mitsubishi 三井:mitsui 富士:fuji 富士通:fujitsu 日立:hitachi 东芝:toshiba 住友:sumitomo 丰田:toyota 本田:honda 日产:nissan 铃木:suzuki 川崎:kawasaki 小松:komatsu 佳能:canon 索尼:sony 松下:panasonic 三星:samsung 现代汽车:hyundai 波音:boeing 空客:airbus 雷神:raytheon 西门子:siemens 微软:microsoft 英特尔:intel 高通:qualcomm 英伟达:nvidia 谷歌:google 亚马逊:amazon 通用电气:general,electric 霍尼韦尔:honeywell 洛克希德:lockheed 诺斯罗普:northrop 格鲁曼:grumman 特斯拉:tesla 大众汽车:volkswagen 奔驰:mercedes 宝马:bmw 博世:bosch 飞利浦:philips 诺基亚:nokia 爱立信:ericsson 壳牌:shell 埃克森:exxon 美孚:mobil 杜邦:dupont 巴斯夫:basf 拜耳:bayer 辉瑞:pfizer 联想:lenovo 海信:hisense 格力:gree 阿里巴巴:alibaba 腾讯:tencent 百度:baidu 京东:jingdong 中兴:zte
`

const canonicalWords = new Map<string, string>()
for (const line of `${foreignWords}${english}`.split('\n')) {
  const [word = '', others = ''] = line.split(':')
  for (const other of others.split(' ')) if (other !== '' && other !== word) canonicalWords.set(other, word)
}
// Some words are forms of a word that is itself a form: works, factory, plant.
for (const [word, first] of canonicalWords) {
  let meaning = first
  for (let steps = 0; steps < 4; steps++) meaning = canonicalWords.get(meaning) ?? meaning
  canonicalWords.set(word, meaning)
}

/** The one word for a business word in lower-case ASCII: `textiles` → `textile`. Other words stay as they are. */
export const canonicalWord = (word: string): string => {
  const known = canonicalWords.get(word)
  if (known !== undefined) return known
  const adjective = russianAdjective(word)
  if (adjective !== undefined) return canonicalWords.get(adjective) ?? adjective
  if (!plural.test(word)) return word
  const singular = word.endsWith('ies') ? `${word.slice(0, -3)}y` : word.slice(0, -1)
  return canonicalWords.get(singular) ?? singular
}

const businessWords = new Set(canonicalWords.values())

/** Whether a word is one of those that companies and offices of any name are called by, in any of its forms. */
export const isBusinessWord = (word: string): boolean => canonicalWords.has(word) || businessWords.has(word)

/** English plurals of words that are long enough to be more than a name. */
const plural = /^[a-z]{4,}(?:[bcdfghklmnprtvwy]|ie|[cglnrtv]e)s$/

/** Chinese business words, simplified, with their meaning in canonical English words. */
export const meaningOfHan: ReadonlyMap<string, readonly string[]> = new Map(
  han
    .trim()
    .split(/\s+/)
    .map((entry): [string, string[]] => {
      const [word = '', meanings = ''] = entry.split(':')
      return [word, meanings.split(',').map(canonicalWord)]
    }),
)

/** Words that join others and say nothing. */
export const functionWords: ReadonlySet<string> = new Set(
  'and of the for in to by de la le les del los das der die du des da do dos el y e i na po pri im imeni'.split(
    ' ',
  ),
)

/** Words after which a number or a letter tells one site of a company from another: "Plant B", "No. 2 Factory". */
export const siteWords: ReadonlySet<string> = new Set(
  'factory plant unit branch mill block workshop division phase line shop building zone warehouse prison school team regiment'.split(
    ' ',
  ),
)
