"""What no rule of sound finds: short and pet forms of forenames, names in two languages, and names that only sound alike."""

from __future__ import annotations

from functools import cache

_GROUPS = """
alexander alex alec sandy sasha alek oleksandr aleksandr alexandru olek
alexandra alex sandra sasha ola aleksandra oleksandra lexi
abigail abby gail
andrew andy drew
anthony tony antony ant
barbara babs basia
benjamin ben benny
bridget bridie breda biddy
catherine katherine kathryn kate katie kathy cath kitty kasia katya katarzyna kateryna kat
charles charlie chuck chas
charlotte lottie charlie
christopher chris kit topher
christina chris tina chrissie
daniel dan danny
david dave davey dai dafydd dewi
deborah debbie debs
dorothy dot dolly
edward eddie ted ned teddy ed
eleanor ellie nell nora
elizabeth liz lizzie beth betty eliza libby bess elspeth ela
emily em millie
francis frank frankie
frances fran frankie
frederick fred freddie
gabriel gabe gabi
gabriela gabriella gabi gaby
george georgie
gregory greg grzesiek
harold harry
harriet hattie harry
henry harry hal hank
isabella bella izzy isabelle isabel
jacob jake jakub kuba
james jim jimmy jamie jem
jennifer jen jenny
john jack johnny jon
jonathan jon johnny
joseph joe joey
josiah joe
dwayne duane dwain
joshua josh
kenneth ken kenny
lawrence larry laurie
leonard len lenny leo
lewis lou
louise lou
margaret maggie meg peggy greta gosia malgorzata madge marge
martin marty
mary molly polly may
magdalena magda lena
matthew matt matty
michael mike mick mickey mikey mihai michal
mohammed mo mohd md muhammed
nathaniel nathan nat nate
nicholas nick nicky mykola
oliver ollie
oluwaseun seun
oluwatobi tobi
olufunke funke
patricia pat patsy trish tricia
patrick pat paddy pat
peter pete
philip phil pip
rebecca becky becca
richard rick dick rich ricky
robert bob rob bobby robbie bert
ronald ron ronnie
rosemary rosie rose
samantha sam sammy
samuel sam sammy
sarah sally sadie
stephen steve stevie
susan sue susie
temitope temi
tomasz tomek thomas
theodore ted teddy theo
theresa terry tess tessa
thomas tom tommy
timothy tim
valerie val
victoria vicky tori
vincent vince
vladimir volodya vova volodymyr
william bill billy will willy liam
yevhen zhenya evgeny
zachary zach zak
agnieszka aga agusia agnes
anna ania anka
bartlomiej bartek
bartosz bartek
dariusz darek
elzbieta ela elizabeth
franciszek franek francis
helena hela
jan janek john
jaroslaw jarek
jerzy jurek george
joanna asia joasia
jozef jozek joseph
justyna justine
katarzyna kasia catherine
kazimierz kazik
krzysztof krzysiek krzys christopher chris
maciej maciek
maria marysia mary
mateusz mati matthew
mikolaj nicholas
pawel paul
piotr piotrek peter
slawomir slawek
stanislaw staszek stas
szymon simon
tadeusz tadek
waldemar waldek
wojciech wojtek
zbigniew zbyszek
zofia zosia sophie
zuzanna zuzia susan
alexandru sandu
ana anica
andrei andrew
constantin costel costica dinu
dumitru mitica
ecaterina cati katy catherine
elena lenuta helen
elisabeta elizabeth
gheorghe george gigi gica
ioan ion john ionel nelu ionut
ioana joanna
iulia julia
mihai michael mihaita misu
nicolae nicu nicholas nick
petru petre peter petrica
stefan fane steven stephen
teodor theodore
aine anya anne
aoife eefa efa
brid bridie bridget
caitlin kathleen
caoimhe keeva kiva
cathal charles
conchobhar conor connor cornelius
dearbhla dervla
diarmuid dermot
domhnall donal daniel
eamon edmund edward
eilis elizabeth
eoghan owen eoin
grainne grania
mairead margaret
maire mary moira
meadhbh maeve
micheal michael
niamh neve neave nieve
oisin osheen
padraig patrick paddy paudie
peadar peter
roisin rosheen
ruairi rory
saoirse sersha seersha
seamus james shay
sean shaun shawn john
sinead shinade jane
siobhan shivaun shevaun joan
sorcha sarah
tadhg tiege teague timothy
tomas thomas
uilliam william liam
anastasiia nastya
anastasia nastya
dmytro dima dmitri
ivan vanya john
mariia masha
maria masha
mykhailo misha michael
natalia natasha
oleksii alexei alex
olena lena helen
pavlo paul pasha
serhii sergei
sofiia sonia
tetiana tanya tatiana
yevheniia evgenia eugenia zhenya
yurii george
angharad haz
rhys rees reece reese
yonas yonatan jonas jonathan
harpreet harry happy
gurpreet gopi guri
mehmet memo
mustafa musti
"""
_SURNAMES = """
cai choi tsai
cao tso
chen chan
deng tang
feng fung
guo kwok
he ho
huang wong
jiang keung
li lee
liang leung
lin lam
liu lau
lu luk
luo law
pan poon
sun suen
wang wong
wu ng
xie tse
xu tsui
yang yeung
ye yip
zhang cheung
zhao chiu
zheng cheng
zhou chow
zhu chu
obriain obrien
obroin byrne
oceallaigh kelly nicheallaigh
oconchuir oconnor niconchuir
odochartaigh doherty nidhochartaigh
odonaill odonnell nidhonaill
omurchu murphy nimhurchu
oneill niheill
osuilleabhain osullivan nishuilleabhain
stewart stuart
breathnach walsh
macgiollabride mcbride
mac mc
"""
"""One surname in two languages or romanisations: Mandarin and Cantonese, Irish and English; several words as one."""
_OF_THEIR_OWN = """
ahmed ahmad / hamed hamid
aidan / aideen
ala / ola
alina / aliza
amar / ammar / omar umar
anna / hanna
ali / eli
cian / ciara
christian / christina
daniel / damien
hassan hasan xasan / hussain hussein hossain husain xuseen hossein
hodan / hudon
jack / jake
jasmine / jasmin
julia / juliana / julian
khalid / khaldoun
lan / linh / lin
leon / leonie
luca / lucas
mark / marek
mihai / mihaela
mohammed muhammad mohammad mohamed / mahmood mehmood mahmud mahmoud
molly / polly
maria / marie / mariam
marta / martha / maria
nada / nadia
noah / noa
omar / amir
said / saad / sayyid
salim / salam / salman
"""
"""Names that sound alike and are not one another's, a stroke between them: two of one birth date and home are perhaps twins."""
_OF_WOMEN = {
    "ova": ("",),
    "aite": ("as",),
    "yte": ("is", "ys"),
    "ute": ("us",),
    "iene": ("as", "is", "ys"),
    "uviene": ("us",),
}
"""Endings of a woman's surname, each with those of the man's: Czech and Slovak, Lithuanian."""
_SHORTEST_STEM = 4
_ENDINGS = ("ie", "y", "i", "o")
_FEWER, _SHORTEST = 2, 3
_MUCH_FEWER, _SHORTEST_END = 3, 4


