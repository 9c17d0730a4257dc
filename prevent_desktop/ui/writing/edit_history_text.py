"""The history as text, to be kept with the draft, and back; and an occurrence that was taken away before a lock.

Format, version 1: JSON with the steps that can be undone (`done`) and done again (`undone`), each a list: its kind
(``a`` answers, ``t`` typed text, ``o`` an occurrence that came, ``r`` one that went), its path, and what changed.
Answers are FHIR R4 answer objects.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.questionnaire.items import ItemType
from prevent_desktop.questionnaire.json_text import json_text
from prevent_desktop.questionnaire.live.state import Slot
from prevent_desktop.questionnaire.paths import read_path
from prevent_desktop.questionnaire.response import Path, Removed, Response
from prevent_desktop.questionnaire.value_codec import read_answer, write_value
from prevent_desktop.questionnaire.values import Value
from prevent_desktop.ui.writing.edit_history import Answered, History, Kept, Occurrence, Step, Typed, Written

_VERSION = 1


def history_text(history: History) -> str:
    """All steps; empty where there is none."""
    done, undone = history.written()
    if not done and not undone:
        return ""
    return f'{{"version":{_VERSION},"done":[{",".join(done)}],"undone":[{",".join(undone)}]}}'


def read_history(text: str) -> History:
    """The history that `history_text` wrote; an empty one where it is from another version, for nothing hangs on it."""
    try:
        found = json.loads(text or "{}", parse_float=Decimal)
        if found.get("version") != _VERSION:
            return History(write=step_text)
        done, undone = (_read_steps(found[name]) for name in ("done", "undone"))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return History(write=step_text)
    return History(done, undone, write=step_text)


def _read_steps(entries: list[list[Any]]) -> list[Written]:
    steps = [_read_step(*entry) for entry in entries]
    return [Written(step, step_text(step)) for step in steps]


def step_text(step: Step) -> str:
    """One step as JSON."""
    if isinstance(step, Answered):
        return _text("a", step.path, _written(step.before), _written(step.after))
    if isinstance(step, Typed):
        return _text("t", step.path, step.at, step.removed, step.inserted)
    if step.removed is None:
        return _text("o", step.path)
    what = kept(step.removed) if isinstance(step.removed, Removed) else step.removed
    answers = [[under, _written(answers)] for under, answers in what.answers]
    return _text("r", step.path, what.position, what.alone, answers)


def _text(*parts: Any) -> str:
    return json_text(list(parts))


def _written(answers: Sequence[Value]) -> list[dict[str, Any]]:
    return [write_value(ItemType.STRING, answer) for answer in answers]


def _read_step(kind: str, path: Any, *parts: Any) -> Step:
    where = read_path(path)
    if kind == "a":
        return Answered(where, _read_answers(parts[0]), _read_answers(parts[1]))
    if kind == "t":
        return Typed(where, int(parts[0]), str(parts[1]), str(parts[2]))
    if kind == "o":
        return Occurrence(where)
    answers = tuple((read_path(under), _read_answers(found)) for under, found in parts[2])
    return Occurrence(where, Kept(answers, position=int(parts[0]), alone=bool(parts[1])))


def _read_answers(entries: Any) -> tuple[Value, ...]:
    return tuple(read_answer(entry) for entry in entries)


# An occurrence that was taken away


def kept(removed: Removed) -> Kept:
    """What was in an occurrence, without the tree that it hung in."""
    answers = tuple(_answers_under(removed.state.slots[0], ()))
    return Kept(answers, removed.position, alone=removed.stand_in is not None)


def _answers_under(slot: Slot, above: Path) -> Iterator[tuple[Path, tuple[Value, ...]]]:
    for occurrences in slot.children.values():
        for number, child in enumerate(occurrences):
            link_id = child.item.link_id
            if child.item.type is ItemType.GROUP:
                yield from _answers_under(child.slots[0], (*above, (link_id, number)))
            elif child.answers:
                yield (*above, (link_id, 0)), child.answers
                answered = [below for below in child.slots if below.value is not None]
                for index, below in enumerate(answered):
                    yield from _answers_under(below, (*above, (link_id, index)))


def revive(response: Response, path: Path, what: Kept) -> Removed:
    """Make the occurrence anew and take it away again, so that `Response.restore` can put it in its place.

    ProgramError or ResponseError where the form has no such place any more.
    """
    parent, (link_id, _number) = path[:-1], path[-1]
    response.add_occurrence(parent, link_id)
    made = (*parent, (link_id, _last(response, parent, link_id)))
    try:
        for under, answers in what.answers:
            _fill(response, made, under, answers)
    finally:
        removed = response.remove_occurrence(made).removed
    if removed is None:  # pragma: no cover - taking an occurrence away always tells how to put it back
        raise LookupError(link_id)
    stand_in = response.state((*parent, (link_id, 0))) if what.alone else None
    return replace(removed, position=what.position, stand_in=stand_in)


def _fill(response: Response, made: Path, under: Path, answers: Sequence[Value]) -> None:
    place = made
    for link_id, number in under:
        while (
            response.node((*place, (link_id, 0))).item.type is ItemType.GROUP
            and _last(response, place, link_id) < number
        ):
            response.add_occurrence(place, link_id)
        place = (*place, (link_id, number))
    response.set_answers(place, answers)


def _last(response: Response, parent: Path, link_id: str) -> int:
    return max(node.occurrence for node in response.children(parent) if node.item.link_id == link_id)


def revived(response: Response, step: Occurrence) -> Removed | None:
    """What brings the occurrence of `step` back; None where that cannot be done any more."""
    if isinstance(step.removed, Removed):
        return step.removed
    try:
        return revive(response, step.path, step.removed) if step.removed is not None else None
    except PreventDesktopError:
        return None
