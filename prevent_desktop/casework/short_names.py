"""What no rule of sound finds: short and pet forms of forenames, names in two languages, and names that only sound alike."""

from __future__ import annotations

import re
from functools import cache

from prevent_desktop.casework.name_forms import Word
from prevent_desktop.casework.short_forms import SHORT_FORMS
from prevent_desktop.casework.well_known_forenames import FATHERS, WELL_KNOWN

_SURNAMES = """
cai choi tsai choy chua
cao tso
chen chan tan chin chern
deng tang
feng fung
guo kwok
he ho
huang wong ng oei wee
jiang keung
li lee
liang leung
lin lam lim
liu lau low lew liew
lu luk
luo law
pan poon
sun suen
wang wong ong
wu ng goh
xie tse hsieh
xu tsui hsu hui
yang yeung yeo yong young yeong
ye yip
zhang cheung chang chong teo
zhao chiu
zheng cheng
zhou chow
zhu chu
lee yi rhee ree li
park pak bak
jung chung jeong
cho jo
im lim yim rim
ryu yoo yu
ko go koh
banerjee bandyopadhyay banerji
chatterjee chattopadhyay chatterji
mukherjee mukhopadhyay mukherji
ganguly gangopadhyay ganguli
bose basu
roy rai ray
zeng tsang tseng
xiao siu hsiao
qiu yau chiu
guan kwan
ouyang auyeung
song sung
su so
barry bari
camara kamara
ceesay cisse sesay
diallo jallow jalloh
diop jobe
fofana fofanah
gueye gaye
kouyate kuyateh
konte conteh konteh
koroma kourouma
ndiaye njie
toure touray turay
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
macaodha mchugh
mac mc
"""
"""One surname in two languages or romanisations: Mandarin, Cantonese and Hokkien, Korean, Bengali, French and English West Africa, Irish and English."""
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
kayla kaila / kyla
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
tayla taila / tyla
"""
"""Names that sound alike and are not one another's, a stroke between them: two of one birth date and home are perhaps twins."""
_OF_WOMEN = {
    "ova": ("",),
    "aite": ("as",),
    "yte": ("is", "ys"),
    "ute": ("us",),
    "iene": ("as", "is", "ys"),
    "uviene": ("us",),
    "ina": ("ins", "insh"),
    "ou": ("os", "as", "is"),
    "ska": ("ski", "sky", "skyi", "skyy", "skii"),
    "cka": ("cki", "cky"),
    "aya": ("y", "iy", "oy", "oi"),
}
"""Endings of a woman's surname, each with those of the man's: Czech and Slovak, Lithuanian, Latvian, Greek, Polish, Ukrainian, Russian."""
_VOWELS = frozenset("aeiou")
_SPELT_ALIKE = 70
_SHORTEST_STEM = _SHORTEST_ROUGH = 4
_ENDINGS = ("ie", "y", "i", "o")
_FEWER, _SHORTEST = 2, 3
_PET_ENDING = re.compile(r"(?<=[a-z]{3})(?:ie|ey|ee|i)\b")
_SHORT_FORMS = _PET_ENDING.sub("y", SHORT_FORMS)
_GOD = ("oluwa", "chukwu", "olu")
_MUCH_FEWER, _SHORTEST_END = 3, 4
_IN_Z = re.compile("([^aeiou]{0,2}[aeiou])([^aeiouz]?)z+(?:y|a)?")
"""Gaz for Gareth, Kaz for Kashif, Abz for Abdullah: one vowel, then a z for r or s, or after a consonant."""
_S_ADDED = re.compile("(?<=[^aeious])s$")
_SAID_Z = "[iy]?[rsz]"


def short_for(one: str, other: str) -> bool:
    """Whether one of two words in plain letters is used for the other: listed, its beginning (Jas for Jaspreet) or end (Emeka).

    Likewise its first syllable with a doubled consonant and y (Gabby for Gabrielle), an s (Gurps for Gurpreet) or a z (Abz for Abdullah),
    its beginning without the word for God (Tobi for Oluwatobiloba), or its beginning with its end (Chudi for Chukwudi).
    """
    if _are_one(_with_y(one), _with_y(other), _SHORT_FORMS):
        return True
    short, full = sorted((one, other), key=len)
    fewer = len(full) - len(short)
    if _ends_in_z(one, other) or _ends_in_z(other, one):
        return True
    if (
        fewer >= _MUCH_FEWER
        and len(short) >= _SHORTEST_END
        and (full.endswith(short) or _drawn_together(short, full))
    ):
        return True
    return fewer >= _FEWER and any(
        _begins(whole, stem) for whole in (full, _without_god(full)) for stem in _stems(short)
    )


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
    if _are_known_as_two(one, other, WELL_KNOWN) and not short_for(one, other):
        return True
    return any(
        ours != theirs
        for ours in _known(_OF_THEIR_OWN).get(one, ())
        for theirs in _known(_OF_THEIR_OWN).get(other, ())
        if ours[0] == theirs[0]
    )


