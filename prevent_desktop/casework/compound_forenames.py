"""Whether two forenames that are joined of two parts are two: Manjot and Manjeet, Abdulhamid and Abdulhadi.

A Sikh name is a beginning and an ending that go with nearly any other, so that names of one sound are many people's; each line
holds what is written for one of them. What follows Abdul- (servant of) is a name by itself.
"""

from __future__ import annotations

import re
from functools import cache

_BEGINNINGS = """
aman
amar
amrit amrat
arsh
bal
bhup
charan
dal
dil
gagan
gur guru
har
jag
jap
jas jass
jat
kamal
karam
karan
kiran
kul
lakh lak
lov lav
man
nav nau
par param parm
prabh parbh prab parb
raj
ram raman
ran
rav
rup roop
sarb sarab
sat
sukh suk
sharan
tej
var
"""
_ENDINGS = """
bir vir veer beer
deep dip
dev
inder indar
jinder jindar
jit jeet
jot jott jyot
kiran
leen lin
meet mit
minder mindar
neet nit
noor nur
pal paul
pinder
preet prit priit
raj
reet rit
vinder winder vindar windar binder
want vant
"""
_SERVANT = re.compile(r"c?abd[aeiou]?(?:l|([rsnzdt])(?=\1))?")
_SHORTEST_MASTER = 4


def are_two_of_parts(one: str, other: str) -> bool:
    """Whether both are a beginning and an ending of Sikh names, and in no reading the same two."""
    ours, theirs = _parts().get(one), _parts().get(other)
    return ours is not None and theirs is not None and not ours & theirs


def after_servant(one: str, other: str) -> tuple[str, str] | None:
    """What follows in two names that begin with Abdul-, Abdi- or the like; None where they do not, or too little follows."""
    found = [(_SERVANT.match(word), word) for word in (one, other)]
    masters = [word[match.end() :] for match, word in found if match is not None]
    if len(masters) < len(found) or min(map(len, masters)) < _SHORTEST_MASTER:
        return None
    return masters[0], masters[1]


@cache
def _parts() -> dict[str, frozenset[tuple[str, str]]]:
    """Each name that can be joined, with the first spelling of beginning and ending."""
    found: dict[str, frozenset[tuple[str, str]]] = {}
    for beginning in _BEGINNINGS.split("\n"):
        for ending in _ENDINGS.split("\n"):
            begins, ends = beginning.split(), ending.split()
            for word in (begin + end for begin in begins for end in ends):
                found[word] = found.get(word, frozenset()) | {(begins[0], ends[0])}
    return found
