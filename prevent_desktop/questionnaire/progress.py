"""How far a response is, section by section. A section is a top-level group that is shown; no score, only counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from prevent_desktop.questionnaire.items import Item, ItemType
from prevent_desktop.questionnaire.live.state import State, enabled_of
from prevent_desktop.questionnaire.response import Path, Response
from prevent_desktop.questionnaire.sections import sections_of
from prevent_desktop.questionnaire.values import Unparsed


class SectionState(StrEnum):
    """Complete: nothing is missing, and something is answered or nothing is asked."""

    COMPLETE = "complete"
    STARTED = "started"
    NOT_STARTED = "not-started"


@dataclass(frozen=True, slots=True)
class SectionProgress:
    """One section: how many of its `total` questions that are asked at present are `answered` (“not known” is).

    `missing` are those that must be answered and are not, and those in which something stands that is no answer.
    Questions that stand outside any group make sections of their own, with an empty path.
    """

    path: Path
    link_id: str
    title: str
    answered: int
    total: int
    state: SectionState
    missing: int = 0


def sections(response: Response) -> tuple[SectionProgress, ...]:
    """The sections that are shown, in the form's order; a group that repeats is one section an occurrence."""
    found: list[SectionProgress] = []
    for section in sections_of(response.questionnaire.items, response.questionnaire.title):
        states = list(enabled_of(response.root, section.own_items))
        if section.group is None:
            if states:
                found.append(_section((), section.link_id, section.title, states))
            continue
        occurrences = [state for state in states if state.item is section.group]
        found += (_section(one.path, section.link_id, section.title, [one]) for one in occurrences)
    return tuple(found)


def _section(path: Path, link_id: str, title: str, states: Iterable[State]) -> SectionProgress:
    answered = total = missing = begun = 0
    for state in questions_asked(states):
        total += 1
        begun += state.is_answered
        answered += state.is_answered and not _is_unread(state)
        missing += _is_missing(state)
    if total and not begun:
        how = SectionState.NOT_STARTED
    else:
        how = SectionState.STARTED if missing else SectionState.COMPLETE
    return SectionProgress(path, link_id, title, answered, total, how, missing)


def questions_asked(states: Iterable[State]) -> Iterator[State]:
    """The questions that are shown at or under `states`; an optional repeating group that is empty asks none."""
    waiting = list(states)
    waiting.reverse()
    while waiting:
        state = waiting.pop()
        item = state.item
        if not state.enabled or item.hidden or (item.repeats and is_spare(state)):
            continue
        if item.type.can_be_answered and not item.read_only:
            yield state
        if item.children:
            below = [child for slot in state.slots for child in slot.states()]
            waiting += reversed(below)


def asked_at_first(items: Iterable[Item]) -> Iterator[Item]:
    """The questions at or under `items` that are asked before anything is answered, and under no condition."""
    for item in items:
        is_spare_group = (
            item.type is ItemType.GROUP and item.repeats and not (item.required or item.min_occurs)
        )
        if item.hidden or item.is_aside or item.enable_when or item.enable_when_expression or is_spare_group:
            continue
        if item.type.can_be_answered and not item.read_only:
            yield item
        yield from asked_at_first(item.children)


def next_missing(response: Response, after: Path) -> Path | None:
    """The next question behind the one at `after` that must be answered and is not, from the beginning again where none is.

    None where nothing is missing.
    """
    items = response.questionnaire.items
    parts = sections_of(items, response.questionnaire.title)
    states = [state for part in parts for state in questions_asked(enabled_of(response.root, part.own_items))]
    here = next((number for number, state in enumerate(states) if state.path == after), -1)
    missing = (one for one in (*states[here + 1 :], *states[: here + 1]) if _is_missing(one))
    return next((state.path for state in missing), None)


def _is_missing(state: State) -> bool:
    return (state.item.required and not state.is_answered) or _is_unread(state)


def _is_unread(state: State) -> bool:
    """Whether something was typed that is no answer, such as words for a number."""
    return any(isinstance(slot.value, Unparsed) for slot in state.slots)


def is_spare(state: State) -> bool:
    """Whether it is an occurrence of a repeating group that need not be there and holds nothing."""
    item = state.item
    if item.type is not ItemType.GROUP or not item.repeats:
        return False
    needed = max(item.min_occurs or 0, 1 if item.required else 0)
    return state.occurrence >= needed and not state.holds_anything