def short_for(one: str, other: str) -> bool:
    """Whether one of two words in plain letters is used for the other: listed, its beginning (Jas for Jaspreet) or end (Emeka)."""
    if _are_one(one, other, _GROUPS):
        return True
    short, full = sorted((one, other), key=len)
    if len(full) - len(short) >= _MUCH_FEWER and len(short) >= _SHORTEST_END and full.endswith(short):
        return True
    return len(full) - len(short) >= _FEWER and any(_begins(full, stem) for stem in _stems(short))


def same_surname(one: str, other: str) -> bool:
    """Whether two surnames, each as one word, are one in two languages or romanisations."""
    return _are_one(one, other, _SURNAMES)


def without_endings(one: str, other: str) -> tuple[str, str] | None:
    """Two surnames without what marks a woman's and a man's (Kazlauskaitė, Kazlauskas); None where they are not such a pair."""
    for womans, mans in ((one, other), (other, one)):
        for ending, its_others in _OF_WOMEN.items():
            stem = womans.removesuffix(ending)
            if stem != womans and len(stem) >= _SHORTEST_STEM and not mans.endswith(ending):
                found = next((mans.removesuffix(end) for end in its_others if mans.endswith(end)), None)
                if found is not None:
                    return stem, found
    return None


def of_their_own(one: str, other: str) -> bool:
    """Whether two forenames that sound alike are known as two names (Hassan and Hussein)."""
    return any(
        ours != theirs
        for ours in _known(_OF_THEIR_OWN).get(one, ())
        for theirs in _known(_OF_THEIR_OWN).get(other, ())
        if ours[0] == theirs[0]
    )


def _begins(full: str, stem: str) -> bool:
    return len(stem) >= _SHORTEST and full.startswith(stem)


def _stems(short: str) -> tuple[str, ...]:
    return (short, *(short.removesuffix(ending) for ending in _ENDINGS if short.endswith(ending)))


def _are_one(one: str, other: str, groups: str) -> bool:
    known = _known(groups)
    return bool(known.get(one, frozenset()) & known.get(other, frozenset()))


@cache
def _known(groups: str) -> dict[str, frozenset[tuple[int, int]]]:
    """In which line, and where in it between strokes, each of the listed words stands."""
    found: dict[str, frozenset[tuple[int, int]]] = {}
    for number, line in enumerate(groups.split("\n")):
        for part, words in enumerate(line.split("/")):
            for word in words.split():
                found[word] = found.get(word, frozenset()) | {(number, part)}
    return found
