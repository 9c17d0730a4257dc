"""Short and pet forms of forenames that no rule of sound finds, by the name they stand for."""

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
nathaniel nathan nat
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
theodore ted theo
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
"""
_ENDINGS = ("ie", "y", "i", "o")
_FEWER, _SHORTEST = 2, 3


def short_for(one: str, other: str) -> bool:
    """Whether one of two words in plain letters is used for the other: in the list, or its beginning (Jas for Jaspreet)."""
    if _groups_of(one) & _groups_of(other):
        return True
    short, full = sorted((one, other), key=len)
    return len(full) - len(short) >= _FEWER and any(_begins(full, stem) for stem in _stems(short))


def _begins(full: str, stem: str) -> bool:
    return len(stem) >= _SHORTEST and full.startswith(stem)


def _stems(short: str) -> tuple[str, ...]:
    return (short, *(short.removesuffix(ending) for ending in _ENDINGS if short.endswith(ending)))


def _groups_of(word: str) -> frozenset[int]:
    return _known().get(word, frozenset())


@cache
def _known() -> dict[str, frozenset[int]]:
    """In which groups each of the listed words stands."""
    found: dict[str, frozenset[int]] = {}
    for number, line in enumerate(_GROUPS.split("\n")):
        for word in line.split():
            found[word] = found.get(word, frozenset()) | {number}
    return found