def are_two_fathers(one: str, other: str) -> bool:
    """Whether two words of surnames are known as two: fathers' names roughly as spelt (Hassan and Hussein), others as they are written.

    A surname's own spellings are many: Tayler is Taylor, though roughly it is Tyler.
    """
    if _are_known_as_two(one, other, FATHERS):
        return True
    written, _roughly = _well_known(WELL_KNOWN)
    return _as_known(one) != _as_known(other) and _are_two(
        written.get(one, frozenset()), written.get(other, frozenset())
    )


def is_one_name(one: str, other: str) -> bool:
    """Whether both can be one well known forename."""
    return bool(_known_as(one, WELL_KNOWN) & _known_as(other, WELL_KNOWN))


def is_one_alone_known(one: str, other: str) -> bool:
    """Whether one is a well known forename and the other none: rather a slip of the pen than another name."""
    return bool(_known_as(one, WELL_KNOWN)) != bool(_known_as(other, WELL_KNOWN))


def _are_known_as_two(one: str, other: str, names: str) -> bool:
    """Whether each is one of `names`, and they are not the same, nor the same roughly."""
    return _as_known(one) != _as_known(other) and _are_two(_known_as(one, names), _known_as(other, names))


def _are_two(ours: frozenset[int], theirs: frozenset[int]) -> bool:
    return bool(ours and theirs and not ours & theirs)


def _with_y(word: str) -> str:
    """A pet form's ending in one spelling: Debbie, Debbi and Debby."""
    return _PET_ENDING.sub("y", word)


def _without_god(full: str) -> str:
    """A Yoruba or Igbo name without the word for God that it begins with; as it is where it has none."""
    return next((full.removeprefix(god) for god in _GOD if full.startswith(god)), full)


def _drawn_together(short: str, full: str) -> bool:
    """Whether an Igbo name that begins with God is its first syllable and its end: Chudi for Chukwudi."""
    return full.startswith(_GOD) and short.startswith(full[:_SHORTEST]) and full.endswith(short[_SHORTEST:])


def _begins(full: str, stem: str) -> bool:
    return len(stem) >= _SHORTEST and full.startswith(stem)


def _stems(short: str) -> tuple[str, ...]:
    """What a short form's full form can begin with: itself, without its ending, with the consonant before it once, without its s."""
    stems = [short.removesuffix(ending) for ending in _ENDINGS if short.endswith(ending)]
    once = (stem[:-1] for stem in stems if stem[-1:] not in _VOWELS and stem[-2:-1] == stem[-1:])
    return (short, *stems, *once, _S_ADDED.sub("", short))


def _ends_in_z(short: str, full: str) -> bool:
    """Whether it is the short form in z that British Asian, London and northern English speakers make."""
    found = _IN_Z.fullmatch(short)
    if found is None:
        return False
    begin, consonant = found.groups()
    if len(full) - len(f"{begin}{consonant}z") < _FEWER:
        return False
    return re.match(begin + (consonant or _SAID_Z), full) is not None


def _are_one(one: str, other: str, groups: str) -> bool:
    known = _known(groups)
    return bool(known.get(one, frozenset()) & known.get(other, frozenset()))


def _known_as(word: str, names: str) -> frozenset[int]:
    """Which of the well known `names` it can be: as it is written, else roughly; none where its script writes no vowels."""
    from rapidfuzz.fuzz import ratio

    if not set(word) & _VOWELS:
        return frozenset()
    written, roughly = _well_known(names)
    alike = (each for each in roughly.get(_as_known(word), ()) if ratio(word, each) >= _SPELT_ALIKE)
    return written.get(word) or frozenset().union(*(written[each] for each in alike))


def _as_known(word: str) -> str:
    """Roughly as it is spelt, or as it is where too little would be left of it."""
    rough = Word(word).rough
    return rough if len(rough) >= _SHORTEST_ROUGH else word


@cache
def _well_known(names: str) -> tuple[dict[str, frozenset[int]], dict[str, frozenset[str]]]:
    """Which of `names` each spelling can be, and the spellings of each rough one."""
    written: dict[str, frozenset[int]] = {}
    roughly: dict[str, frozenset[str]] = {}
    for number, spellings in enumerate(names.split(",")):
        for word in spellings.split():
            written[word] = written.get(word, frozenset()) | {number}
            rough = _as_known(word)
            roughly[rough] = roughly.get(rough, frozenset()) | {word}
    return written, roughly


@cache
def _known(groups: str) -> dict[str, frozenset[tuple[int, int]]]:
    """In which line, and where in it between strokes, each of the listed words stands."""
    found: dict[str, frozenset[tuple[int, int]]] = {}
    for number, line in enumerate(groups.split("\n")):
        for part, words in enumerate(line.split("/")):
            for word in words.split():
                found[word] = found.get(word, frozenset()) | {(number, part)}
    return found
