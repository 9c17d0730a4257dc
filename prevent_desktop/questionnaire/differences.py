"""What changed between two responses to a form, or to two versions of it: matched by link id, in words.

Only what is asked now and shown is compared, and nothing of a form that is kept apart. Occurrences of a repeating
group belong together when they hold the same, or else begin with the same answer, or else stand in the same place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from prevent_desktop.questionnaire.items import ItemType
from prevent_desktop.questionnaire.response import Node, Path, Response
from prevent_desktop.questionnaire.values import Coding, Value
from prevent_desktop.questionnaire.words import in_words
from prevent_desktop.translation import _


class ChangeKind(StrEnum):
    """What happened to an answer."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `path` leads into the newer response, or into the older one for what was taken away.

    `question` is its text, or the name of a whole entry of a repeating group; `before` and `after` are its answers in
    words, for an entry one line for each of its answers; `for_receiver` is the question as whoever gets a pack reads it.
    """

    path: Path
    question: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    kind: ChangeKind
    for_receiver: str = ""


def what_changed(old: Response, new: Response) -> tuple[Change, ...]:
    """Every difference, in the reading order of the newer one; what only the older one asks comes last."""
    if old.questionnaire.kept_apart or new.questionnaire.kept_apart:
        return ()
    return tuple(_Comparison(old, new).below((), ()))


@dataclass(frozen=True, slots=True)
class _Comparison:
    old: Response
    new: Response

    def below(self, before: Path | None, after: Path | None) -> Iterator[Change]:
        """The differences under two places that belong together; None where one response has no such place."""
        olds, news = _by_link_id(self.old, before), _by_link_id(self.new, after)
        for link_id in (*news, *(link_id for link_id in olds if link_id not in news)):
            were, are = olds.get(link_id, ()), news.get(link_id, ())
            if all(node.item.type is ItemType.GROUP for node in (*were, *are)):
                yield from self._groups(were, are)
            else:
                for was, now in zip_longest(were, are):
                    yield from self._question(was, now)

    def _groups(self, were: Sequence[Node], are: Sequence[Node]) -> Iterator[Change]:
        repeats = len(were) > 1 or len(are) > 1 or any(node.item.repeats for node in (*were, *are))
        for was, now in self._pairs(were, are):
            if was is not None and now is not None:
                yield from self.below(was.path, now.path)
            elif not repeats:
                yield from self.below(_path_of(was), _path_of(now))
            elif now is not None:
                yield from self._entry(self.new, now, ChangeKind.ADDED)
            elif was is not None:
                yield from self._entry(self.old, was, ChangeKind.REMOVED)

    def _entry(self, response: Response, node: Node, kind: ChangeKind) -> Iterator[Change]:
        lines = tuple(self._lines(response, node.path))
        if lines:
            label = _("{label} {number}").format(label=node.item.label, number=node.occurrence + 1)
            before, after = (lines, ()) if kind is ChangeKind.REMOVED else ((), lines)
            yield Change(node.path, label, before, after, kind, node.item.pack_text or label)

    def _question(self, was: Node | None, now: Node | None) -> Iterator[Change]:
        old_answers, new_answers = (() if node is None else node.answers for node in (was, now))
        if [_key(value) for value in old_answers] != [_key(value) for value in new_answers]:
            kind = ChangeKind.CHANGED if old_answers and new_answers else ChangeKind.ADDED
            kind = kind if new_answers else ChangeKind.REMOVED
            shown = now or was
            if shown is not None:
                words = (self._words(old_answers), self._words(new_answers))
                label = shown.item.label
                yield Change(shown.path, label, *words, kind, shown.item.pack_text or label)
        yield from self._under_answers(was, now)

    def _under_answers(self, was: Node | None, now: Node | None) -> Iterator[Change]:
        """What lies under an answer belongs to that answer, wherever it stands among the others."""
        olds, news = _answer_places(was), _answer_places(now)
        for key in (*news, *(key for key in olds if key not in news)):
            yield from self.below(olds.get(key), news.get(key))

    def _pairs(self, were: Sequence[Node], are: Sequence[Node]) -> Iterator[tuple[Node | None, Node | None]]:
        left = list(were)
        partners: dict[Path, Node] = {}
        for same in (self._all_lines, self._first_line):
            for now in are:
                words = same(self.new, now)
                partner = next((was for was in left if words and same(self.old, was) == words), None)
                if now.path not in partners and partner is not None:
                    partners[now.path] = partner
                    left.remove(partner)
        for now in are:
            partner = partners.get(now.path) or next(
                (was for was in left if was.occurrence == now.occurrence), None
            )
            if partner in left:
                left.remove(partner)
            yield partner, now
        yield from ((was, None) for was in left)

    def _all_lines(self, response: Response, node: Node) -> tuple[str, ...]:
        return tuple(self._lines(response, node.path))

    def _first_line(self, response: Response, node: Node) -> tuple[str, ...]:
        return tuple(self._lines(response, node.path))[:1]

    def _lines(self, response: Response, path: Path) -> Iterator[str]:
        for node in _shown(response, path):
            if node.answers:
                answers = "; ".join(self._words(node.answers))
                asks = node.item.label.endswith("?")
                words = _("{question} {answer}") if asks else _("{question}: {answer}")
                yield words.format(question=node.item.label, answer=answers)
            for below in [node.path] if node.item.type is ItemType.GROUP else _answer_places(node).values():
                yield from self._lines(response, below)

    def _words(self, answers: Sequence[Value]) -> tuple[str, ...]:
        return tuple(in_words(value) for value in answers)


def _path_of(node: Node | None) -> Path | None:
    return None if node is None else node.path


def _shown(response: Response, path: Path) -> Iterator[Node]:
    return (
        node
        for node in response.children(path)
        if node.enabled and not node.item.hidden and node.item.type is not ItemType.DISPLAY
    )


def _by_link_id(response: Response, path: Path | None) -> dict[str, list[Node]]:
    found: dict[str, list[Node]] = {}
    for node in () if path is None else _shown(response, path):
        found.setdefault(node.item.link_id, []).append(node)
    return found


def _answer_places(node: Node | None) -> dict[object, Path]:
    """Where each answer's own questions lie, by the answer."""
    if node is None or not node.item.items or node.item.type is ItemType.GROUP:
        return {}
    return {
        _key(value): (*node.path[:-1], (node.item.link_id, number))
        for number, value in enumerate(node.answers)
    }


def _key(value: Value) -> object:
    """What makes two answers the same: of a coding its code, whatever its words are in a version of the form."""
    return (
        (value.system, value.code) if isinstance(value, Coding) and value.code else (type(value), str(value))
    )
