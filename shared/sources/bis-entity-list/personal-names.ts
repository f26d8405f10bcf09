/**
 * Given names (and, where they stand first, family names) by which a name of the Entity List is told to be a person's:
 * the list itself has no column for it. Data, to be added to when a person is read as an organisation; a missing name
 * costs a weaker type hint, a wrong one hides an organisation, hence no word that is also a place or a trade.
 */
const arabicAndPersian = `abbas abd abdul abdulla abdullah abou adib ahmad ahmed ajab akbar ala ali amir ammar arash aref ashraf
assadullah azam babak bahman basha behnam behnaz bilal djamshid elaheh emal farhad farrokh farshid farzad fazal feroz ghasem
habib hakim halim hamed hamid hamideh hanif hasan hassan hosein hossein husayn hussein ibrahim ilias iraj irum jalal jalaluddin
jamal javad kamran karim keivan khaled khalid khalidee khalil khosrow kurshid lufti luqman mahdi moh mahmood mahmoud mahsa majid
maryan moh mehdi mehran mehrdad mohamad mohamed mohammad mohammed mohd mohsen mojtaba moslem mostafa muhamad muhammad muhammed
mujahid mustafa najib naser nasir nayeb noor nur omar payam qader qadir qazi rahim rashed reza rifan rizk rouhollah saeed salem
satar sayed sayyed seyed seyyed shaji shamnad shan shehab sher syed taha talib tariq waseem yahya yasin yousef yunus yusuf zulkefli
zamri zadran seif seifi farahani ghasir mirbagheri ahmadi`

const slavicAndCaucasian = `aleksander aleksandr aleksei aleksey alexander alexandre alexei alexey anastasia anastasiya anastassia
anastasya anatolii anatoly andey andrei andrey anna anton boris denis dimitar dimitri dmitri dmitriy dmitry ekaterina elena
elizaveta evgeni evgeny galina gennady georgi grigory igor irina iskren ivan kirill konstantin leonid lev liubov lyubka lyudmila
margarita maria mariana mariya maxim mihaela mikhail milan natalia natalie natalya nikolai nikolay oksana oleg olga pavel pyotr ramil
ravil roman ruslan sergei sergey stanislav svetlana tatiana timofey timur vadim valentina valery vasili vasily viktor viktoria
vitaliy vitaly vladimir vladislav vyacheslav yekaterina yelena yevgeniy yevgeny yuliya yuri yuriy zhelyaz zurab`

const european = `aristeidis arthur beverly alex artush brian calvin charles chas christof christopher daniel david dick donna donny edward
eliyahu gala george graham gunther hans hermann ivjenko jason jimmy joe john jose joseph luc manohar mark michael myra nicolas niki
peter philippe phillip ralph ray richard robert rose sam sean sharon shawn socrates stephen thomas warren william benson`

const turkish = `cenk ergin fulya gulnihal huseyin mehmet murat resit guzel yari`

const southAndEastAsian = `ann bing chan chen cheung chong fang fuyuan hia hong huisui jiejin jinping kapil kosol kuibao lim longkui
luo mok roin shaji shi sik siu su suki tam tan tok wai wang wei wingel wong xianfa yi-lan yin yip zhang zhao zhou zhu cho-man
yunong shuai`

export const personalNames: ReadonlySet<string> = new Set(
  [arabicAndPersian, slavicAndCaucasian, european, turkish, southAndEastAsian].join(' ').split(/\s+/u),
)

/** Words that no person's name holds: legal forms, trades, institutions, places that companies are called after. */
export const organisationWords: ReadonlySet<string> = new Set(
  `co ltd llc inc corp corporation company limited gmbh fze fzc fzco ooo oao ao zao pao jsc cjsc ojsc pjsc plc pvt group sa ag oy ou bv
sdn bhd pte lp llp sarl srl est and partners sons brothers bros associates academy administration aero aerospace agency air airlines
airport association authority auto aviation avia bank battalion brigade bureau catering center centre central chemical civil
college combine commerce commission committee communications complex computer computers concern construction consultancy contracting
cooperative council department design development digital directorate display division electric electrical electronic electronics
energy engineer engineers engineering enterprise enterprises equipment establishment export exports facility factory farm federal
field finance force forces foreign foundation freight fund gas general global goods government holding holdings import importers
imports industrial industries industry institute instruments insurance integrated intelligence international investment joint
laboratories laboratory lab labs logistics machine manufacturing marine market materials medical metal microelectronics mill mills
military mining ministry motors museum national navy network networks nuclear office oil optical optics organisation organization
parts petroleum pharmaceutical plant police port ports power press private product production products project public radio
railway refinery republic research resort resources sales school science sciences scientific security semiconductor
semiconductors service services ship shipping shipyard society software solutions space special state station steel stock
store stores supply system systems team tech technical technologies technology technological textile textiles trade traders trading
transport trust union unit university vessel video warehouse works workshop yard zone
afghanistan america asia beijing canada china chinese crimea crimean dubai emirates europe gulf hong iran kong kazakhstan lebanon
liban moscow pakistan russia russian shanghai shenzhen singapore syria syrian taiwan turkey ukraine xinjiang`
    .split(/\s+/u)
    // "Hong Chun Tai" is a person; "Hong Kong" is told by its second word.
    .filter((word) => word !== 'hong'),
)
