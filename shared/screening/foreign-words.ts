/**
 * Words of companies and offices in the languages that listed parties translate their names from and into, by the
 * English word that they mean: "Banque Centrale de Syrie" and "Central Bank of Syria" are one name in two languages.
 * Latin letters as transliteration gives them. Words that are names of many parties (Almaz, Noor) are left out.
 */
export const foreignWords = `
oil: petroleo petrole petrol neft neftyanaya neftyanoy nafta naft petrolifera petrolera petroliere nefteprodukt nefteprodukty
gas: gaz gazovaya gazovyi gases
energy: energia energie energii energiya enerji energetica energetika energetik enerzhi energo
power: elektroenergetika
company: compagnie compagnia kompania sherkate kampani
trading: traders trader comercializacion handelsgesellschaft handelsgesellschaften tijara tejarat tejari tijari tijariya tijariyya bazargani treiding treyding treid traiding ticari
general: generale allgemeine amma ammah omumi genel umum
national: nacional nationale nazionale naciones natsionalnyi natsionalnaya watani wataniya wataniyya melli milli ulusal nacionalna
international: internationaux internationales internazionale mezhdunarodnoye beynolmelal baynolmelal beinolmelal duwali duwaliya dowaliya antarabangsa beynelmilel antarbangsa
central: centrale zentral zentrale tsentralnyi tsentralnaya markazi markaziya merkez merkezi
public: publico publique pubblica umumiya
united: unidos unidas unida unie unies uni vereinigte obedinennaya obyedinennaya muttahida mottahed birlesik
new: nuevo nueva nouvelle nouveau neue neuer novyi novaya novoe jadid jadida yeni novo nova
first: primero primera  premiere erste pervyi pervaya
great: gran grande grand grosse velikiy
arab: arabe arabi arabiya arabiyah arabiyya arabian arabic
islamic: islamique islamica islamico islami islamiya islamiyya islamiyyah eslami islamist islam islamische islamskiy
foundation: fundacion fondation fondazione fundacao stiftung bonyad muassasa muassasah muassasat mouassasat moasese moassese mouassaseh vaqf waqf vakif yayasan stiftelsen stiftelse charity charitable hayriye khayriya khairiya kheyriyeh kheirieh
association: asociacion associazione associacao verein dernek dernegi jamiyat jamiat jamiyyat jamiyah jamiya jamia anjoman anjuman cemiyeti assotsiatsiya ittihad etehadiyeh union syndicat federation federacion federatsiya society societe
organization: organizacion organisation organisations organizations organizatsiya orgnization teskilati sazman sazemane munazzama munazamat munazzamat tanzim organizasyon
movement: movimiento mouvement harakat haraka harakah harakatul hareket hareketi dvizhenie jonbesh harkat harkatul
party: partido parti partei partiya hizb hezb partito
front: frente jabha jabhat jabhah jebhe cephesi fronte
army: ejercito armee jaish jaysh jeish armiya ordusu ordu armii lashkar laskhar lashkare jayshe
brigade: brigades brigada brigadas liwa katibat katiba kataib kataeb katibah brigata brigadas tugay battalion battalions batallon bataillon batalon squadron regiment
corps: cuerpo korpus sepah
soldier: soldiers jund junud
martyr: martyrs shahid shaheed shuhada  
resistance: resistencia muqawama muqawamah moqavemat
revolutionary: revolucionario revolucionaria revolucionarias revolutionnaire enqelab enghelab thawra thawrat inqilab devrimci devrim revolution
liberation: liberacion tahrir osvobozhdeniya
people: pueblo peuple popular populaire shab shaab narod narodnaya narodnyi khalq mardom halk popolare peoples
state: estado etat stato dowlat dawla dawlat devlet province wilayat wilaya wilayah vilayat estatal statale
government: gobierno gouvernement hokumat hukuma pravitelstvo
republic: republica republique jomhuri jumhuriya respublika respubliki cumhuriyeti repubblica
ministry: ministerio ministere ministerstvo vezarat wizarat bakanligi ministarstvo kementerian
department: departamento departement departament idara dairesi
agency: agencia agence agentur agentstvo ajansi
office: oficina bureau daftar maktab ofisi byuro biuro biro buro
committee: comite komite komitet lajna lajnat komiteh komitesi comitato comision commission commissione komissiya
council: consejo conseil shura shoura shoora majlis majles sovet konsey soviet
center: centro zentrum markaz merkezi tsentra centrum
institute: instituto istituto instytut moasseseh institution enstitusu institutet anstalt pazhuheshgah pazhooheshgah
academy: academia academie akademie akademiya akademi
university: universita universidade universitas daneshgah jamiat universiteti universitat universitesi
school: escuela ecole schule shkola madrasa madrassa madrasah madrasat okulu colegio college
research: recherche recherches investigacion investigaciones forschung tahqiqat tahghighat bohouth buhuth pazhouhesh pazhuhesh pajouhesh arastirma
study: studies estudios etudes dirasat motaleat
relief: secours socorro hilfe hilfsorganisation igatha ighatha ighathah yardim aid assistance ayuda
human: humanitarian humanitaire humanitaria humanitare insani insaniya
work: works werke werk werken obras amal
factory: fabrica fabrique kombinat combinat karkhaneh karkhana masna manufaktur fabrikasi tvornica maamil works mill mills
plant: planta zavoda usine
industry: industriel industrielle industriales industrial industriya promyshlennye sanat sanati sanaat sanayeh sanayie sinaat sinaiya sinaa endustri endustriyel industrija perindustrian
production: produccion producciones produktion towlid tolid towlidi tolidi toulidi intaj intag uretim produzione proizvodstvo producing producer producers sazan saz makers maker sazi
manufacturing: fabricacion fabrication imalat manufacturas manufacturera
technology: technologia technologii tekhnologiy fanavari fanavaran teknologi tecnologia tecnologias tecnologica technologique technic technics technica tecnica technique teknik tekhnika tekhnicheskiy technologists taqniya tiqniya
engineering: ingenierie ingenieros ingenieurs handasa handasiya mohandesi mohandesin mohandesan mohandessi ingegneria engenharia inzhenernaya inzheniring muhandisi
technical: tecnico technische fani fanni
consulting: consultores consultants consultant consultoria consultancy conseils moshaver moshavere danismanlik konsalting consult consultations advisory
service: servicio servicio khadamat khedmat hizmet dienst dienste sluzhba sluzhby servicos xidmet serwis servisi servisa obsluzhivanie
security: seguridad securite sicherheit bezopasnost bezopasnosti amniyat amn guvenlik sicurezza oxrana okhrana
defense: defence defensa difesa defens verteidigung oborona oborony defa difaa savunma
military: militar militaire voennaya voennyi nezami askari askariya askeri warfare militaere
arms: armas armes vooruzheniya oruzhie weapons weapon armament armaments silah tasliha
intelligence: inteligencia renseignement ettelaat mukhabarat razvedka istihbarat information informacion informatsiya malumat informationnyy
police: policia polizei naja
air: aereo aereos aerienne aeriennes aerea aereas aero havayollari hava
airline: airlines aerolineas aerolinea aviakompaniya airways airway aviakompaniia aviolinee havapeymaei havapeymayi khotut
aviation: aviacion aviazione aviatsiya aviatsii luftfahrt tayaran tiran havanavardi havayi havai havapeima aviatik
aircraft: aviones avions samolet samoletov havapeima hesa flugzeug planes
airport: aeropuerto aeroport flughafen matar forudgah
helicopter: helicopteros vertolet vertolety vertoletnyi
shipping: naviera navegacion navigation navigazione keshtirani kashtirani parokhodstvo schiffahrt reederei armateurs sudokhodstvo milaha mellaha maritimas shpg
maritime: maritima maritimo marine marina daryaei daryayi darya bahri bahriya bahriyah sea  morskaya morskoye
ship: ships buque buques navire bateau schiff gemi vessel vessels safineh
port: puerto porto hafen ports bandar mina limani portovyi seaport
transport: transporte transportacion transporti nakliyat haml naql nakl hamlonaghl tasimacilik transportnaya perevozki transporter transporters carrier carriers
freight: fret fletes cargo karqo flete cargas
logistics: logistica logistique logistik lojistik poshtibani logistyka
travel: viajes voyages turizm turismo tourisme tourism touristic turistica turistico turystyka siyahat siyaha seyahat tours tour
hotel: hoteles hotels hoteleria hotelera otel gostinitsa hotelero
restaurant: restaurante restaurantes restoran  cafe
bank: bancaria bancario bancaire bancos bankas banki banking bankovskaya masraf bancorp
finance: finanzas finanziaria financiera financiero financial finans finansovaya finanziere financiere mali malie maliye finances finanz financing
credit: credito kredit kreditnyi eatebari etebari
insurance: seguros assurance assurances versicherung strakhovaya strakhovanie bime bimeh tamin sigorta asuransi reaseguros
leasing: lizing lizingovaya kiralama
investment: inversion inversionista investissement investissements investitsionnaya sarmayeh sarmaye sarmayegozari istithmar istismar yatirimlari investimentos investiciones investors investor investiment
real: inmuebles
realestate: inmobiliaria inmobiliario immobilier immobiliere immobilien nedvizhimost emlak amlak aqarat akar gayrimenkul bienes raices immobiliare
construction: construccion construcciones constructora constructores costruzioni stroitelnyi stroi stroy strojitelstvo sakhteman sakhtemani sakhtman  insha inshaat bau bauunternehmen edificaciones contracting contractor contractors builders building edile
development: desarrollo desarrollos developpement entwicklung tosee toseh tose toseeh tanmiya tanmiyah inma kalkinma sviluppo desenvolvimento pembangunan rozvitku gostaresh gostareshe
reconstruction: reconstruccion rebuilding sazandegi imar emar ihya
management: administracion administradora gestion verwaltung modiriyat modiriat upravlenie upravleniye menedzhment menegment yonetim gerencia administration administrative directorate directorio
marketing: mercadeo pazarlama bazaryabi marketingovoe
distribution: distribucion distribuidora distribuidor distributors distributor distributing distribuciones tawzi pakhsh dagitim vertrieb verteilung sbyt distribuzione distributora
export: exportacion exportaciones exportateur saderat tasdir eksport ihrac exporters
import: importacion importaciones importateur varedat istirad ithal importers
foreign: exterior extranjero etranger exterieur kharej khareji vneshne vneshneekonomicheskoe dis
domestic: ic vnutrennie interior internal
agriculture: agricola agricole agropecuaria agropecuario agropecuarias ganadera ganaderos ganaderia keshavarzi keshtvarzi ziraat zirai zeraat tarim landwirtschaft selskoe  agraria agrarian agroindustrial agroindustria agroindustriales farm farms farming hacienda finca rancho
food: alimentos alimentaire alimentaria alimentacion alimentari ghaza ghazaei gida pishchevaya produkty foodstuff foodstuffs viveres comestibles aghdhiya
dairy: lacteos lacteo leche lechera lait laiterie laban labaniyat sut
fishing: pesca pesquera pesquero peche fishery fisheries pesqueria balik rybolovetskiy seafood fish
water: agua aguas eau wasser voda  miyah
steel: acero aceros acier stahl stal foulad fulad folad celik hadid acciaio siderurgica
iron: hierro  eisen ahan demir zhelezo
aluminum: aluminium aluminio aluminiom aluminij alyuminiy aluminiy
copper: cobre cuivre kupfer mes nahas bakir
gold: oro dor zoloto tala zahab dhahab altin
diamond: diamante diamantes diamant diamants
metal: metales metaux metalurgica metallurgie metalurgia metallurgical felezat maadin metalik
mining: mineria minero mineros miniere minerales mineral minerals bergbau gornaya gornyi madani maden madenleri dobycha
stone: piedra pierre marmol marble marmara mermer sang
coal: carbon charbon kohle ugol razrez ugolnaya
cement: cemento ciment siman zement cimento tsement
glass: vidrio verre glas shisheh steklo 
plastic: plasticos plasticas plastique plastik
paper: papel papeles papier kaghaz kagit bumaga
wood: madera maderas bois holz chub timber lumber
textile: textiles textil tessile nassaji nasij tekstilnyi tejidos telas
leather: cuero cueros cuir leder charm piel pieles
garment: ropa vestidos confecciones poshak
cotton: algodon coton baumwolle panbeh pamuk qutn khlopok
wheel: wheels
tire: tires tyre tyres llantas lastik
automobile: automotriz automotive automotores automoviles automovil autos auto automobiles khodro khodrow otomotiv avtomobil vehicle vehicles vehiculos car cars motors
spare: repuestos refacciones autopartes
part: parts partes piezas ghataat qataat
tool: tools herramientas outils abzar werkzeuge
pump: pumps bombas pompe pompes
cable: cables kabel kablo
engine: engines motor motores moteur moteurs dvigatel dvigateli
machinery: maquinaria maquinarias machinerie maschinen maschinenbau mashin mashiny mashinsazi makine
equipment: equipo equipos equipement equipements ausrustung tajhizat tajheezat oborudovanie ekipman equipamientos apparatus
computer: computers computadoras computadora ordinateur kompyuter computing rayaneh rayane bilgisayar
software: programmnoe yazilim narmafzar logiciel
system: sistemas systemes sisteme sistemas systeme nizam
communication: comunicacion comunicaciones communications ertebatat ertebat ettesalat ittisalat svyaz svyazi iletisim haberlesme comunicazioni kommunikatsii
radio: radyo
television: televisao televidenie televisyon
media: medios resaneh wasail medya
press: prensa presse matbuat basin
film: pelicula kino kinostudiya
book: books libros libreria kitab ketab kitap livres
print: printing imprenta imprimerie chap druck
medical: medica medico medicos medicale medicinskiy tebbi tibbi tibbiya pezeshki saglik medizinische salud sante
pharmaceutical: farmaceutica farmaceutico farmaceuticos farma pharmaceutique daroo darou daru darusazi ilac droguerias drogueria drogas farmacia farmacias pharmacy medicament
hospital: hopital bimarestan mustashfa hastanesi krankenhaus clinica clinic clinique klinik
laboratory: laboratorio laboratorios laboratoire laboratoires laboratoriya azmayeshgah labs lab laboratories
chemical: quimica quimicos quimico chimique chimiques chemie shimi shimiyaei shimiaei kimyevi khimicheskiy khimiya kimiya kimia kimyavi
petrochemical: petroquimica petroshimi petrochimie neftekhimicheskiy petrokimya petrochemie
refinery: refineria raffinerie palayesh palayeshgah refining masfat neftepererabotka rafineri
fertilizer: fertilizantes engrais kood koud
acid: acido
pipeline: pipelines oleoducto
electric: electrico electricas electricos electrique elektrik elektricheskiy bargh kahraba
electronic: electronico electronicos electronicas electronique elektronische elektronnyi elektronnye elektroniki elektronik
optic: optica optique optik optiki optyczny optoelectronic optoelectronics
laser: lazer lazernyi
nuclear: atomic atomique yadernyi hastei hasteh atomnyi nuclear atomico atomenergiya atom
space: espacio spatial spatiale kosmos fazaei fazayi uzay espacial
satellite: satellites satelital sputnik mahvareh
missile: missiles misiles mushak mooshak roketa raketa rocket rockets raketnyi
drone: drones uav bespilotnye unmanned bespilotnykh
security: emniyet
court: tribunal corte dadgah mahkeme
law: ley loi ghanun hukuk legal
order: orden
prison: prisons carcel zendan sijn penal kolonia koloniya colony detention penitentiary
youth: juventud jeunesse shabab shobab genclik javanan
woman: women mujer mujeres femmes zanan
child: children ninos enfants kudakan
student: students estudiantes etudiants danesh daneshjou talib taliban tulab
house: casa maison haus dom khaneh  bait beit bayt   home
city: ciudad ville stadt gorod shahr madina medina madinat sehir gorodskoy municipal municipality
village: pueblo qarya
north: norte nord sever severnyi severnoe shomal shamal kuzey northern
south: sur sud yug yuzhnyi jonub janub janoob jonoub guney southern
east: este est vostok vostochnyi shargh sharq sharqiya dogu oriental oriente orient eastern
west: oeste ouest zapad zapadnyi gharb gharbi bati occidental occidente western
middle: medio moyen khavarmianeh khavar miyaneh orta blizhniy
pacific: pacifico pacifique tikhookeanskiy
atlantic: atlantico atlantique
caribbean: caribe caraibe caraibes caribena
mediterranean: mediterraneo mediterranea mediterranee
caucasus: kavkaz kavkazskiy
gulf: golfo golfe khalij
persian: farsi fars pars parsian
river: rio riviere nahr 
mountain: montana montagne berg kuh jabal jebel dag
island: islands isla islas ile insel jazireh jazira jazirah  ostrov kish
star: estrella etoile stern setareh sitare najm yildiz zvezda
sun: sol soleil sonne khorshid shams gunes solntse
moon: luna lune mond qamar 
light: luz lumiere licht
white: blanco blanche weiss belyi sefid abyad
black: negro noir schwarz chernyi siah siyah
red: rojo rouge  krasnyi sorkh ahmar kizil
green: verde vert grun zelenyi sabz akhdar yesil
blue: azul bleu blau abi mavi azraq
golden: dorado dorada doree goldene zolotoy talaee talai zarrin dhahabi altin
royal: real royale regal shahi malaki koniglich
king:  roi konig shah malik
saint: san santa santo sankt sainte
holy: sagrado sacre quds muqaddas
peace: paz paix frieden sulh salam solh mir pas
friendship: amistad amitie druzhba dosti sadaqat
justice: justicia justitia adalat adl adalet edalat
freedom: libertad liberte freiheit azadi hurriya svoboda ozgurluk
unity: unidad unite einheit vahdat wahda tawhid birlik edinstvo
victory: victoria victoire nasr zafar pobeda fath zafer
future: futuro avenir ayandeh mustaqbal gelecek
success: exito tawfiq
call: llamamiento dawa daawa dawah dawat dawah tabligh preaching invitation
holywar: jihad jehad cihad
fighter: fighters mujahid mujahidin mujahedin mujahideen mojahedin mujahedeen muhajireen combatants combatant combattant combattants warriors warrior guerrilla
supporter: supporters ansar partisans
emigrant: emigrants muhajirin
orphan: orphans aytam aitam yetimler
heritage: turath torath miras patrimonio
religious: religioso religieux dini
sports: deportivo deportiva deportes sport sportif varzeshi spor sportivnyi futbol football
club: klub kulubu bashgah nadi klubu
shop: shops tienda tiendas magasin laden maghazeh dukkan almacen almacenes supermercado supermercados supertiendas store stores boutique
market: mercado mercados marche markt bazar bazaar souk suq rynok pazar supermarket
plaza: piazza  square meydan
park: parque  boostan
brokerage: corredores courtage kargozari broker brokers
exchange: cambio cambios bourse borsa birzha bors sarraf sarafi exchangers casadecambio
money: dinero argent hawala hawalah havaleh remittance remesas
jewelry: joyeria joyas bijouterie jewellery jewelers jewellers mojoharat mojawharat
toy: juguetes jouets
furniture: muebles meubles mobel mebel mobilya
ceramic: ceramica ceramique keramik kashi
flower: flowers flores fleurs gol
seed: seeds semillas
tobacco: tabaco tabac tabak tutun
sugar: azucar sucre ingenio zucker shakar seker
rice: arroz riz reis berenj
oils: aceites huiles
livestock: ganado
cattle: bovino bovinos
poultry: avicola pollos murgh
wine: vinos vino vin vyn winery
distillery: likerovodochnyi destileria
beverage: beverages bebidas boissons
entertainment: entretenimiento divertissement eglence espectaculos
advertising: publicidad publicite reklam reklama tabliqat
project: proyectos proyecto projet projets proekt proekty proektnyi
group: agrupacion gruppe goruh grouh gorouh majmua majmuah majmoua jama jamaa jamaat jamaah jemaah jemaa toplulugu grupa
holding: sherkathaye qabida kholding
brother: hermanos freres gebruder bratya ikhwan akhavan baradaran kardesler hnos fratelli irmaos
son: hijos hijo fils sohne awlad pesaran evlatlari oglu figli
family: familia famille aile
partner: socios associes partenaires shoraka sherkat ortaklik ortaklari
labor: labour trabajadores trabajo
special: especial speciale vizheh ozel spezial khas
private: privado prive khususi khosousi ozel chastnaya khass
limited: masoul mahdud sahami
cooperative: cooperativa  taavon taavoni tavon kooperatif multiactiva sahkari
representative: representacion representaciones representation namayandegi temsilcilik predstavitelstvo representantes representaciones
branch: sucursal filial succursale filiale shobe shube subesi niederlassung
nation: nacion ummah umma
world: mundo mundial monde welt jahan alam dunya mir global globe
earth: tierra terre erde zamin
modern: moderno moderna moderne
advanced: avanzada avanzado avance pishro pishrafte gelismis
digital: dijital
electro: elektro
training: capacitacion formation amoozesh amouzesh tadrib egitim ausbildung education educational educacion obrazovanie
culture: cultura kultur kultura farhang farhangi thaqafa thaqafiya kultur cultural culturelle
art: arte arts artes kunst   sanat iskusstvo
village: aldea
crime: criminal
traffic: trafficking narcotrafico
drug: drugs droga
fuel: combustible combustibles carburant sukht toplivo yakit
station: estacion gare
road: carretera route camino rah jadeh yol doroga
railway: railways ferrocarril ferrocarriles chemins rahahan demiryolu zheleznaya zheleznye
bridge: puente pont brucke pol most kopru
tower: torre tour borj burj
palace: palacio palais qasr saray
garden: jardin jardines bagh hadiqa bahce
russia: rossiya rossii rossiskaya rossiyskaya rossiiskaya rossiyskiy rossiiskii rossiyskoy rossiiskoi rossiyskoe rossiyskoye russkaya russkii russkiy russkoe russkoye russkie rossijskaja rusya russie rusia rossiiskoe
belarus: belorussian belorusskaya belorusskiy belarusian belorusskii belaruskaya byelorussian belorussia
ukraine: ukrainskaya ukrainskiy ukraina ukrainska ukrayna
korea: korean chosun choson joson  coree corea koryo
iran: irana iranian irani iraniyan iranien
syria: suriya suriyya suria souria syrie siria syrienne
iraq: irak iraqiya
cuba: cubana cubano kuba
colombia: colombiana colombiano colombie
mexico: mexicana mexicano mexique
hizballah: hezbollah hizbollah hizbullah hezballah hizballa hizbulah hezbolla hisbollah hizbolah
venezuela: venezolana venezolano
peru: peruana peruano
france: francaise francais frances
germany: deutsche deutscher deutsches alemania allemagne
italy: italiana italiano italie
spain: espana espanola espanol espagne
turkiye: turk turkiya turquia turquie turkey
lebanon: liban libanaise lubnan libano
palestine: palestinian palestinien palestiniens palastina filistin filastin palestina palestinians
africa: african africaine afrique afrika
europe: european europa europeen europea evropa
america: americana americano amerika americas
asia: asian asiatique asie asya
kurdistan: kurdish kurd kurdes kurdistane
india: hind hindustan indienne
china: chine kitay
institution: uchrezhdenie uchrezhdeniye uchrezhdenye
budgetary: byudzhetnoe biudzhetnoe byudzhetnoye
concern: kontsern konzern konsern
association: obyedinenie obyedineniye obedineniye federatsii consorcio consortium konsortsium
machinebuilding: mashinostroeniya mashinostroyeniya mashinostroenie mashinostroyenie mashinostroitelniy makinasazi
instrument: priborostroeniya priborov pribory
enterprise: predpriiatie pidpryemstvo preduzece predpriyatiya
academy: akademii
academician: akademika akademik
scientific: nauk nauki naukowe
complex: kompleks kompleksov mojtama
capital: kapital sermaye
technology: tekhniki tekhnolodzhi tekhnologi keji jishu taknologii tekhnolohii
electronic: dianzi dianqi
trading: maoyi shangmao maoi
group: jituan
logistics: wuliu
international: guoji
garment: fuzhuang fushi
textile: fangzhi
machinery: jixie
equipment: shebei zhuangbei
industry: gongye promyshlennosti shiye chanye
chemical: huagong
energy: nengyuan
mining: kuangye
investment: touzi
development: fazhan
management: guanli upravleniya
optic: guangdian optiko
construction: jianshe jianzhu
electric: dianli
new: novye
solution: soluciones resheniya rishenya
operator: operadora operadoras
pension: pensionny
product: urunleri urunler
system: sistemleri
service: usluge uslug
production: proizvodnju proizvodnja proizvodstvenno
shipyard: verf tersane tersanesi sudoverf
shiprepair: sudoremonta
material: materialov materialy
education: obrazovaniya
siberia: siberian sibir sibirskiy
saint: sankt
petersburg: peterburg
swiss: suisse schweiz schweizer svizzera
congo: congolaise congolais
zimbabwe: zimbabwean
yemen: yemeni yaman
sudan: soudan sudani
libya: libyenne libye
panama: panamena
air: airline aircompany aircompanies
land: ard ardh arazi
coast: coastal sahel sahil saheli littoral litoral pribrezhnyi
wing: ajniha ajneha ajnehat
guard: pasdaran
call: predication
salafist: salafiste salafiya salafia salafi salafiyya
koran: quran qoran coran
sunnah: sunna sunnat sounna
sharia: shariah charia
brigade: saraya
isis: daesh isil
siman: simane
transport: naghl tarabar tarabari tarabary hamlvanaghl transportadora nakliye tasima prevoz prijevoz angkutan pengangkutan vantai
power: niru niroo nirou nirouye niroye
mining: madan maadan minas mineracao minerias rudnik rudnici rudarstvo tambang pertambangan
steel: foolad fouladsazi celicana baja
electric: barq barqh kahrabaiya kahrabaia eletrica eletrico elektroprivreda elektrichni
communication: mokhaberat itisalat komunikacije vien
information: etelaat malumatiya bilisim
technology: fanavarane fannavari fannavaran taqniyat tiqniyat teknolojileri teknolojisi tehnologije tehnologija tehnologii tehnologiya tehnologiye tehnika congnghe
processing: pardazesh
machinery: mashinalat mashinalate maquinas maquina mashini masine mesin masinska masinski
equipment: tajhiz equipamentos equipamento peralatan oprema oborudvane
research: tahghighati pazhouheshi pazhouheshkade pazhouheshkadeh pazhuheshkadeh istrazivanje
trading: bazargan tejarate savdo niaga dagang perdagangan perniagaan trgovina trgovinsko trgovacko targoviya targovska targovski targovia torgovlya torgovo thuongmai tijarah tijariyah
tourism: jahangardi
store: foroushgah forushgah magazacilik
warehouse: anbar sklad almacenaje armazem
construction: muqawalat mokawalat moqawalat bina binaa taahhut construtora construcoes construcao gradevinsko gradjevinsko gradnja izgradnja stroitelna pembinaan konstruksi qurilish kurylys xaydung inzhstroi
industry: sinaiyya sinaiyah sinaiah sanaey industri industrijska promishlenost congnghiep
agriculture: ziraiya ziraiyya ziraa ziraiyah poljoprivreda poljoprivredno zemedelie zemedelsko pertanian perkebunan
world: alamiya alamiyya alamia alamiyah
international: dawliya dawliyya dawlia dawliyah medunarodni medjunarodni mezhdunaroden mezhdunarodna internasional quocte internacionais
national: wataniyah watania nacionalni natsionalna natsionalen nasional kebangsaan
united: mutahida mutahidah muttahidah bersatu
realestate: aqari aqariya aqaria iqar imoveis imobiliaria nekretnine hartanah
automobile: sayyarat sayarat khodrosazi khodroyi veiculos veiculo kenderaan kendaraan
pharmaceutical: dawaiya adwiya daroei darouyi ubat farmasi farmatsevtichna
oil: nafti naftiya bitrul minyak munay petroleos petrolio
gas: ghaz dogalgaz
east: sharqia sharqiyah iztok istochni
west: gharbia gharbiyah zapadni
north: shamaliya severni
south: janubiya yuzhni juzni
new: jadidah cedid novi novy
exchange: sarafa sirafa sairafa cambiaria menjacnica
bank: masrif masarif nganhang
finance: tamwil kewangan keuangan finansije finansi
investment: istithmarat istithmariya dautu pelaburan investasi investicije
development: tatwir razvoj razvitie phattrien
service: khidmat hizmetler servico jasa perkhidmatan dichvu
project: mashari mashariya projekti projek proyek projeto projetos
food: ghithaiya ghidhaiya ghazaiya ghazayi alimenticios alimenticia prehrana hrana makanan pangan thucpham hranitelni
garment: konfeksiyon giyim confeccoes garmen pakaian odjeca odeca dreh maymac shveynaya
textile: dokuma detmay tekstilna tekstilni
yarn: iplik hilados
fabric: kumas
spare: yedek
part: parca parcalari pecas
chemical: kimyasal hemija hemijska khimicheski himicheska hoachat
fuel: akaryakit gorivo bahanbakar
livestock: hayvancilik
forest: orman forestal kehutanan
packaging: ambalaj empaques embalagens embalajes kemasan
printing: matbaa percetakan tipografia stamparia
rubber: kaucuk getah karet caucho kauchuk borracha
medical: medikal medicas perubatan
product: urun produtos productos proizvodi produk
material: malzeme malzemeleri materiales materiais bahan
device: cihaz cihazlari dispositivos
engineering: muhendisligi inzenjering inzhenering kejuruteraan
architecture: mimarlik arquitectura arquitetura
enterprise: isletmeleri isletmecilik empresarial empresariales empreendimentos emprendimientos poduzece preduzetje
sons: ogullari sinovi sinove
group: grubu grupacija kumpulan tapdoan
brothers: braca
import: uvoz vnos impor importacao imp nhapkhau
export: izvoz iznos ekspor exportacao exp xuatkhau
insurance: osiguranje zastrahovane seguradora takaful
state: drzavni drzavno drzavna darzhavno darzhaven negara
supply: suministros proveedora proveedor proveedores snab snabzhenie suministro fornecimento
consulting: asesoria asesores asesoramiento
fruit: frutas fruta
seafood: mariscos
bakery: panaderia padaria
gasstation: gasolinera gasolineras gasolineria
shoe: calzado calzados zapateria calcados sepatu kasut obuv
furniture: muebleria moveis mebeli namestaj perabot
hardware: ferreteria
customs: aduanal aduana aduanas
promotion: promotora promociones promocion promocoes
leasing: arrendadora arrendamiento
recreation: recreacional recreativo recreativa
solution: solucoes resenja
beverage: minuman pica
coal: batubara
iron: besi zeljezo
wood: kayu drvo drvna
paper: kertas hartija
fishing: perikanan ribarstvo riba
shipping: pelayaran perkapalan navegacao brodarstvo plovidba daryanavardi
logistics: logistike
building: bangunan
cotton: paxta pakhta pamuklu
port: pelabuhan luka pristanishte
road: putevi patishta carreteras
production: sanxuat proizvodno proizvodnya producao ishlabchiqarish
electronic: eletronica eletronicos dientu
mechanical: mekanik mecanica mecanico mekhanicheskiy
belgium: belgique belgie belgien belgica
netherlands: nederland holland hollande
armenia: armenie armeniya
kazakhstan: kazakhstana kazakstan qazaqstan
uzbekistan: uzbekiston ozbekiston ouzbekistan
azerbaijan: azerbaycan azerbaidjan azerbaydzhan
georgia: gruziya sakartvelo
germany: alemanha almaniya
switzerland: suiza isvicre
`

