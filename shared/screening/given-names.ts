/**
 * Personal names that are one name: in other languages, in other transliterations, and as they are shortened. Two names
 * of this table that do not stand in one line are two names, however near they are written (Hassan, Hussein; Maria,
 * Mario). After a semicolon stand short forms, which may belong to more than one name.
 */
const table = `
muhammad mohammed mohamed mohammad mohamad muhammed mohamud muhamad muhamed mahomed mehmet mehmed mohd magomed mukhammad mokhammed mohamadi mahammad muxammad mahamed;md
ahmad ahmed ahmet akhmed akhmad achmad akhmet
mahmud mahmoud mahmood mehmood makhmud mahmut
hamid hameed hamed
hasan hassan hassen hasen khasan
husayn hussein husein hussain hossein hosein husain hussien hoseyn husseyn khusein huseyin hocine houssein
ali aly
umar omar omer
uthman osman othman usman osmane ousmane
yusuf yousef youssef yousuf yusef yusif yosef josef joseph jose giuseppe jozef iosif usef youssouf jusuf joseph;joe joey pepe
ibrahim ebrahim abraham ibragim ibraheem avraham abram brahim
ismail esmail ismael esmaeil ismaeel ismayil
ishaq isaac eshaq isak izak itzhak
yaqub yaqoub jacob yakub jakob yaghoub yakov jakub iakov giacomo jacques;jake
musa moussa moses mousa mosa moshe
isa issa eisa
dawud david daoud dawood davood davud daud dawoud;dave
sulayman suleiman solomon soleiman suleyman soleyman sulaiman suliman sleiman soliman
yunus younis younes jonas yunis yonus
harun aaron haroun haroon aron
salih saleh saaleh salah salih
khalid khaled halid kaled
khalil khaleel halil
jamal gamal djamal jamaal cemal
jamil gamil jameel djamil
kamal kemal kamaal
karim kareem kerim
rahim raheem
rashid rasheed rachid reshid
said saeed saed sayeed saiid
sayyid sayed seyed syed sayyed seyyed sayid said seyid
salim saleem selim
tariq tarek tareq tarik
abdallah abdullah abdulla abdollah abdellah abdulah abdoulaye
nasir nasser naser nasir nacer
nasr nasser
mustafa mostafa moustafa mustapha mostapha
mahdi mehdi mahdy
musab mosab
mansur mansour mansoor
mubarak mobarak moubarak
qasim qasem ghasem kassem kasim qassem kasem gasem qasim
qadhafi gaddafi qaddafi kadhafi gadhafi qadafi gadafi ghaddafi
bakr baker bakir
walid waleed oualid
ziyad ziad zeyad ziyaad
zayd zaid zeid zayed
faysal faisal feisal faycal
fadil fadel fazel fazil
fahd fahad
faruq farouk farooq farouq
hadi hady
haydar haider heydar haidar hayder
hisham hicham hesham
jafar jaafar djafar cafer
jalal jalaal celal djalal
jihad jehad
jibril gabriel jabril cebrail gavriil gabriele
yahya yehia yahia yehya
nur noor nour nuur
najib najeeb nagib naguib
nabil nabeel
rafiq rafik rafeeq
riyad riad reyad riyadh
samir sameer
sharif cherif shareef sherif
shaykh sheikh sheik shaikh
shahid shaheed
umran imran omran
wahid waheed
zahir zaher
zubayr zubair zubeir zobeir
ayman aiman eymen
aymen
usama osama oussama usamah
ladin laden
maryam mariam maria marie mary miriam marija mariya mariia marya;masha molly
fatima fatimah fatemeh fatma fateme
aisha ayesha aysha ayse
khadija khadijah khadijeh hatice
zaynab zainab zeinab zeynab zeynep
alexander aleksandr alexandr aleksander alexandre alessandro alejandro oleksandr aliaksandr alexandros iskander aleksandar alaksandr oleksander;sasha alex aleks sascha sandy
alexandra aleksandra alessandra alejandra oleksandra;sasha alex
alexey aleksei alexei aleksey alexis oleksiy oleksii aliaksei aleksej alexej oleksij alessio;alyosha
andrey andrei andrew andriy andrii andreas andre andres andrea andrzej andrej andreu ondrej anders;andy drew
anatoly anatoliy anatolii anatolij anatol
anton anthony antonio antoine antonius antoni anthonio;tony
arkady arkadiy arkadii
artem artyom artiom
arthur artur arturo
boris borys
bogdan bohdan
denis dennis denys
dmitry dmitri dmitriy dmitrii dimitri dimitry dmytro dzmitry dimitrij dmitrij dimitar;dima
yevgeny evgeny evgeniy evgenii yevgeniy yevgenii yevhen yevheniy eugene eugen eugenio yauheni jewgeni evgenij jevgeni;gene zhenya
fyodor fedor theodore theodor feodor teodor fiodor fedir;ted teddy
gennady gennadiy gennadii gennadi hennadiy henadz henadiy
georgy george georgiy georgii georges jorge giorgio giorgi jerzy georg georgios heorhiy yuri jurij;
gregory grigory grigoriy grigorii grigori gregor hryhoriy gregorio ryhor grzegorz;greg grisha
igor ihor ihar
ilya ilia iliya illia
ivan john johan jean juan giovanni joao johannes johann jan ioan ioannis jovan hans ian sean yuhanna ivans jon johnny jhon;jack vanya
ioann
james jaime jaume iago;jim jimmy jamie
kirill kyrill kyrylo cyril kiril kiryl
konstantin constantine constantin kostyantyn konstantinos;kostya
leonid leonidas leanid
lev leo
maxim maksim maxime maksym maximo;max maks
michael mikhail michel miguel michele mikhayl mykhailo mikael michal mihail mihai mikhael mykhaylo mikhal micheal;mike misha mick mickey
nikita mikita mykyta
nikolay nikolai nicholas nicolas mykola nikolaj nicola nicolo nikolaos mikalai nicolae nikolas niklas miklos;nick kolya nik
oleg oleh aleh
pavel paul pablo pavlo paolo paulo pawel;pasha
peter pyotr petr pedro pierre piotr petro pietro petar pieter petros piotr;pete
roman ramon raman
ruslan rouslan
sergey sergei serge sergio serhiy serhii siarhei sergej sergiy sergii siarhiej sergij;seryozha
stepan stephen steven stefan esteban etienne stephan stefano istvan steffen stephane stepan;steve
stanislav stanislaw stanislau;stas
timofey timothy timofei timoteo;tim
valentin valentyn
valery valeriy valerii valeri valeryi
vasily vasiliy vasilii basil vasyl vasil vasilij vassily wassily
viktor victor wiktor viktar vittorio
vitaly vitaliy vitalii vitali vital
vladimir volodymyr uladzimir wladimir vladimer vladymyr;vova volodya
vladislav vladyslav wladyslaw uladzislau;vlad
vyacheslav viacheslav vjacheslav vyachaslau viatcheslav;slava
yaroslav jaroslav yaraslau iaroslav
yuri yuriy yurii yury jurij iurii jury iurij youri
zakhar zachary zechariah zakhariya zakaria zacharia zakariya zakariyya;zack
anna anne ann hanna hannah ana anya anne;annie
elena helen helena yelena olena alena elina ellen;lena
ekaterina yekaterina catherine katherine katarina kateryna caterina catalina katharina kathryn catarina;kate katya kathy cathy
elizabeth yelizaveta elizaveta elisabeth isabel isabella lisbeth elisabetta yelyzaveta;liz beth betty lisa liza bella
irina iryna irene
julia yulia yuliya iuliia julija giulia yuliia juliya
natalia natalya nataliya nathalie natalie nataliia natallia;natasha
olga olha volha
svetlana svitlana sviatlana
tatiana tatyana tetiana tatsiana tatjana;tanya
marina maryna
sofia sophia sofiya sophie sofya
william guillermo guillaume wilhelm willem guglielmo vilhelm;bill will billy willy liam willie
robert roberto rupert;bob rob bobby robbie
richard ricardo riccardo;rick dick rich ricky
charles carlos karl carl carlo karol karel;charlie chuck
henry enrique henri heinrich hendrik enrico henrik;harry hank
edward eduardo edouard eduard edvard edoardo;ed eddie ned ted
frederick federico friedrich frederic fredrik frederik;fred freddy fritz
francis francisco francois franz francesco frans frank;frank pancho paco
louis luis ludwig luigi lewis luiz ludovic;lou
lawrence lorenzo laurent lars laurence;larry
matthew mateo matthieu matteo matthias mathias matias mateusz matvey matvei;matt
mark marc marco marcos marek markus marcus marko
martin martyn marten
luke lucas lukas luca lukasz luka
philip philippe felipe phillip filip filippo filipp;phil
raphael rafael raffaele
raymond raimundo ramon;ray
ronald ronaldo reynaldo;ron ronnie
samuel samuil shmuel;sam sammy
benjamin benyamin binyamin veniamin;ben benny
christopher christoph cristobal christophe kristoffer krzysztof cristoforo;chris
christian cristian kristian
daniel daniele danilo danil daniil danyil;dan danny
donald;don donnie
douglas;doug
gerald gerard gerardo geraldo gerhard;gerry jerry
jeffrey geoffrey;jeff geoff
joshua josue yehoshua;josh
kenneth;ken kenny
nathaniel natan nathan;nate
patrick patricio patrice;pat paddy
simon simeon semyon semen shimon szymon simone;
thomas tomas tommaso thoma foma toma;tom tommy
vincent vicente vincenzo vincenz;vince
walter;walt wally
barbara varvara
deborah debra;debbie
dorothy dorothea dorota
eleanor leonor
jennifer;jen jenny
jessica;jess
margaret margarita marguerite margherita margarete margrit;maggie meg peggy rita
martha marta
patricia;pat patty trish
rebecca rebeca rivka;becky
sara sarah
susan susanna suzanne;sue susie
teresa theresa therese;terry
victoria viktoria viktoriya viktoriia vittoria;vicky
angel angelo
hector ettore
hugo ugo
ignacio ignatius ignazio;nacho
javier xavier saverio
jesus;chucho chuy
manuel emanuel emmanuel emanuele immanuel;manny manolo
rodrigo roderick
rafael
santiago;
tomas
alvaro
fernando ferdinand fernand
gonzalo
jaroslaw
kim
lee li yi ri rhee lie
park pak bak
choi choe
jung chung jeong chong
kang gang
cho jo
yoon yun
lim rim im
shin sin
oh o
xu hsu
zhang chang cheung
chen chan tan chern
wang wong ong
huang wong hwang
liu lau low liew lao
lin lam lim
zhao chao chiu
zhou chou chow chew
wu ng woo goh
zheng cheng tay
cai tsai choy chua
he ho
guo kuo kwok quek
xie hsieh tse
deng teng tang
ye yeh yip
zhu chu choo
jiang chiang keung
qian chien chin
song sung soong
hu wu woo
liang leung neo
`

