"""The response as an expression sees it: FHIR JSON of what is enabled and answered, no more than it reads.

What says why there is no value, and what is not a value yet, read as no value. An item without an answer under it is
left out, as in a finished response.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from prevent_desktop.questionnaire.items import Item, ItemType
from prevent_desktop.questionnaire.live.state import Slot, State, walk
from prevent_desktop.questionnaire.value_codec import write_value
from prevent_desktop.questionnaire.values import Absent, Unparsed


class Route:
    """Which items are wanted under one: those of `below`, or all of them (`whole`). `ends` says that it is wanted itself."""

    __slots__ = ("below", "ends", "whole")

    def __init__(self, *, whole: bool = False) -> None:
        self.below: dict[str, Route] = {}
        self.ends = whole
        self.whole = whole


EVERYTHING = Route(whole=True)


class Routes:
    """The paths down to items, for one form."""

    def __init__(self, by_link_id: Mapping[str, Item]) -> None:
        self._items = by_link_id
        self._places = {link_id: place for place, link_id in enumerate(by_link_id)}

    def to(self, link_ids: Iterable[str], whole: Iterable[str], start: str | None) -> Route:
        """The way to `link_ids` from the item `start` (None: the top), in the order of the form."""
        route = Route()
        known = [link_id for link_id in link_ids if link_id in self._places]
        for link_id in sorted(known, key=self._places.__getitem__):
            here = route
            for step in self._chain(link_id, start):
                here = here.below.setdefault(step, Route())
            here.ends = True
            here.whole = here.whole or link_id in whole
        return route

    def _chain(self, link_id: str, start: str | None) -> list[str]:
        chain: list[str] = []
        here: str | None = link_id
        while here != start:
            if here is None:
                return []
            chain.append(here)
            here = self._items[here].parent_link_id
        chain.reverse()
        return chain


def items_of(slot: Slot, route: Route) -> list[dict[str, Any]]:
    """The items under `slot` that are wanted, enabled and answered."""
    if route.whole:
        pairs = [(states, EVERYTHING) for states in slot.children.values()]
    else:
        pairs = [
            (slot.children[link_id], below)
            for link_id, below in route.below.items()
            if link_id in slot.children
        ]
    return [
        one
        for states, below in pairs
        for state in states
        if state.enabled and (one := _filled(state, below)) is not None
    ]


def item_of(state: State, route: Route) -> dict[str, Any]:
    """One item, itself there whether it is answered or not: what stands for ``%context``."""
    return _filled(state, route) or _head(state)


def _head(state: State) -> dict[str, Any]:
    item = state.item
    return {"linkId": item.link_id, "text": item.text} if item.text else {"linkId": item.link_id}


def _filled(state: State, route: Route) -> dict[str, Any] | None:
    if state.item.type is ItemType.GROUP:
        items = items_of(state.slots[0], route)
        if items:
            return {**_head(state), "item": items}
        return _head(state) if route.ends and not route.whole and _is_answered(state) else None
    answers = [one for slot in state.slots if (one := _answer(state, slot, route))]
    return {**_head(state), "answer": answers} if answers else None


def _is_answered(group: State) -> bool:
    """Whether anything in it that is shown has a value."""
    return any(
        below.enabled and any(not isinstance(value, Absent | Unparsed) for value in below.answers)
        for below in walk(group.slots)
    )


def _answer(state: State, slot: Slot, route: Route) -> dict[str, Any]:
    value = slot.value
    if value is None:
        return {}
    absent = isinstance(value, Absent | Unparsed)
    answer = {} if absent else _as_read(slot) or write_value(state.item.type, value)
    if slot.children and (items := items_of(slot, route)):
        answer["item"] = items
    return answer


def _as_read(slot: Slot) -> dict[str, Any] | None:
    """The answer of a file with its extensions, such as its weight; None where it has none."""
    if slot.written is None or '"extension"' not in slot.written:
        return None
    read: dict[str, Any] = json.loads("{" + slot.written + "}", parse_float=Decimal)
    return read