/** Endings of Russian adjectives and genitives, the longest first, in the spellings of several transliterations. */
const endings = [
  'icheskogo',
  'icheskovo',
  'icheskoye',
  'icheskaya',
  'icheskaia',
  'icheskikh',
  'icheskiy',
  'icheskij',
  'icheskii',
  'icheskoe',
  'icheskoi',
  'icheskoy',
  'icheski',
  'ichesky',
  'nogo',
  'novo',
  'noye',
  'naya',
  'naia',
  'nykh',
  'nikh',
  'nyye',
  'nyiy',
  'nyy',
  'nyj',
  'nyi',
  'noe',
  'noi',
  'noy',
  'niy',
  'nii',
  'nie',
  'nye',
  'ny',
  'ni',
  'skogo',
  'skovo',
  'skoye',
  'skaya',
  'skaia',
  'skaja',
  'skikh',
  'skiye',
  'skie',
  'skiy',
  'skij',
  'skii',
  'skoe',
  'skoi',
  'skoy',
  'skoj',
  'sky',
  'ski',
  'ovogo',
  'ovaya',
  'ovaia',
  'ovykh',
  'ovyy',
  'ovyi',
  'ovoe',
  'ovoye',
  'ovy',
  'evaya',
  'evoy',
  'ovoy',
  'ovoi',
] // prettier-ignore

