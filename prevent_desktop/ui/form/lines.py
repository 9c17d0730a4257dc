"""A section of the form as lines from top to bottom: what is asked now, in reading order. No Qt here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from prevent_desktop.questionnaire.items import Item, ItemType
from prevent_desktop.questionnaire.response import Node, Path, Response
from prevent_desktop.ui.form.asking import beside

_INNER = 2
"""Groups from this depth of the form on are set in; those right in a section stand as the section does."""


class LineKind(StrEnum):
    """What a line is."""

    TITLE = "title"
    HEADING = "heading"
    OCCURRENCE = "occurrence"
    NOTE = "note"
    QUESTION = "question"
    ADD = "add"
    END = "end"


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `path` is the item's (for ADD: the parent's path and the link id with the next number).

    `depth` counts the questions and the inner groups that it lies in: how far it is set in. Of an occurrence, `number` counts from 1 and `removable`
    says whether it can be taken away. END ends the section; its `path` is that of the group of which another can be
    added there, or empty.
    """

    kind: LineKind
    path: Path
    item: Item | None = None
    depth: int = 0
    number: int = 0
    removable: bool = False

    @property
    def key(self) -> tuple[str, Path]:
        """The same as long as it is the same line."""
        return (self.kind.value, self.path)


@dataclass(frozen=True, slots=True)
class Part:
    """A section: its title, and the top items in it. `link_id` is that of its group; empty for loose questions."""

    link_id: str
    title: str
    items: tuple[Item, ...]


def parts_of(items: Sequence[Item], title: str) -> tuple[Part, ...]:
    """The sections of a form: questions outside any group make the first (called `title`), then each top group.

    Notes outside any group stand at the top of the first section.
    """
    shown = [item for item in items if not item.hidden and not item.is_aside]
    loose = tuple(item for item in shown if item.type is not ItemType.GROUP)
    groups = [Part(item.link_id, item.label, (item,)) for item in shown if item.type is ItemType.GROUP]
    if any(item.is_question for item in loose) or not groups:
        return (Part("", title, loose), *groups)
    first = groups[0]
    return (Part(first.link_id, first.title, (*loose, *first.items)), *groups[1:])


def lines_of(response: Response, part: Part) -> tuple[Line, ...]:
    """The lines of a section as things stand."""
    wanted = {item.link_id for item in part.items}
    nodes = [node for node in response.children() if node.item.link_id in wanted]
    lines = [Line(LineKind.TITLE, ((part.link_id, 0),))]
    for node in _shown(nodes):
        if node.item.type is ItemType.GROUP:
            lines += _group(response, node, nodes, 0, titled=False)
        else:
            lines += _single(response, node, 0)
    return (*lines[:-1], *_ending(lines[-1]))


def _ending(last: Line) -> Iterator[Line]:
    """The last line of all: where the section ends with a repeating group, another one is added there."""
    if last.kind is LineKind.ADD:
        yield Line(LineKind.END, last.path, last.item)
        return
    yield last
    yield Line(LineKind.END, ())


def _shown(nodes: Sequence[Node]) -> list[Node]:
    return [node for node in nodes if node.enabled and not node.item.hidden]


def _below(response: Response, path: Path, depth: int) -> Iterator[Line]:
    nodes = response.children(path)
    for node in _shown(nodes):
        if node.item.type is ItemType.GROUP:
            yield from _group(response, node, nodes, depth, titled=True)
        else:
            yield from _single(response, node, depth)


def _group(
    response: Response, node: Node, siblings: Sequence[Node], depth: int, *, titled: bool
) -> Iterator[Line]:
    item = node.item
    same = [one for one in siblings if one.item.link_id == item.link_id]
    if item.depth >= _INNER:
        depth += 1
    if item.repeats and len(same) > 1:
        yield Line(LineKind.OCCURRENCE, node.path, item, depth, node.occurrence + 1, removable=True)
    elif titled and item.text and not (item.repeats and _is_alone(item, siblings)):
        yield Line(LineKind.HEADING, node.path, item, depth)
    yield from _below(response, node.path, depth)
    if item.repeats and node is same[-1] and (item.max_occurs is None or len(same) < item.max_occurs):
        yield Line(LineKind.ADD, (*node.path[:-1], (item.link_id, len(same))), item, depth)


def _is_alone(item: Item, siblings: Sequence[Node]) -> bool:
    """Whether nothing else is asked beside it, so that the heading above says what it is about."""
    return all(one.item is item for one in _shown(siblings))


def _single(response: Response, node: Node, depth: int) -> Iterator[Line]:
    item = node.item
    if item.type is ItemType.DISPLAY:
        if item.text:
            yield Line(LineKind.NOTE, node.path, item, depth)
        return
    if item.is_question:
        yield Line(LineKind.QUESTION, node.path, item, depth)
    if not item.items:
        return
    tick = beside(item)
    for number in range(max(1, len(node.answers))):
        path = (*node.path[:-1], (item.link_id, number))
        for line in _below(response, path, depth + 1):
            if tick is None or line.item is not tick:
                yield line