/** The lines that a name stands in, by their numbers. */
const lines = new Map<string, number[]>()
const short = new Map<string, number[]>()
for (const [number, line] of table.trim().split('\n').entries()) {
  const [names = '', shorts = ''] = line.split(';')
  for (const name of names.split(' ')) if (name !== '') lines.set(name, [...(lines.get(name) ?? []), number])
  for (const name of shorts.split(' ')) if (name !== '') short.set(name, [...(short.get(name) ?? []), number])
}

const none: readonly number[] = []

/** The names of the table that a word in lower-case ASCII is a form of. */
export const namesOfWord = (word: string): readonly number[] => lines.get(word) ?? none

/** The names that it is a short form of. */
export const shortNamesOfWord = (word: string): readonly number[] => short.get(word) ?? none

/** Words before a name, or after it, that say what somebody is. */
export const honorifics: ReadonlySet<string> = new Set(
  (
    'mr mrs ms miss dr prof professor sir dame lord lady madame monsieur senor senora don dona herr frau haji hajji hajj haj hadji alhaj mullah mulla molla maulawi ' +
    'mawlawi maulvi moulvi mawlana maulana qari hafiz ustad ustadh imam ayatollah hojatoleslam hojjat general gen colonel col major maj captain capt lieutenant lt sergeant ' +
    'sgt admiral adm brigadier brig commander marshal field president minister ambassador senator governor honourable honorable hon rev reverend father bishop archbishop ' +
    'engineer eng ing lic licenciado arq esq phd md prince princess king queen emir amir amb comrade sheikh shaykh sheik shaikh shekh cheikh shaikh sayyid sayed seyed syed'
  ).split(' '),
)

/** What tells a son from his father of the same name. */
export const generations: ReadonlyMap<string, string> = new Map([
  ['jr', 'jr'],
  ['junior', 'jr'],
  ['hijo', 'jr'],
  ['sr', 'sr'],
  ['senior', 'sr'],
  ['2', '2'],
  ['3', '3'],
])