/** Russian words without their endings, and what they mean. */
const russianStems = new Map(
  (
    'nauch:scientific nauchno:scientific issledovatel:research proizvodstven:production mashinostroitel:machinebuilding mekhan:mechanical ' +
    'elektromekhan:electromechanical elektrotekhn:electrotechnical priborostroitel:instrument sudostroitel:shipbuilding sudoremont:shiprepair ' +
    'aviation:aviation aviatsion:aviation vertolet:helicopter raket:missile kosm:space yader:nuclear iader:nuclear atom:nuclear oboron:defense voen:military voenno:military ' +
    'promyshlen:industry stroitel:construction metallurg:metal khim:chemical neftekhim:petrochemical neftya:oil nef:oil gaz:gas torg:trading ' +
    'transport:transport mor:maritime port:port finans:finance strakh:insurance investitsion:investment konstruktor:design ' +
    'tekhnolog:technology tekhn:technology eksperimental:experimental opyt:experimental spetsial:special tsentral:central glav:main natsional:national ' +
    'gosudarstven:state federal:federal respublikan:republic regional:regional mezhdunarod:international obshchestven:public religioz:religious ' +
    'blagotvoritel:foundation obrazovatel:training meditsin:medical agrar:agriculture selskokhozyaystven:agriculture selskokhoziaistven:agriculture energet:energy ' +
    'elektr:electric elektron:electronic radiotekhn:radio radioelektron:radioelectronic opt:optic lazer:laser informatsion:information ' +
    'vychislitel:computer programm:software telekommunikatsion:communication oruzhey:arms oruzhei:arms patron:cartridge artilleriy:artillery ' +
    'bronetank:armored poroch:powder remont:repair avtomobil:automobile zheleznodorozh:railway dorozh:road les:forest pishche:food ' +
    'likerovodoch:distillery narod:people gorod:city kraev:regional oblast:regional upravlyayushch:management kommerch:trading kommer:trading ekonom:economic ' +
    'vneshneekonom:foreign politekhn:polytechnic geolog:geological gor:mining inzhener:engineering instrumental:tool elektroizmeritel:instrument ' +
    'izmeritel:instrument spetsializirovan:specialized obedinen:united obyedinen:united sovmest:joint avtonom:autonomous nekommer:nonprofit ' +
    'kazen:state unitar:unitary chast:private privat:private inostran:foreign vostoch:east zapad:west sever:north yuzh:south iuzh:south kommerche:trading publich:public kra:regional vnutren:interior ispolnitel:executive gorod:city dalnevostoch:fareast'
  )
    .split(' ')
    .map((pair): [string, string] => [pair.split(':')[0] ?? '', pair.split(':')[1] ?? '']),
)

