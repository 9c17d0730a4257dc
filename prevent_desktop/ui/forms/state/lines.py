"""A section of the form as lines from top to bottom: what is asked now, in reading order. No Qt here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from prevent_desktop.questionnaire.items import Item, ItemType
from prevent_desktop.questionnaire.response import Node, Path, Response
from prevent_desktop.questionnaire.sections import EVERYWHERE, Section, below_each_other
from prevent_desktop.ui.forms.state.asking import beside
from prevent_desktop.ui.forms.state.tables import TableKind, ems_of, table_kind
from prevent_desktop.ui.forms.state.view import View

_INNER = 2
"""Groups from this depth of the form on are set in; those right in a section stand as the section does."""

_PAIR_EMS = 34
"""A day with its three boxes and a place side by side need so many sizes of the text."""
_PAIR_LETTERS = 14
"""So long is a question at most that stands in one line there, beside its “Not known…”."""

_ORDER = {"header": 0, "footer": 2}
_AT_THE_ENDS = frozenset({"lower", "upper"})


class LineKind(StrEnum):
    """What a line is."""

    __hash__ = str.__hash__  # that of an enum is many times slower, and it is part of every key

    TITLE = "title"
    HEADING = "heading"
    OCCURRENCE = "occurrence"
    NOTE = "note"
    QUESTION = "question"
    ADD = "add"
    END = "end"
    TABS = "tabs"
    TABLE_HEAD = "table head"
    TABLE_ROW = "table row"
    ANSWER_HEAD = "answer head"
    ANSWER_ROW = "answer row"
    SIDE_BY_SIDE = "side by side"


@dataclass(frozen=True)
class Line:
    """One line. `path` is the item's (for ADD: the parent's path and the link id with the next number).

    `depth` counts the questions and the inner groups that it lies in: how far it is set in. Of an occurrence, `number` counts from 1 and `removable`
    says whether it can be taken away. END ends the section; its `path` is that of the group of which another can be
    added there, or empty. `cells` are the questions in a row of a table (None where one is not asked in this row), or
    what lies behind tabs, of which `chosen` is open; `columns` what heads a table. `folded` is None for what does not
    fold; `last` is the last row of a table; `locked` a question that stays in sight while it is not asked.
    """

    kind: LineKind
    path: Path
    item: Item | None = None
    depth: int = 0
    number: int = 0
    removable: bool = False
    cells: tuple[Path | None, ...] = ()
    columns: tuple[Item, ...] = ()
    chosen: int = 0
    folded: bool | None = None
    last: bool = False
    locked: bool = False

    @classmethod
    def question(cls, node: Node, depth: int) -> Line:
        """The line of a question that stands by itself.

        A section may have thousands of them: setting the other fields one by one, as ``__init__`` of a frozen class
        does, would take twice as long.
        """
        line = cls.__new__(cls)
        vars(line).update(
            kind=LineKind.QUESTION, path=node.path, item=node.item, depth=depth, locked=not node.enabled
        )
        return line

    @property
    def key(self) -> tuple[LineKind, Path]:
        """The same as long as it is the same line."""
        return (self.kind, self.path)

    @property
    def asked(self) -> tuple[Path, ...]:
        """The questions that it asks."""
        kind = self.kind
        if kind is LineKind.QUESTION or kind is LineKind.ANSWER_ROW:
            return (self.path,)
        if kind is LineKind.TABLE_ROW or kind is LineKind.SIDE_BY_SIDE:
            return tuple(path for path in self.cells if path is not None)
        return ()


def lines_of(response: Response, part: Section, view: View | None = None) -> tuple[Line, ...]:
    """The lines of a section as things stand; without a `view` all of it, one below the other."""
    return _ended(_section(response.children(), part, _Walk(response, view or View())))


def lines_of_all(response: Response, parts: Sequence[Section], view: View) -> tuple[Line, ...]:
    """The lines of all sections that are asked now, one below the other, each under its title."""
    nodes, walk = response.children(), _Walk(response, view)
    seen = {node.item.link_id for node in nodes if is_in_sight(node)}
    asked = [part for part in parts if any(item.link_id in seen for item in part.own_items)] or parts[:1]
    return _ended(line for part in below_each_other(asked) for line in _section(nodes, part, walk))


def _section(top: Sequence[Node], part: Section, walk: _Walk) -> Iterator[Line]:
    """The lines of one section but the last of all; `top` are the nodes at the top of the form."""
    wanted = {item.link_id for item in part.items}
    nodes = [node for node in top if node.item.link_id in wanted]
    yield Line(LineKind.TITLE, ((part.link_id, 0),))
    own = part.group
    for node in _shown(nodes):
        if node.item.type is ItemType.GROUP:
            yield from walk.group(node, nodes, 0, titled=node.item is not own)
        else:
            yield from walk.single(node, 0)


def _ended(lines: Iterable[Line]) -> tuple[Line, ...]:
    *before, last = lines
    return (*before, *_ending(last))


def _ending(last: Line) -> Iterator[Line]:
    """The last line of all: where the section ends with a repeating group, another one is added there."""
    if last.kind is LineKind.ADD:
        yield Line(LineKind.END, last.path, last.item)
        return
    yield last
    yield Line(LineKind.END, ())


def _shown(nodes: Sequence[Node]) -> list[Node]:
    """What is shown of them: a header on top, a footer at the end."""
    shown = [node for node in nodes if is_in_sight(node)]
    if all(node.item.item_control not in EVERYWHERE for node in shown):
        return shown
    return sorted(shown, key=lambda node: _ORDER.get(node.item.item_control, 1))


def is_in_sight(node: Node) -> bool:
    """Whether it is asked now, or the form wants it seen all the same, where it cannot be answered."""
    item = node.item
    stays = item.disabled_display == "protected" and item.is_question
    return (node.enabled or stays) and not item.hidden


def _are_alike(day: Item, place: Item) -> bool:
    """Whether the two have their fields at one height, as both are short and have a hint, or none."""
    return all(len(one.label) <= _PAIR_LETTERS for one in (day, place)) and bool(day.hint) is bool(place.hint)


class _Walk:
    """Goes through what is asked, in reading order."""

    def __init__(self, response: Response, view: View) -> None:
        self._response = response
        self._view = view

    def _below(self, path: Path, depth: int) -> Iterator[Line]:
        nodes = self._response.children(path)
        return self._among(_shown(nodes), nodes, depth)

    def _among(self, shown: Sequence[Node], siblings: Sequence[Node], depth: int) -> Iterator[Line]:
        places = self._places(shown) if self._view.pairs else {}
        beside_a_day = {id(place) for place in places.values()}
        for node in shown:
            if id(node) in beside_a_day:
                continue
            if node.path in places:
                yield self._pair(node, places[node.path], depth)
            elif node.item.type is ItemType.GROUP:
                yield from self.group(node, siblings, depth, titled=True)
            elif node.item.is_question and not node.item.children:
                yield Line.question(node, depth)
            else:
                yield from self.single(node, depth)

    def _places(self, shown: Sequence[Node]) -> dict[Path, Node]:
        """The places that stand beside the day before them, by the path of the day; none where there is no room."""
        if self._view.ems < _PAIR_EMS:
            return {}
        return {
            day.path: place
            for day, place in pairwise(shown)
            if day.item.type is ItemType.DATE
            and place.item.type is ItemType.STRING
            and all(one.enabled and not one.item.repeats for one in (day, place))
            and not place.item.children
            and len(list(self.single(day, 0))) == 1
            and _are_alike(day.item, place.item)
        }

    @staticmethod
    def _pair(day: Node, place: Node, depth: int) -> Line:
        return Line(
            LineKind.SIDE_BY_SIDE, day.path, day.item, depth, cells=(day.path, place.path), columns=(day.item, place.item)
        )  # fmt: skip

    def group(
        self, node: Node, siblings: Sequence[Node], depth: int, *, titled: bool, inset: bool = True
    ) -> Iterator[Line]:
        """A group with all that lies in it."""
        item = node.item
        same = [one for one in siblings if one.item.link_id == item.link_id]
        if inset and item.depth >= _INNER:
            depth += 1
        kind = self._table(item)
        if kind is TableKind.REPETITIONS:
            if node is same[0]:
                yield from self._heading(node, siblings, depth, titled=titled)
                yield from self._repetitions(item, same, depth)
                yield from self._add(node, same, depth)
            return
        folded = self._view.is_folded(node.path, item)
        if item.repeats and len(same) > 1:
            fold = folded if item.collapsible and self._view.tabbed else None
            number = node.occurrence + 1
            yield Line(LineKind.OCCURRENCE, node.path, item, depth, number, removable=True, folded=fold)
        else:
            yield from self._heading(node, siblings, depth, titled=titled)
        if not folded:
            yield from self._inside(node, kind, depth)
        if node is same[-1]:
            yield from self._add(node, same, depth)

    def _heading(self, node: Node, siblings: Sequence[Node], depth: int, *, titled: bool) -> Iterator[Line]:
        item = node.item
        folded = self._view.is_folded(node.path, item) if item.collapsible and self._view.tabbed else None
        if folded is not None or (titled and item.text and not (item.repeats and _is_alone(item, siblings))):
            yield Line(LineKind.HEADING, node.path, item, depth, folded=folded)

    def _add(self, node: Node, same: Sequence[Node], depth: int) -> Iterator[Line]:
        item = node.item
        if item.repeats and (item.max_occurs is None or len(same) < item.max_occurs):
            yield Line(LineKind.ADD, (*node.path[:-1], (item.link_id, len(same))), item, depth)

    def _inside(self, node: Node, kind: TableKind | None, depth: int) -> Iterator[Line]:
        if kind is TableKind.INNER_GROUPS:
            yield from self._inner_groups(node, depth)
        elif kind is TableKind.SHARED_ANSWERS:
            yield from self._shared_answers(node, depth)
        elif kind is TableKind.SIDE_BY_SIDE:
            yield self._row(LineKind.SIDE_BY_SIDE, node, node.item, depth)
        elif self._view.holds_tabs(node.item):
            yield from self._tabs(node, depth)
        else:
            yield from self._below(node.path, depth)

    # Tables

    def _table(self, item: Item) -> TableKind | None:
        """The kind of table that a group stands as, where there is room for it."""
        if not self._view.ems or not item.item_control:
            return None
        kind = table_kind(item)
        return kind if kind is not None and ems_of(kind, item) <= self._view.ems else None

    def _repetitions(self, item: Item, same: Sequence[Node], depth: int) -> Iterator[Line]:
        columns = tuple(child for child in item.children if not child.hidden)
        yield Line(LineKind.TABLE_HEAD, same[0].path, item, depth, columns=columns)
        for node in same:
            yield self._row(LineKind.TABLE_ROW, node, item, depth, removable=len(same) > 1)

    def _inner_groups(self, node: Node, depth: int) -> Iterator[Line]:
        rows = _shown(self._response.children(node.path))
        if not rows:
            return
        columns = tuple(child for child in rows[0].item.children if not child.hidden)
        yield Line(LineKind.TABLE_HEAD, node.path, node.item, depth, columns=columns)
        for row in rows:
            line = self._row(LineKind.TABLE_ROW, row, row.item, depth)
            yield replace(line, columns=columns, last=row is rows[-1])

    def _row(self, kind: LineKind, node: Node, item: Item, depth: int, *, removable: bool = False) -> Line:
        nodes = [one for one in self._response.children(node.path) if not one.item.hidden]
        cells = tuple(one.path if one.enabled else None for one in nodes)
        columns = tuple(one.item for one in nodes)
        return Line(
            kind,
            node.path,
            item,
            depth,
            node.occurrence + 1,
            removable=removable,
            cells=cells,
            columns=columns,
        )

    def _shared_answers(self, node: Node, depth: int) -> Iterator[Line]:
        rows = _shown(self._response.children(node.path))
        if rows:
            yield Line(LineKind.ANSWER_HEAD, node.path, rows[0].item, depth)
        for row in rows:
            yield Line(LineKind.ANSWER_ROW, row.path, row.item, depth, last=row is rows[-1])

    # Tabs

    def _tabs(self, node: Node, depth: int) -> Iterator[Line]:
        """Groups as tabs, between what the form has before the first of them and what comes after it."""
        nodes = self._response.children(node.path)
        shown = _shown(nodes)
        groups = [one for one in shown if one.item.type is ItemType.GROUP]
        first = {one.item.link_id: one.path for one in reversed(groups)}
        names = list(dict.fromkeys(one.item.link_id for one in groups))
        if len(names) < 2:  # noqa: PLR2004  # one tab alone would be no choice
            yield from self._among(shown, nodes, depth)
            return
        start = shown.index(groups[0])
        yield from self._among(shown[:start], nodes, depth)
        wanted = self._view.tabs.get(node.path, names[0])
        chosen = names.index(wanted) if wanted in names else 0
        behind = tuple(first[name] for name in names)
        yield Line(LineKind.TABS, node.path, node.item, depth, cells=behind, chosen=chosen)
        for one in groups:
            if one.item.link_id == names[chosen]:
                yield from self.group(one, nodes, depth, titled=False, inset=False)
        after = [one for one in shown[start:] if one.item.type is not ItemType.GROUP]
        yield from self._among(after, nodes, depth)

    # Single questions

    def single(self, node: Node, depth: int) -> Iterator[Line]:
        """A question with what lies under its answers, or something to read."""
        item = node.item
        if item.type is ItemType.DISPLAY:
            if item.text and item.item_control not in _AT_THE_ENDS:
                yield Line(LineKind.NOTE, node.path, item, depth)
            return
        if item.is_question:
            yield Line.question(node, depth)
        if not item.children:
            return
        tick = beside(item)
        for number in range(max(1, len(node.answers))):
            path = (*node.path[:-1], (item.link_id, number))
            for line in self._below(path, depth + 1):
                if tick is None or line.item is not tick:
                    yield line


def _is_alone(item: Item, siblings: Sequence[Node]) -> bool:
    """Whether nothing else is asked beside it, so that the heading above says what it is about."""
    return all(one.item is item for one in _shown(siblings))
