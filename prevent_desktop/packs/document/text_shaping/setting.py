"""Lines: where they end, and in which order their clusters stand from left to right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from prevent_desktop.packs.document.text_shaping import bidi, languages
from prevent_desktop.packs.document.text_shaping.faces import Face
from prevent_desktop.packs.document.text_shaping.shaping import Cluster, Shaped


@dataclass(frozen=True, slots=True)
class Piece:
    """Clusters of one level and one language, as they were typed, and the text from the first to the next piece."""

    clusters: tuple[Cluster, ...]
    level: int
    language: str
    text: str

    @property
    def leftward(self) -> bool:
        """Whether it runs from right to left."""
        return bool(self.level % 2)

    def from_left(self) -> tuple[Cluster, ...]:
        """The clusters as they stand."""
        return self.clusters[::-1] if self.leftward else self.clusters


@dataclass(frozen=True, slots=True)
class Line:
    """The pieces of a line as they were typed; `order` tells their places from left to right, `width` is in points."""

    pieces: tuple[Piece, ...]
    order: tuple[int, ...]
    width: float
    lead: float
    """The width of white space at its left end, which stands outside of the line where text runs leftward."""

    def lefts(self) -> list[float]:
        """Where each piece begins, in points from the left end."""
        found, pen = [0.0] * len(self.pieces), 0.0
        for place in self.order:
            found[place] = pen
            pen += sum(cluster.width for cluster in self.pieces[place].clusters)
        return found


def ends(shaped: Shaped, room: float, start: int = 0, until: int | None = None) -> list[int]:
    """For each line of the clusters from `start` to `until`, at most `room` points wide, the cluster after it."""
    clusters, found = shaped.clusters[:until], list[int]()
    while start < len(clusters):
        start = _end(clusters, start, room)
        found.append(start)
    return found


def lines(shaped: Shaped, room: float, start: int = 0, until: int | None = None) -> list[Line]:
    """The lines themselves."""
    cuts = [start, *ends(shaped, room, start, until)]
    return [line_of(shaped, first, last) for first, last in pairwise(cuts)]


def _end(clusters: Sequence[Cluster], start: int, room: float) -> int:
    """Where the line must end: at the last chance that fits, or between any two clusters of a word that is too long."""
    taken, chance = 0.0, start
    for place in range(start, len(clusters)):
        cluster = clusters[place]
        if place > start and cluster.breaks:
            chance = place
        taken += cluster.width
        if taken > room + 0.01 and not cluster.is_space:
            return chance if chance > start else max(place, start + 1)
    return len(clusters)


def line_of(shaped: Shaped, start: int, end: int) -> Line:
    """One line of the clusters from `start` to before `end`."""
    clusters = shaped.clusters[start:end]
    letters = "".join(cluster.text[0] for cluster in clusters)
    settled = bidi.at_line_end(letters, [cluster.level for cluster in clusters], shaped.direction)
    following = shaped.clusters[end].start if end < len(shaped.clusters) else len(shaped.text)
    pieces = _pieces(shaped, clusters, settled, following)
    trailing = 0.0
    for cluster in reversed(clusters):
        if not cluster.is_space:
            break
        trailing += cluster.width
    order = _order(pieces, shaped.direction)
    width = sum(cluster.width for cluster in clusters) - trailing
    return Line(tuple(pieces), tuple(order), width, trailing if shaped.direction else 0.0)


def _order(pieces: Sequence[Piece], direction: int) -> list[int]:
    """The visual order of pieces; what parts them from the next part has the paragraph's direction, as an isolate has."""
    places, each = list[int | None](), list[int]()
    for place, piece in enumerate(pieces):
        if place and piece.clusters[0].part != pieces[place - 1].clusters[0].part:
            places.append(None)
            each.append(direction)
        places.append(place)
        each.append(piece.level)
    seen = (places[number] for number in bidi.visual_order(each))
    return [place for place in seen if place is not None]


def _pieces(
    shaped: Shaped, clusters: Sequence[Cluster], settled: Sequence[int], following: int
) -> list[Piece]:
    scripts = _scripts(clusters)
    keys = [
        (level, script, cluster.part)
        for level, script, cluster in zip(settled, scripts, clusters, strict=True)
    ]
    groups = [
        (key, [clusters[place] for place in places])
        for key, places in (
            (key, list(group)) for key, group in groupby(range(len(clusters)), key=lambda place: keys[place])
        )
    ]
    untils = [*(group[0].start for _key, group in groups[1:]), following][: len(groups)]
    return [
        Piece(
            tuple(group),
            level,
            languages.language(script, shaped.letters),
            shaped.text[group[0].start : until],
        )
        for ((level, script, _part), group), until in zip(groups, untils, strict=True)
    ]


def _scripts(clusters: Sequence[Cluster]) -> list[str]:
    """The script of each cluster; spaces go with the letters before them, and so do signs in the font of those letters."""
    found: list[str] = []
    lettered: Face | None = None
    for cluster in clusters:
        own = next(filter(None, map(languages.script, cluster.text)), "")
        if own:
            lettered = cluster.face
        elif found and (cluster.is_space or (cluster.face is lettered and not cluster.text[0].isalpha())):
            own = found[-1]
        found.append(own)
    return found