/**
 * What a Russian adjective says in any case and gender: `issledovatelskogo` is "research", and `kazanskii` is of Kazan.
 * Undefined where the word does not end like one.
 */
export const russianAdjective = (word: string): string | undefined => {
  const last = word.charCodeAt(word.length - 1)
  // a, e, h, i, j, o, y end them all.
  if (
    word.length < 6 ||
    !(last === 97 || last === 101 || (last >= 104 && last <= 106) || last === 111 || last === 121)
  )
    return undefined
  for (const ending of endings) {
    if (!word.endsWith(ending)) continue
    const stem = word.slice(0, word.length - ending.length)
    const meaning = russianStems.get(stem)
    if (meaning !== undefined) return meaning
    if (ending.startsWith('s') && stem.length >= 4) return stem
    return undefined
  }
  return undefined
}

/** Short forms of what offices and companies are called, as the words that they stand for. */
export const shortForms: ReadonlyMap<string, readonly string[]> = new Map(
  (
    'npo:scientific production association;npp:scientific production enterprise;nii:research institute;tsnii:central research institute;' +
    'cnii:central research institute;okb:experimental design bureau;skb:special design bureau;pkb:project design bureau;gup:state unitary enterprise;fgup:federal state unitary enterprise;' +
    'fsue:federal state unitary enterprise;fgu:federal state;fgbu:federal state;fgbou:federal state;fkp:federal state enterprise;arz:aircraft repair plant;arp:aircraft repair plant;' +
    'srz:shiprepair plant;npf:scientific production;npk:scientific production;tpk:trading production;dto:drug traffic organization;' +
    'gmk:mining metal combinat;impex:import export;expimp:export import;impexp:import export;guvd:main directorate interior;mingorispolkom:minsk city executive committee;cetc:china electronic technology group;norinco:china north industry group'
  )
    .split(';')
    .map((pair): [string, string[]] => [pair.split(':')[0] ?? '', (pair.split(':')[1] ?? '').split(' ')]),
)
