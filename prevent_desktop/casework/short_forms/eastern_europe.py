"""Short and pet forms of Polish, Ukrainian, Russian, Bulgarian, Czech, Slovak, Serbian, Croatian, Baltic, Hungarian, Romanian and Albanian forenames."""

from __future__ import annotations

_POLISH = """
adam adas
agata agatka
agnieszka aga agusia agnes
aleksander olek alek alexander
aleksandra ola alexandra
alicja ala
andrzej jedrek andrew
anna ania anka hania
antoni antek tolek anthony
arkadiusz arek
barbara basia
bartlomiej bartek
bartosz bartek
boguslaw bogus
boleslaw bolek
czeslaw czesiek
dariusz darek
dorota dorotka dorothy
edward edek
elzbieta ela elizabeth ella
ewa ewka eve
franciszek franek francis
grazyna grazka
grzegorz grzesiek grzes gregory
halina hala
helena hela
henryk heniek henry
ignacy ignas
irena irka
jadwiga jadzia
jakub kuba jacob
jan janek john jas
jaroslaw jarek
jerzy jurek george
joanna asia joasia
jolanta jola
jozef jozek joseph
justyna justine
karol karolek charles
katarzyna kasia catherine kaska
kazimierz kazik
krystyna krysia
krzysztof krzysiek krzys christopher chris
lukasz luke
maciej maciek
magdalena magda lena
malgorzata gosia malgosia margaret
marcin martin
maria marysia mary
mateusz mati matthew
michal michael misiek
michalina misia
mieczyslaw mietek
mikolaj nicholas mikus
miroslaw mirek
natalia natalka
pawel paul
piotr piotrek peter
przemyslaw przemek
radoslaw radek
roman romek
ryszard rysiek richard
slawomir slawek
stanislaw staszek stas stach
szymon simon
tadeusz tadek
teresa renia
tomasz tomek thomas
urszula ula
waldemar waldek
weronika wera
wieslaw wiesiek
wladyslaw wladek
wojciech wojtek
zbigniew zbyszek
zdzislaw zdzisiek
zofia zosia sophie
zuzanna zuzia susan
"""
_UKRAINIAN_AND_RUSSIAN = """
aleksandr alexander aleksandar aleksander oleksandr sasha sashko shura sanya les
aleksandra oleksandra alexandra sasha shura lesia lesya sanya olesia
aleksei oleksii alexei alexey alex alyosha lyosha
anastasia anastasiia nastya nastia asya stasya
andrei andrii andrey andriy andrew
anna hanna anya ania nyura hannusia
anton antin tosha
boris borys borya
bohdan bogdan danko
darya daria dasha darka
denis denys den
dmitry dmytro dima mitya dmitri dmitrii
ekaterina yekaterina kateryna katerina katya katia katrusia catherine
elena olena yelena helena lena alyona olenka helen
elizaveta yelyzaveta liza elizabeth
evgeny yevgeny yevhen yevhenii evgenii zhenya eugene
evgenia yevgenia yevheniia yevhenia zhenya eugenia
fyodor fedir fedor fedya theodore
galina halyna galya halya
gennady hennadii gena
georgy heorhii georgii gosha zhora george
grigory hryhorii grisha hryts gregory
igor ihor
ilya illia
irina iryna ira
ivan vanya vania ivanko john
konstantin kostiantyn constantin konstantinos kostya kostia kostas costas
ksenia kseniia kseniya oksana oxana ksyusha
larisa larysa lara
leonid lyonya
lyubov liubov lyuba liuba
lyudmila liudmyla ludmila lyuda liuda lyusya mila
margarita marharyta rita margo
maria mariia masha marusya manya marichka mary
maxim maksym maks
mikhail mykhailo misha mykhas michael
mykola nikolai nikolay nicolae kolya nick nicky nicholas
nadezhda nadiia nadya nadia
natalia nataliia natasha nata
nikita mykyta
oleg oleh
olga olha olya olia
pavel pavlo paul pasha
pyotr petro petya peter
roman roma
sergei serhii sergey serhiy sergiy seryozha
semyon semen syoma
sofia sofiia sonia sonya
stanislav stas slava
stepan styopa stephen
svetlana svitlana sveta lana
tamara toma
tatiana tetiana tanya tania
timofey tymofii tima tymko timothy
vadim vadym vadik
valentina valya
valery valerii valera
vasily vasyl vasya
vera vira
viktor vitya victor
viktoria viktoriia vika vita victoria
vitaly vitalii vitalik
vladimir volodymyr vova volodya
vyacheslav viacheslav slava
yaroslav jaroslaw jaroslav yarik slava
yulia yuliia yulya julia
yurii yuri yura george
"""
_SOUTH_AND_WEST_SLAVIC = """
aleksandar sasho aco sasa alexander
angel acho
anton toni
antonin tonda
atanas nasko tanas
barbora bara
borislav bobi
desislava desi
dimitar mitko dimo mityo
elisaveta eli beti
emil emo
frantisek fanda fero
georgi gosho joro gogo george
hristo christo itso icho
ivan vanko vancho ivo ivica
ivanka vanya
ivaylo ivo
jan honza jano janko john
jaroslav jarda jaro
jiri jirka george
josef pepa joseph
jozef jozo joseph
juraj duro george
karel kaja charles
katerina katka katya
kiril kiro
krasimir krasi
ladislav lada laco
ludmila lida
lyubomir lyubo
maria majka mimi
mihail misho mishko michael
mikulas miki nicholas
miroslav mirek miro
nikolay niki kolyo nicholas
ondrej ondra andrew
petar pesho peter
rudolf ruda
slobodan boban
stanislav standa stanko
stefan stevo stephen
teodora tedi
todor tosho theodore
tsvetan tseko tsetso
tsvetelina tsveti
vaclav vasek
valentin valyo
vasil vasko
veselin vesko
vladimir vlado vlada
vojtech vojta
yordan dancho
zoran zoki
zuzana zuzka susan
"""
_BALTIC_AND_HUNGARIAN = """
agnes agi
andras bandi andris andrew
anna panni anci annus
attila ati
balazs bali
borbala bori
erzsebet bozsi erzsi zsoka elizabeth
eszter eszti
eva evi
ferenc feri ferko francis
gabor gabi
gergely geri gergo gregory
gyorgy gyuri george
ilona ica ili helen
imre imi
istvan pisti pista isti stephen
janos jani jancsi john
jozsef jozsi joe joseph
judit jutka
julianna juli julcsi
kazimieras kazys
karoly karcsi charles
katalin kati kata kitti catherine
lajos lali louis
laszlo laci
magdolna magdi
margit manci margaret
maria mari marika
mihaly misi michael
miklos miki nicholas
orsolya orsi
pal pali paul
peter peti
piroska piri
sandor sanyi alexander
sara sari
tamas tomi thomas
tibor tibi
vytautas vytas
zoltan zoli
zsofia zsofi sophie
zsuzsanna zsuzsi zsuzsa susan
"""
_ROMANIAN_AND_ALBANIAN = """
aleksander leka sander alexander
alexandru alex sandu alecu alexander
alexandra sanda
ana anica anuta anca
andrei andrew
aurel relu
constantin costel costica dinu costi titi
dumitru mitica mitu
ecaterina cati katy catherine
elena lenuta nuti helen
elisabeta elizabeth
emil milu
gheorghe george gigi gica ghita
gjergj george
gjon john
ioan ion john ionel nelu ionut nutu
ioana joanna
iulia julia
luminita lumi
maria marioara mariuca
mihai michael mihaita misu
nicolae nicu nicholas nick nae
petru petre peter petrica
stefan fane steven stephen
teodor theodore doru tudor
vasile vasilica lica
virgil gilu
"""

EASTERN_EUROPE = (
    _POLISH + _UKRAINIAN_AND_RUSSIAN + _SOUTH_AND_WEST_SLAVIC + _BALTIC_AND_HUNGARIAN + _ROMANIAN_AND_ALBANIAN
)
