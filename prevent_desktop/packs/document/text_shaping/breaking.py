"""Where a line may break (UAX #14) and what a reader sees as one sign (UAX #29).

uniseg knows the property of each character. Its own walk through a text takes a quarter of a millisecond a character, so
the rules are walked here, once from left to right; a test holds that both find the same. Left out are the rules for
scripts that no shipped font has (Hangul, Balinese and their like).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from uniseg.emoji import extended_pictographic
from uniseg.graphemecluster import grapheme_cluster_break
from uniseg.linebreak import line_break

_AS = {"AI": "AL", "SG": "AL", "XX": "AL", "CJ": "NS", "SA": "AL"}
_NO_BREAK_BEFORE = frozenset({"WJ", "CL", "CP", "EX", "SY", "IS", "BA", "HY", "NS", "IN", "QU", "GL"})
"""LB11, 12a, 13, 19, 21, 22"""
_NO_BREAK_AFTER = frozenset({"WJ", "GL", "QU", "BB", "OP"})
"""LB11, 12, 14, 19, 21"""
_TOGETHER = {
    "NU": frozenset({"AL", "HL", "NU", "PO", "PR", "OP"}),  # LB23, 25, 30
    "PR": frozenset({"ID", "EB", "EM", "AL", "HL", "NU", "OP"}),  # LB23a, 24, 25
    "PO": frozenset({"AL", "HL", "NU", "OP"}),  # LB24, 25
    "AL": frozenset({"AL", "HL", "NU", "PR", "PO", "OP"}),  # LB23, 24, 28, 30
    "HL": frozenset({"AL", "HL", "NU", "PR", "PO", "OP"}),
    "ID": frozenset({"PO"}),  # LB23a
    "EB": frozenset({"PO", "EM"}),  # LB23a, 30b
    "EM": frozenset({"PO"}),
    "CP": frozenset({"AL", "HL", "NU"}),  # LB30
    "HY": frozenset({"NU"}),
    "IS": frozenset({"NU", "AL", "HL"}),  # LB25, 29
    "SY": frozenset({"NU", "HL"}),  # LB25, 21b
}
_EXTENDS = frozenset({"EX", "ZWJ", "SM"})


@cache
def _breaking(letter: str) -> str:
    kind = str(line_break(letter).value)
    if kind == "SA" and unicodedata.category(letter) in {"Mn", "Mc"}:
        return "CM"
    return _AS.get(kind, kind)


@cache
def _is_east_asian(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in {"F", "W", "H"}


@dataclass(frozen=True, slots=True)
class _Before:
    """What stands before a place: the class and the letter before any spaces and marks, and what matters of the rest."""

    kind: str
    letter: str
    spaced: bool = False
    joined: bool = False
    regional: int = 0
    begins: bool = False

    def then(self, kind: str, letter: str) -> _Before:
        """After one more character."""
        if kind == "SP":
            return replace(self, kind=self.kind or "SP", spaced=True, joined=False)
        if kind in {"CM", "ZWJ"}:
            return replace(self, joined=kind == "ZWJ")
        regional = self.regional + 1 if kind == self.kind == "RI" and not self.spaced else int(kind == "RI")
        return _Before(kind, letter, regional=regional, begins=self.spaced or self.kind in {"", "SP"})

    def holds_marks(self) -> bool:
        """Whether a mark here belongs to a letter (LB9)."""
        return not self.spaced and self.kind not in {"", "SP", "ZW"}


@cache
def _is_picture(letter: str) -> bool:
    return bool(extended_pictographic(letter))


def line_starts(text: str) -> frozenset[int]:
    """The places in `text` with which a line may begin."""
    starts, before = set[int](), _Before("", "")
    for place, letter in enumerate(text):
        kind = _breaking(letter)
        lonely = kind in {"CM", "ZWJ"} and not before.holds_marks()
        as_what = "AL" if lonely else kind  # LB10
        if as_what not in {"SP", "ZW", "CM", "ZWJ"} and _may_break(before, as_what, letter):
            starts.add(place)
        before = before.then(as_what, letter)
        if lonely and kind == "ZWJ":
            before = replace(before, joined=True)
    return frozenset(starts)


def _may_break(before: _Before, kind: str, letter: str) -> bool:
    if not before.kind or before.joined:
        return False  # LB2, 8a
    if before.spaced or before.kind == "ZW":
        return before.kind == "ZW" or not _stays_after_spaces(before.kind, kind)  # LB8
    if kind == "GL" and before.kind in {"BA", "HY"}:
        return True  # LB12a
    if kind in _NO_BREAK_BEFORE or before.kind in _NO_BREAK_AFTER or (before.begins and before.kind == "HY"):
        return False
    return not _stay_together(before, kind, letter)


def _stay_together(before: _Before, kind: str, letter: str) -> bool:
    """LB17, 23 to 30b."""
    if before.kind == kind == "RI":
        return before.regional % 2 == 1
    if _is_east_asian(letter if kind == "OP" else before.letter) and (kind == "OP" or before.kind == "CP"):
        return before.kind in {"PR", "PO"}
    return kind in _TOGETHER.get(before.kind, frozenset()) or before.kind == kind == "B2"


def _stays_after_spaces(before: str, kind: str) -> bool:
    """LB11, 13, 14, 16 and 17."""
    if kind in {"WJ", "CL", "CP", "EX", "SY", "IS"} or before == "OP":
        return True
    return (before in {"CL", "CP"} and kind == "NS") or before == kind == "B2"


def signs(text: str) -> list[str]:
    """The signs of `text`, which are never divided: letters with their marks, emoji with what shapes them, flags."""
    found: list[str] = []
    kinds: list[str] = []
    for letter in text:
        kind = _clustering(letter)
        if found and _goes_on(found[-1], kinds, kind, letter):
            found[-1] += letter
            kinds.append(kind)
        else:
            found.append(letter)
            kinds = [kind]
    return found


@cache
def _clustering(letter: str) -> str:
    kind = str(grapheme_cluster_break(letter).value)
    return {"Other": "XX", "Extend": "EX", "SpacingMark": "SM", "Regional_Indicator": "RI", "Prepend": "PP", "Control": "CN"}.get(kind, kind)  # fmt: skip


def _goes_on(sign: str, kinds: Sequence[str], kind: str, letter: str) -> bool:
    if kinds[-1] in {"CN", "CR", "LF"} or kind in {"CN", "CR", "LF"}:
        return kinds[-1] == "CR" and kind == "LF"
    if kind in _EXTENDS or kinds[-1] == "PP":
        return True
    if kind == "RI":
        return list(kinds) == ["RI"]
    joined = kinds[-1] == "ZWJ" and set(kinds[1:-1]) <= {"EX"}
    return joined and _is_picture(letter) and _is_picture(sign[0])
