"""Short and pet forms of forenames that come from Arabic, of Turkish, Kurdish, Punjabi, Yoruba, Igbo, Ethiopian and Eritrean ones, and what is joined to them."""

from __future__ import annotations

AFRICA_AND_ASIA = """
abdul abdur abdus abdut abdun abduz abdal abdel abdol
abdullah abdallah abdo abboud apo
abdulrahman abdurrahman abdo
ahmed ahmad ahmet hamoudi
ali alawi
ayesha aisha ash
dawood daud dawud
fatima fatma fatoum fati fato tima
hassan hasan haso
hussein hussain husayn huso
ibrahim ibo ibby bram brahim
imran immy
imtiaz immy
ismail smail iso
khadija dija khadouj xece
mahmud mahmoud mame
mehmet memo memet
mohammed mohamed muhammad mohammad mo moe mohd md muhammed maxamed hama mamad hamoudi mohamad
mustafa musti moose mistik
naveed nav
ramazan ramo
sulaiman suleman suleyman sulo silo suli
yahya yahye yehya
yasmin yasmeen jasmine jasmin
yusuf yousef yousuf joe
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
balwinder billa
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
"""
