"""Start a response as a copy of an earlier one, also across versions of the form: matched by link id.

What the form marks as not to be copied starts empty. An answer that no longer fits is named, and stays in the earlier
response; nothing is bent to fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from prevent_desktop.questionnaire.items import Item, ItemType, Questionnaire
from prevent_desktop.questionnaire.population import as_value
from prevent_desktop.questionnaire.response import Node, Path, Response
from prevent_desktop.questionnaire.value_codec import value_key
from prevent_desktop.questionnaire.values import Absent, Unparsed, Value
from prevent_desktop.questionnaire.words import in_words


class Why(StrEnum):
    """Why an answer stays behind."""

    NOT_ASKED = "not-asked"
    OTHER_KIND = "other-kind"


@dataclass(frozen=True, slots=True)
class StaysBehind:
    """An answer of the earlier response that has no place in the form now. `path` leads into the earlier one."""

    path: Path
    question: str
    answers: tuple[str, ...]
    why: Why


def copy_answers(
    old: Response, new: Response, *, skip: Callable[[Item], bool] = lambda _item: False
) -> tuple[StaysBehind, ...]:
    """Give `new` the answers of `old` that fit; what `skip` says yes to is left out too, with all under it."""
    return tuple(_Copy(old, new, skip).below((), ()))


def stays_behind(old: Response, questionnaire: Questionnaire) -> tuple[StaysBehind, ...]:
    """What would stay behind if `old` were copied onto this version of the form; nothing is kept."""
    return copy_answers(old, Response.start(questionnaire))


@dataclass(frozen=True, slots=True)
class _Copy:
    old: Response
    new: Response
    skip: Callable[[Item], bool]

    def below(self, source: Path, target: Path | None) -> Iterator[StaysBehind]:
        """Copy what lies under `source` to `target`; None where the form has no such place any more."""
        for node in self.old.children(source):
            if node.enabled and node.item.type is not ItemType.DISPLAY and not self._is_left_out(node.item):
                yield from self._node(node, self._place(node, target))

    def _is_left_out(self, item: Item) -> bool:
        now = self.new.questionnaire.by_link_id.get(item.link_id, item)
        return item.not_copied or now.not_copied or self.skip(item) or self.skip(now)

    def _node(self, node: Node, place: Path | None) -> Iterator[StaysBehind]:
        if node.item.type is ItemType.GROUP:
            yield from self.below(node.path, place)
            return
        left = self._answer(node, place)
        if left:
            why = Why.NOT_ASKED if place is None else Why.OTHER_KIND
            yield StaysBehind(node.path, node.item.label, tuple(map(in_words, left)), why)
        for number in range(len(node.answers) if node.item.items else 0):
            under = (*node.path[:-1], (node.item.link_id, number))
            yield from self.below(under, self._under(place, number))

    def _answer(self, node: Node, place: Path | None) -> list[Value]:
        """Copy the answers that fit; tells those that do not."""
        if place is None:
            return list(node.answers)
        item, taken, left = self.new.node(place).item, list[Value](), list[Value]()
        for value in node.answers:
            fit = fitting(item, value) if item.repeats or not taken else None
            if fit is None:
                left.append(value)
            else:
                taken.append(fit)
        if taken:
            self.new.set_answers(place, taken)
        return left

    def _under(self, place: Path | None, number: int) -> Path | None:
        if place is None or number >= len(self.new.node(place).answers):
            return None
        return (*place[:-1], (place[-1][0], number))

    def _place(self, node: Node, target: Path | None) -> Path | None:
        """Where the same item stands under `target`, or else the only place where the form has it now."""
        link_id = node.item.link_id
        item = self.new.questionnaire.by_link_id.get(link_id)
        if item is None or (item.type is ItemType.GROUP) is not (node.item.type is ItemType.GROUP):
            return None
        if target is not None:
            there = [each for each in self.new.children(target) if each.item.link_id == link_id]
            if there and node.occurrence >= len(there) and item.repeats:
                self.new.add_occurrence(target, link_id)
                return (*target, (link_id, node.occurrence))
            if there:
                return there[node.occurrence].path if node.occurrence < len(there) else None
        return self._only_place(item)

    def _only_place(self, item: Item) -> Path | None:
        steps: list[tuple[str, int]] = []
        here: Item | None = item
        while here is not None:
            if here.type is ItemType.GROUP and here.repeats:
                return None
            if here is not item and here.type is not ItemType.GROUP:
                return None
            steps.append((here.link_id, 0))
            here = (
                None
                if here.parent_link_id is None
                else self.new.questionnaire.by_link_id[here.parent_link_id]
            )
        return tuple(reversed(steps))


def fitting(item: Item, value: Value) -> Value | None:
    """`value` as an answer to `item`; None where it does not fit. What was not readable does not fit anywhere."""
    if isinstance(value, Unparsed):
        return None
    if (
        not isinstance(value, Absent)
        and not item.answer_options
        and value_key(item.type, value) in item.answer_keys
    ):
        return value
    return as_value(item, value)
