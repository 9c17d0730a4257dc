"""Short and pet forms of forenames that come from Arabic, of Turkish, Kurdish, Punjabi, Yoruba, Igbo, Ethiopian and Eritrean ones, and what is joined to them."""

from __future__ import annotations

AFRICA_AND_ASIA = """
abdul abdur abdus abdut abdun abduz abdal abdel abdol abs abz
abdullah abdallah abdo abboud apo
abdulrahman abdurrahman abdo
ahmed ahmad ahmet hamoudi
ali alawi
ayesha aisha ash
dawood daud dawud
fatima fatma fatoum fati fato tima
hassan hasan haso
hussein hussain husayn huso
ibrahim ibo ibby bram brahim ibs
imran immy imy immi
imtiaz immy
ismail smail iso izzy ish
khadija dija khadouj xece
mahmud mahmoud mame
mehmet memo memet
mohammed mohamed muhammad mohammad mo moe mohd md muhammed maxamed hama mamad hamoudi mohamad moh
mustafa musti moose mistik
naveed nav
ramazan ramo
sulaiman suleman suleyman sulo silo suli sully sol
yahya yahye yehya
yasmin yasmeen jasmine jasmin yas yaz
yusuf yousef yousuf joe yus
zainab zeynep zeyno zuzu
zulfiqar zulfikar zulfi
ayodele dele
babatunde tunde
oluwaseun seun
oluwatobi tobi
olufunke funke
opeyemi yemi
temitope temi tope
adebayo bayo
adeyemi yemi
olufemi femi
folasade sade
titilayo titi
ikechukwu iyke
kelechi kc
obinna obi
abraham abrham abi
alemayehu alex
bethlehem betelhem betty
elsabet elsa betty elizabeth
michael mikael miki
samuel sami
tewodros teddy theodore
tigist tigi
yohannes john
yonas yonatan jonas jonathan
joseph yosef yossef josef
jacob yaakov
samuel shmuel
simon shimon simeon
rebecca rivka
aaron aharon
judah yehuda
balwinder billa bally bal
gurpreet gopi guri
harpreet harry happy
jasvinder jassi
kwabena kobina kobby
kwadwo kojo jojo kwodwo
kwaku kweku
kwame kwamena kwamina
kwasi kwesi akwasi
yaw ekow
abena araba
adwoa ajoa adjoa
afua efua afia
akua ekua
akosua esi
kulwinder kully
amandeep mandy aman
amarjit amar
amarpreet amar
anjali anj anju
arshad ash
ashraf ash
asif ash
baljinder bally bal
baljit bally bal
bhupinder bups bindi
bilal bill billy
daljit dolly dal
davinder dav
farooq faz
gurdeep guri
gurjit guri
gurvinder guri
hardeep harry
harjinder harry jindi
harjit harry
harvinder harry
harminder harry mindi
inderjit indy inder
javed jed jav
jaspreet jazzy
jatinder jat jindi
kamran kami
khalid kal
lakhvinder lucky
lakhbir lucky
mandeep mandy mani manny
maninder mindy mani manny
manjit manny
manpreet manny mani
mohinder mindy mo
muhammad moh mohd
narinder nindy nindi
osman oz ozzy
parminder pammi pam
paramjit pammi pam
rajinder raj
rupinder rupi
ruksana roxy
rukhsana roxy roxana
sandeep sunny sandy
sarbjit sab sabi
satinder sat
satnam sat
saleem sal
salim sal
simranjit simmy sim
simran simmy
sukhdeep sukhi suki
sukhvinder sukhi suki
surinder sindy shindy sid
siddique sid
siddharth sid
tejinder tej
usman oz ozzy uzi
umar omz
waqas vicky vic
wasim was
zahid zed
zubair zub
abimbola bimbo bim
abiola abi biola
adebola debo bola
adeola ola
adewale wale
ayomide ayo mide
bolanle bola
damilola dami lola
damilare dami
funmilayo funmi
ifeoluwa ife
ifeoma ify ife
kehinde kenny
kayode kay
kolawole kola
modupe dupe
olamide ola mide
olumide mide olu
oluwafemi femi
oluwadamilola dami damilola
temidayo temi dayo
yetunde yetty tunde
yewande wande
chiamaka amaka
chinonso nonso
chidinma dinma
ijeoma ij
ngozi ngo
nnamdi namdi
onyinye onyi
uchenna uche
ugochukwu ugo
"""
