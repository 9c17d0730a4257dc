"""Isolating run sequences, and what characters without a strong direction become within them (UAX #9: X10, W, N)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_ISOLATES = frozenset({"LRI", "RLI", "FSI"})
_NEUTRAL = frozenset({"B", "S", "WS", "ON", "LRI", "RLI", "FSI", "PDI"})
_MOST_OPEN = 63  # BD16

_PAIRS = (
    "()[]{}༺༻༼༽᚛᚜⁅⁆⁽⁾₍₎⌈⌉⌊⌋〈〉❨❩❪❫❬❭❮❯❰❱❲❳❴❵⟅⟆⟦⟧⟨⟩⟪⟫⟬⟭⟮⟯⦃⦄⦅⦆⦇⦈⦉⦊⦋⦌⦍⦐⦏⦎⦑⦒⦓⦔⦕⦖⦗⦘⧘⧙⧚⧛⧼⧽"
    "⸢⸣⸤⸥⸦⸧⸨⸩⹕⹖⹗⹘⹙⹚⹛⹜〈〉《》「」『』【】〔〕〖〗〘〙〚〛﹙﹚﹛﹜﹝﹞（）［］｛｝｟｠｢｣"
)
"""Openers and closers of the Unicode property Bidi_Paired_Bracket, in turn."""

_SAME = {"\u2329": "\u3008", "\u232a": "\u3009"}
"""Brackets that are canonically equivalent to others."""

_CLOSER = {
    _SAME.get(opener, opener): _SAME.get(closer, closer)
    for opener, closer in zip(_PAIRS[::2], _PAIRS[1::2], strict=True)
}
_CLOSERS = frozenset(_CLOSER.values())


@dataclass(frozen=True, slots=True)
class Run:
    """An isolating run sequence: places in the text, its level, and the directions around it (sos, eos)."""

    places: Sequence[int]
    level: int
    before: str
    after: str

    @property
    def direction(self) -> str:
        """L or R, as its level embeds it."""
        return _direction(self.level)


def _direction(level: int) -> str:
    return "R" if level % 2 else "L"


def runs(
    kept: Sequence[int], classes: Sequence[str], each: Sequence[int], matches: dict[int, int], paragraph: int
) -> Iterator[Run]:
    """The sequences of a paragraph (BD13, X10); `kept` are the places that X9 does not remove."""
    level_runs = _level_runs(kept, each)
    by_start = {run[0]: run for run in level_runs}
    closers = set(matches.values())
    position = {place: number for number, place in enumerate(kept)}
    for run in level_runs:
        if run[0] in closers:
            continue
        places = list(run)
        while (match := matches.get(places[-1])) is not None:
            places += by_start[match]
        level = each[places[0]]
        first, last = position[places[0]], position[places[-1]]
        before = each[kept[first - 1]] if first else paragraph
        at_end = last + 1 == len(kept) or classes[places[-1]] in _ISOLATES
        after = paragraph if at_end else each[kept[last + 1]]
        yield Run(places, level, _direction(max(level, before)), _direction(max(level, after)))


def _level_runs(kept: Sequence[int], each: Sequence[int]) -> list[list[int]]:
    found: list[list[int]] = []
    for place in kept:
        if found and each[found[-1][-1]] == each[place]:
            found[-1].append(place)
        else:
            found.append([place])
    return found


def resolve(run: Run, text: str, classes: Sequence[str], types: list[str]) -> None:
    """Bring each character of `run` in `types` to L, R, EN or AN; `classes` are those before any rule."""
    found = [types[place] for place in run.places]
    _weak(run, found)
    _brackets(run, text, classes, found)
    _neutral(run, found)
    for place, kind in zip(run.places, found, strict=True):
        types[place] = kind


def _weak(run: Run, found: list[str]) -> None:
    _marks(run, found)
    _numbers(run, found)
    _separators(found)
    strong = run.before
    for index, kind in enumerate(found):
        if kind in {"ES", "ET", "CS"}:
            found[index] = "ON"  # W6
        elif kind in {"L", "R"}:
            strong = kind
        elif kind == "EN" and strong == "L":
            found[index] = "L"  # W7


def _marks(run: Run, found: list[str]) -> None:
    """W1: a mark is what it stands on."""
    before = run.before
    for index, kind in enumerate(found):
        if kind == "NSM":
            found[index] = "ON" if before in _ISOLATES or before == "PDI" else before
        before = found[index]


def _numbers(run: Run, found: list[str]) -> None:
    """W2 and W3: European digits after Arabic letters count as Arabic ones, and those letters as R."""
    strong = run.before
    for index, kind in enumerate(found):
        if kind in {"L", "R", "AL"}:
            strong = kind
        elif kind == "EN" and strong == "AL":
            found[index] = "AN"
    found[:] = ["R" if kind == "AL" else kind for kind in found]


def _separators(found: list[str]) -> None:
    """W4 and W5: one separator between digits, and signs such as % beside them, belong to the number."""
    for index in range(1, len(found) - 1):
        before, kind, after = found[index - 1 : index + 2]
        if before == after and (
            (kind == "ES" and before == "EN") or (kind == "CS" and before in {"EN", "AN"})
        ):
            found[index] = before
    start = 0
    while start < len(found):
        end = start
        while end < len(found) and found[end] == "ET":
            end += 1
        beside = (start > 0 and found[start - 1] == "EN") or (end < len(found) and found[end] == "EN")
        if beside:
            found[start:end] = ["EN"] * (end - start)
        start = max(end, start + 1)


def _strong(kind: str) -> str | None:
    """How the N rules see it: numbers are R."""
    if kind in {"R", "EN", "AN"}:
        return "R"
    return "L" if kind == "L" else None


def _brackets(run: Run, text: str, classes: Sequence[str], found: list[str]) -> None:
    """N0: a pair of brackets goes with what it holds."""
    for opener, closer in _pairs(run, text, found):
        inside = {_strong(kind) for kind in found[opener + 1 : closer]} - {None}
        if run.direction in inside:
            chosen = run.direction
        elif inside:
            before = next(filter(None, map(_strong, reversed(found[:opener]))), run.before)
            chosen = before if before in inside else run.direction
        else:
            continue
        for place in (opener, closer):
            found[place] = chosen
            following = place + 1
            while following < len(found) and classes[run.places[following]] == "NSM":
                found[following] = chosen
                following += 1


def _pairs(run: Run, text: str, found: Sequence[str]) -> list[tuple[int, int]]:
    """The pairs in the order of their openers (BD16)."""
    waiting, pairs = list[tuple[str, int]](), list[tuple[int, int]]()
    for index, place in enumerate(run.places):
        letter = _SAME.get(text[place], text[place])
        if found[index] != "ON":
            continue
        if letter in _CLOSER:
            if len(waiting) == _MOST_OPEN:
                break
            waiting.append((_CLOSER[letter], index))
        elif letter in _CLOSERS:
            for depth in range(len(waiting) - 1, -1, -1):
                if waiting[depth][0] == letter:
                    pairs.append((waiting[depth][1], index))
                    del waiting[depth:]
                    break
    return sorted(pairs)


def _neutral(run: Run, found: list[str]) -> None:
    """N1 and N2: what has no direction goes with both neighbours where they agree, else with the embedding."""
    start = 0
    while start < len(found):
        if found[start] not in _NEUTRAL:
            start += 1
            continue
        end = start
        while end < len(found) and found[end] in _NEUTRAL:
            end += 1
        before = (_strong(found[start - 1]) if start else run.before) or run.direction
        after = (_strong(found[end]) if end < len(found) else run.after) or run.direction
        found[start:end] = [before if before == after else run.direction] * (end - start)
        start = end
