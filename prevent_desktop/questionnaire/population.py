"""Fills in what is known already, so that nobody types it twice. It never touches what somebody answered.

An item says which fact it starts with by our own extension (`person.birth_date`) or by an `initialExpression` of the
shape ``%person.birth_date``. A repeating group whose fact is a list gets one occurrence for each entry.

What one person wrote is never filled in as another's view: not where the answer is the view of somebody whom the form
names (`view-of`), and not where an answer that somebody else gave would become the writer's own judgement (`opinion`).
Such answers are `offered` instead, to be shown beside the question.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.items import Item, ItemType
from prevent_desktop.questionnaire.live.state import State, walk
from prevent_desktop.questionnaire.response import Changes, Path, Response
from prevent_desktop.questionnaire.value_codec import value_key
from prevent_desktop.questionnaire.values import (
    Absent,
    Coding,
    DateTimeValue,
    Quantity,
    Reference,
    Unparsed,
    Value,
)
from prevent_desktop.questionnaire.words import in_words

_EXPRESSION: Final = re.compile(r"%([A-Za-z_][\w./-]*)")
_TEXTS: Final = frozenset({ItemType.STRING, ItemType.TEXT, ItemType.URL})
_VALUES: Final = (bool, int, Decimal, str, time, PartialDate, DateTimeValue, Coding, Quantity, Reference)
_YES_NO: Final = {"yes": True, "true": True, "no": False, "false": False}


def populate(response: Response, facts: Mapping[str, object], by_others: Collection[str] = ()) -> Changes:
    """Answer the unanswered questions whose fact is known. A fact that does not fit its question is left out.

    `by_others` are the facts that somebody else than the writer of this form put into words.
    """
    changes = Changes()
    for state in list(walk([response.root])):
        key = fact_of(state.item)
        fact = facts.get(key) if key else None
        if fact is None:
            continue
        if state.item.type is ItemType.GROUP:
            changes |= _fill_group(response, state, fact, is_by_other=key in by_others)
        elif _is_anothers(state.item, is_by_other=key in by_others):
            continue
        elif not state.answers and state.item.is_question:
            changes |= _fill(response, state, fact)
    return changes


def offered(
    response: Response, facts: Mapping[str, object], by_others: Collection[str] = ()
) -> dict[Path, tuple[str, tuple[Value, ...]]]:
    """What `populate` leaves to the writer: for each question the name of the fact, and the answers that it would be."""
    found: dict[Path, tuple[str, tuple[Value, ...]]] = {}
    for state in walk([response.root]):
        key = fact_of(state.item)
        if key in facts and state.item.is_question and _is_anothers(state.item, is_by_other=key in by_others):
            values = _values(state.item, facts[key])
            if values:
                found[state.path] = (key, values)
    return found


def carried(
    response: Response, facts: Mapping[str, object], by_others: Collection[str] = ()
) -> dict[Path, tuple[str, tuple[Value, ...]]]:
    """The single questions that are answered as `populate` would answer them: the name of the fact, and the answers."""
    found: dict[Path, tuple[str, tuple[Value, ...]]] = {}
    for state in walk([response.root]):
        item, key = state.item, fact_of(state.item)
        if key not in facts or not item.is_question or item.read_only or not state.answers:
            continue
        if (
            not _is_anothers(item, is_by_other=key in by_others)
            and _values(item, facts[key]) == state.answers
        ):
            found[state.path] = (key, state.answers)
    return found


def _is_anothers(item: Item, *, is_by_other: bool) -> bool:
    return bool(item.view_of) or (item.opinion and is_by_other)


def fact_of(item: Item) -> str:
    """The name of the fact that an item starts with; empty where there is none."""
    if item.fact:
        return item.fact
    found = _EXPRESSION.fullmatch(item.initial_expression.text) if item.initial_expression else None
    return found[1] if found else ""


def answers_as_facts(response: Response, form_id: str) -> dict[str, object]:
    """The answers of one form as facts for the next: ``form-id/link-id`` → the answers.

    For a repeating group the fact is one mapping of link ids to answers for each occurrence.
    """
    response.work_out()
    facts: dict[str, object] = {}
    inside: set[int] = set()
    for state in walk([response.root]):
        if not state.enabled or id(state) in inside:
            continue
        if state.item.type is ItemType.GROUP and state.item.repeats:
            below = list(walk(state.slots))
            inside.update(id(one) for one in below)
            entry = _answered(below)
            if entry:
                facts.setdefault(f"{form_id}/{state.item.link_id}", [])
                listed = facts[f"{form_id}/{state.item.link_id}"]
                if isinstance(listed, list):
                    listed.append(entry)
        elif answers := _usable(state):
            facts[f"{form_id}/{state.item.link_id}"] = answers
    return facts


def _answered(states: Iterable[State]) -> dict[str, tuple[Value, ...]]:
    return {state.item.link_id: answers for state in states if state.enabled and (answers := _usable(state))}


def _usable(state: State) -> tuple[Value, ...]:
    return tuple(value for value in state.answers if not isinstance(value, Unparsed))


def _fill(response: Response, state: State, fact: object) -> Changes:
    found = _values(state.item, fact)
    return response.set_answers(state.path, found) if found else Changes()


def _values(item: Item, fact: object) -> tuple[Value, ...]:
    found = tuple(value for one in _several(fact) if (value := as_value(item, one)) is not None)
    return () if len(found) > 1 and not item.repeats else found


def _several(fact: object) -> Sequence[object]:
    return list(fact) if isinstance(fact, list | tuple | set | frozenset) else [fact]


def _fill_group(response: Response, state: State, fact: object, *, is_by_other: bool) -> Changes:
    entries = [entry for entry in _several(fact) if isinstance(entry, Mapping) and entry]
    changes = Changes()
    if state.occurrence > 0 or state.holds_anything:
        return changes
    for number, entry in enumerate(entries if state.item.repeats else entries[:1]):
        if number:
            changes |= response.add_occurrence(state.path[:-1], state.item.link_id)
        occurrence = state.home.children[state.item.link_id][number]
        for below in list(walk(occurrence.slots)):
            if _is_anothers(below.item, is_by_other=is_by_other):
                continue
            known = _entry_fact(entry, below.item)
            if known is not None and below.item.is_question and not below.answers:
                changes |= _fill(response, below, known)
    return changes


def _entry_fact(entry: Mapping[Any, Any], item: Item) -> object:
    key = fact_of(item)
    for name in (key, key.rpartition(".")[2], item.link_id):
        if name and entry.get(name) is not None:
            return entry[name]
    return None


def as_value(item: Item, fact: object) -> Value | None:
    """`fact` as an answer to `item`; None where it does not fit, or is empty text."""
    if isinstance(fact, Absent):
        return fact if item.offers_absent else None
    if fact is None or fact == "" or isinstance(fact, Unparsed):
        return None
    if item.answer_options:
        return _offered(item, fact)
    value = _converted(item.type, fact)
    if value is None or value_key(item.type, value) not in item.answer_keys:
        return None
    return value


def _offered(item: Item, fact: object) -> Value | None:
    wanted = fact.code or fact.display if isinstance(fact, Coding) else fact
    if isinstance(wanted, bool):
        wanted = "yes" if wanted else "no"
    words = str(wanted).casefold()
    for option in item.answer_options:
        names = (
            (option.value.code, option.value.display) if isinstance(option.value, Coding) else (option.value,)
        )
        if words in {str(name).casefold() for name in names if name is not None}:
            return option.value
    return str(fact) if item.type is ItemType.OPEN_CHOICE and isinstance(fact, str) else None


def _converted(item_type: ItemType, fact: Any) -> Value | None:
    if item_type in _TEXTS:
        return fact if isinstance(fact, str) else in_words(_plain(fact))
    value = _plain(fact)
    if item_type is ItemType.BOOLEAN and isinstance(value, str | Coding):
        words = value if isinstance(value, str) else value.code or ""
        value = _YES_NO.get(words.casefold(), value)
    elif item_type is ItemType.DATE and isinstance(value, DateTimeValue):
        value = value.date
    elif item_type is ItemType.DATE_TIME and isinstance(value, PartialDate):
        value = DateTimeValue(value.isoformat())
    elif item_type is ItemType.DECIMAL and type(value) is int:
        value = Decimal(value)
    return value


def _plain(fact: Any) -> Value:
    if isinstance(fact, datetime):
        return DateTimeValue.of(fact) if fact.tzinfo else PartialDate.of(fact.date())
    if isinstance(fact, date):
        return PartialDate.of(fact)
    return fact if isinstance(fact, _VALUES) else str(fact)
