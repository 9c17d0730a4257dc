"""The Unicode Bidirectional Algorithm (UAX #9, revision 50): the level of each character, and the visual order.

An even level runs from left to right, an odd one from right to left. No string is rearranged here: what is shaped stays
in the order in which it was typed, and only the clusters of a line are put into visual order (rule L2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import bidirectional

from prevent_desktop.packs.document.text_shaping import isolating_runs

ISOLATE, END_OF_ISOLATE = "\u2068", "\u2069"
"""FSI and PDI: what stands between them keeps its own direction, and its surroundings theirs."""
RIGHTWARD, END_OF_RIGHTWARD = "\u2066\u202d", "\u202c\u2069"
"""LRI with LRO, and PDF with PDI: what stands between them runs rightward, digits of every script among it."""

_DEEPEST = 125  # BD2
_EMBEDDINGS = {"LRE": (0, None), "RLE": (1, None), "LRO": (0, "L"), "RLO": (1, "R")}
_ISOLATES = frozenset({"LRI", "RLI", "FSI"})
_REMOVED = frozenset({*_EMBEDDINGS, "PDF", "BN"})
_STRONG = frozenset({"L", "R", "AL"})
_TRAILING = frozenset({"WS", "LRI", "RLI", "FSI", "PDI", *_REMOVED})


@dataclass(frozen=True, slots=True)
class Levels:
    """The direction of a paragraph (0: left to right, 1: right to left) and the level of each of its characters."""

    paragraph: int
    each: tuple[int, ...]


def levels(text: str, paragraph: int | None = None) -> Levels:
    """The levels of one paragraph; its direction is that of its first strong character (P2, P3) unless given."""
    classes = [bidirectional(letter) or "L" for letter in text]
    matches = _matching_isolates(classes)
    if paragraph is None:
        paragraph = _first_strong(classes, matches, 0, len(classes))
    each, types = _explicit(classes, matches, paragraph)
    kept = [index for index, kind in enumerate(classes) if kind not in _REMOVED]
    for run in isolating_runs.runs(kept, classes, each, matches, paragraph):
        isolating_runs.resolve(run, text, classes, types)
    for index in kept:
        each[index] += _raised(types[index], each[index])
    _settle_removed(classes, each, paragraph)
    return Levels(paragraph, tuple(each))


def at_line_end(text: str, each: Sequence[int], paragraph: int) -> list[int]:
    """The levels of one line: separators and the white space at its end stand in the paragraph's direction (L1)."""
    settled, trailing = list(each), True
    for index in range(len(text) - 1, -1, -1):
        kind = bidirectional(text[index])
        trailing = kind in {"B", "S"} or (trailing and kind in _TRAILING)
        if trailing:
            settled[index] = paragraph
    return settled


def visual_order(each: Sequence[int]) -> list[int]:
    """The places from left to right, by their levels (L2)."""
    order = list(range(len(each)))
    odd = [level for level in each if level % 2]
    for level in range(max(each, default=0), min(odd, default=1) - 1, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and each[order[end]] >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = end + 1
    return order


def _matching_isolates(classes: Sequence[str]) -> dict[int, int]:
    """From each isolate initiator to its PDI (BD9)."""
    waiting, matches = list[int](), dict[int, int]()
    for index, kind in enumerate(classes):
        if kind in _ISOLATES:
            waiting.append(index)
        elif kind == "PDI" and waiting:
            matches[waiting.pop()] = index
    return matches


def _first_strong(classes: Sequence[str], matches: dict[int, int], start: int, end: int) -> int:
    index = start
    while index < end:
        kind = classes[index]
        if kind in _STRONG:
            return int(kind != "L")
        index = matches.get(index, end) if kind in _ISOLATES else index
        index += 1
    return 0


@dataclass(frozen=True, slots=True)
class _Status:
    """An entry of the directional status stack (X1)."""

    level: int
    override: str | None
    isolate: bool


class _Explicit:
    """Rules X1 to X8 over one paragraph."""

    def __init__(self, classes: Sequence[str], matches: dict[int, int], paragraph: int) -> None:
        self._classes = classes
        self._matches = matches
        self._paragraph = paragraph
        self._stack = [_Status(paragraph, None, isolate=False)]
        self._isolates_over = self._embeddings_over = self._isolates = 0
        self.each = [paragraph] * len(classes)
        self.types = list(classes)

    def run(self) -> None:
        for index, kind in enumerate(self._classes):
            if kind in _EMBEDDINGS:
                self._note(index)
                self._embed(*_EMBEDDINGS[kind])
            elif kind in _ISOLATES:
                self._note(index)
                self._isolate(index, kind)
            elif kind == "PDI":
                self._end_isolate()
                self._note(index)
            elif kind == "PDF":
                self._end_embedding()
                self._note(index)
            elif kind != "B":
                self._note(index)

    def _note(self, index: int) -> None:
        status = self._stack[-1]
        self.each[index] = status.level
        if status.override and self._classes[index] not in _REMOVED:
            self.types[index] = status.override

    def _deeper(self, direction: int) -> int:
        level = self._stack[-1].level + 1
        return level + ((level & 1) ^ direction)

    def _embed(self, direction: int, override: str | None) -> None:
        level = self._deeper(direction)
        if level <= _DEEPEST and not self._isolates_over and not self._embeddings_over:
            self._stack.append(_Status(level, override, isolate=False))
        elif not self._isolates_over:
            self._embeddings_over += 1

    def _isolate(self, index: int, kind: str) -> None:
        direction = int(kind == "RLI")
        if kind == "FSI":
            end = self._matches.get(index, len(self._classes))
            direction = _first_strong(self._classes, self._matches, index + 1, end)
        level = self._deeper(direction)
        if level <= _DEEPEST and not self._isolates_over and not self._embeddings_over:
            self._isolates += 1
            self._stack.append(_Status(level, None, isolate=True))
        else:
            self._isolates_over += 1

    def _end_isolate(self) -> None:
        if self._isolates_over:
            self._isolates_over -= 1
        elif self._isolates:
            self._embeddings_over = 0
            while not self._stack[-1].isolate:
                self._stack.pop()
            self._stack.pop()
            self._isolates -= 1

    def _end_embedding(self) -> None:
        if self._isolates_over:
            return
        if self._embeddings_over:
            self._embeddings_over -= 1
        elif not self._stack[-1].isolate and len(self._stack) > 1:
            self._stack.pop()


def _explicit(classes: Sequence[str], matches: dict[int, int], paragraph: int) -> tuple[list[int], list[str]]:
    rules = _Explicit(classes, matches, paragraph)
    rules.run()
    return rules.each, rules.types


def _raised(kind: str, level: int) -> int:
    """How much a resolved type lifts its level (I1, I2)."""
    if level % 2:
        return int(kind in {"L", "EN", "AN"})
    return {"R": 1, "EN": 2, "AN": 2}.get(kind, 0)


def _settle_removed(classes: Sequence[str], each: list[int], paragraph: int) -> None:
    """A character without direction of its own goes with the one before it, so that it cuts no run in two."""
    before = paragraph
    for index, kind in enumerate(classes):
        if kind in _REMOVED:
            each[index] = before
        before = each[index]
