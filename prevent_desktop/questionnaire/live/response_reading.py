"""Reads a saved QuestionnaireResponse into a live tree. What does not fit the form becomes a `Problem`, never a guess.

All walks are loops, and the tree that comes out is bounded, however often a small entry repeats a large group.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from prevent_desktop.questionnaire.items import Item, ItemType, Questionnaire
from prevent_desktop.questionnaire.json_text import json_text
from prevent_desktop.questionnaire.live.state import MAX_OCCURRENCES, MAX_STATES, Slot, State, walk
from prevent_desktop.questionnaire.problems import MOST_PROBLEMS, Problem, Severity
from prevent_desktop.questionnaire.value_codec import read_absent, read_value, value_keys, write_value
from prevent_desktop.questionnaire.values import Value
from prevent_desktop.translation import _

OUT_OF_ORDER: Final = "order"
TOO_COSTLY: Final = "too-costly"
_MOST_COMPARISONS: Final = 1_000_000


@dataclass(slots=True)
class ReadTree:
    """What came out: the tree, what did not fit, and where in the JSON each state and each answer stands.

    `expressions` and `entries` (the JSON of items as it was read) are by ``id`` of the state, or of an answer's slot.
    """

    root: Slot
    problems: list[Problem] = field(default_factory=list)
    expressions: dict[int, str] = field(default_factory=dict)
    entries: dict[int, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(slots=True)
class _Place:
    """A list of JSON items and the slot that they belong in."""

    slot: Slot
    entries: Any
    expression: str


def read_tree(
    questionnaire: Questionnaire, untrusted: Mapping[str, Any], *, will_be_written: bool = True
) -> ReadTree:
    """The tree of the answers in `untrusted`, a parsed QuestionnaireResponse.

    What will not be written again need not keep its text as it was.
    """
    return _TreeReading(questionnaire, will_be_written=will_be_written).read(untrusted.get("item"))


class _TreeReading:
    def __init__(self, questionnaire: Questionnaire, *, will_be_written: bool) -> None:
        self._questionnaire = questionnaire
        self._will_be_written = will_be_written
        self._tree = ReadTree(Slot(None, questionnaire.children))
        self._room = MAX_STATES
        self._waiting: list[_Place] = []

    def read(self, untrusted_items: Any) -> ReadTree:
        self._waiting.append(_Place(self._tree.root, untrusted_items, "QuestionnaireResponse"))
        while self._waiting and not self._is_spoilt:
            place = self._waiting.pop()
            if place.entries is not None:
                self._read_place(place)
        if _comparisons(self._questionnaire, self._tree.root) > _MOST_COMPARISONS:
            self._problem(TOO_COSTLY, _("It has too many answers that the form’s conditions ask about"), "QuestionnaireResponse")  # fmt: skip
        return self._tree

    @property
    def _is_spoilt(self) -> bool:
        """Whether there are so many problems that nobody looks for more."""
        return len(self._tree.problems) > MOST_PROBLEMS

    def _problem(self, code: str, message: str, expression: str, link_id: str = "") -> None:
        self._tree.problems.append(Problem((), link_id, Severity.ERROR, code, message, expression))

    def _read_place(self, place: _Place) -> None:
        if type(place.entries) is not list:
            self._problem("structure", _("“item” is not a list"), place.expression)
            return
        order = {link_id: number for number, link_id in enumerate(place.slot.children)}
        seen: dict[str, int] = {}
        latest = -1
        for index, entry in enumerate(place.entries):
            if self._is_spoilt:
                return
            expression = f"{place.expression}.item[{index}]"
            state = self._place_state(place.slot, entry, seen, expression)
            if state is None:
                continue
            if order[state.item.link_id] < latest:
                self._problem(OUT_OF_ORDER, _("“{question}” is not where the form has it: the items are out of order").format(question=state.item.label), expression, state.item.link_id)  # fmt: skip
            latest = max(latest, order[state.item.link_id])
            self._tree.expressions[id(state)] = expression
            self._tree.entries[id(state)] = entry
            self._read_state(state, entry, expression)

    def _place_state(self, slot: Slot, entry: Any, seen: dict[str, int], expression: str) -> State | None:
        link_id = entry.get("linkId") if type(entry) is dict else None
        if type(link_id) is not str:
            self._problem("structure", _("An item has no link id"), expression)
            return None
        states = slot.children.get(link_id)
        if states is None:
            self._stranger(link_id, entry, expression)
            return None
        number = seen[link_id] = seen.get(link_id, -1) + 1
        if number == 0:
            return states[0]
        return self._another(slot, states, link_id, expression)

    def _stranger(self, link_id: str, entry: Mapping[str, Any], expression: str) -> None:
        item = self._questionnaire.by_link_id.get(link_id)
        if item is None:
            self._problem(
                "structure", _("The form has no item “{item}”").format(item=link_id), expression, link_id
            )
        elif not item.is_aside or "answer" in entry:
            self._problem("structure", _("The form does not have “{question}” in this place").format(question=item.label), expression, link_id)  # fmt: skip

    def _another(self, slot: Slot, states: list[State], link_id: str, expression: str) -> State | None:
        item = states[0].item
        if item.type is not ItemType.GROUP:
            self._problem("structure", _("“{question}” is there more than once; its answers belong in one item").format(question=item.label), expression, link_id)  # fmt: skip
            return None
        if len(states) >= MAX_OCCURRENCES or not self._take_room(item.size):
            self._problem(TOO_COSTLY, _("“{question}” is repeated too often").format(question=item.label), expression, link_id)  # fmt: skip
            return None
        state = State(item, slot)
        states.append(state)
        return state

    def _take_room(self, size: int) -> bool:
        self._room -= size
        return self._room >= 0

    def _read_state(self, state: State, entry: dict[str, Any], expression: str) -> None:
        state.extras = _members(entry, "linkId", "answer", "item") if self._will_be_written else ""
        item = state.item
        if item.type is ItemType.QUESTION:
            self._problem("structure", _("The form does not say what kind of answer “{question}” takes, so it can have none").format(question=item.label), expression, item.link_id)  # fmt: skip
        elif item.is_question:
            self._read_question(state, entry, expression)
        elif "answer" in entry:
            self._problem("structure", _("“{question}” takes no answer").format(question=item.label), expression, item.link_id)  # fmt: skip
        elif item.type is ItemType.GROUP:
            self._waiting.append(_Place(state.slots[0], entry.get("item"), expression))
        elif "item" in entry:
            self._problem("structure", _("“{question}” only displays text; nothing belongs under it").format(question=item.label), expression, item.link_id)  # fmt: skip

    def _read_question(self, state: State, entry: dict[str, Any], expression: str) -> None:
        item = state.item
        if "item" in entry:
            self._problem("structure", _("What belongs under “{question}” must lie under its answer").format(question=item.label), expression, item.link_id)  # fmt: skip
        answers = entry.get("answer")
        if answers is None:
            return
        if type(answers) is not list:
            self._problem("structure", _("The answers to “{question}” are not a list").format(question=item.label), expression, item.link_id)  # fmt: skip
            return
        slots = []
        for index, answer in enumerate(answers):
            if self._is_spoilt:
                return
            slot = self._read_answer(state, answer, f"{expression}.answer[{index}]")
            if slot is not None:
                slots.append(slot)
        if slots:
            state.slots = sorted(slots, key=lambda slot: slot.value is None)

    def _read_answer(self, state: State, answer: Any, expression: str) -> Slot | None:
        item = state.item
        if type(answer) is not dict or not answer:
            self._problem("structure", _("An answer to “{question}” is empty").format(question=item.label), expression, item.link_id)  # fmt: skip
            return None
        if not self._take_room(item.size):
            self._problem(TOO_COSTLY, _("“{question}” has too many answers").format(question=item.label), expression, item.link_id)  # fmt: skip
            return None
        keys = value_keys(answer)
        value = self._value(item, answer, keys, expression)
        if value is None and (keys or "item" not in answer):
            return None
        slot = Slot(state, item.children, value)
        self._tree.expressions[id(slot)] = expression
        if value is not None and self._will_be_written:
            slot.written = _unlike(write_value(item.type, value), answer)
        self._waiting.append(_Place(slot, answer.get("item"), expression))
        return slot

    def _value(self, item: Item, answer: dict[str, Any], keys: list[str], expression: str) -> Value | None:
        if not keys:
            absent = read_absent(answer)
            if absent is None and "item" not in answer:
                self._problem("structure", _("An answer to “{question}” has no value").format(question=item.label), expression, item.link_id)  # fmt: skip
            return absent
        if len(keys) == 1 and keys[0] in item.answer_keys:
            try:
                return read_value(keys[0], answer[keys[0]])
            except ValueError:
                pass  # told below, like every other value that is not of the right type
        self._problem("structure", _("An answer to “{question}” is not of the right type, {type}").format(question=item.label, type=item.type.value), expression, item.link_id)  # fmt: skip
        return None


def _comparisons(questionnaire: Questionnaire, root: Slot) -> int:
    """About how often a condition will be compared with an answer: many conditions on many answers take hours."""
    if not questionnaire.dependents:
        return 0
    there: Counter[str] = Counter()
    answers: Counter[str] = Counter()
    for state in walk([root]):
        there[state.item.link_id] += 1
        answers[state.item.link_id] += len(state.slots)
    return sum(
        there[item.link_id]
        * (there[one.question] + answers[one.question])
        // (max(1, answers[_above(questionnaire, item, one.up)]))
        if one.route
        else there[item.link_id]
        for item in questionnaire.by_link_id.values()
        for one in item.enable_when
    )


def _above(questionnaire: Questionnaire, item: Item, up: int) -> str:
    """The link id of the item so many levels above the one that `item` lies in; empty at the top."""
    above = item.parent_link_id
    for _level in range(up):
        above = None if above is None else questionnaire.by_link_id[above].parent_link_id
    return above or ""


def _unlike(ours: dict[str, Any], answer: dict[str, Any]) -> str | None:
    """The members of an answer where we would not write the very same; None where we would."""
    if len(ours) + ("item" in answer) == len(answer) and all(
        answer.get(key) == part for key, part in ours.items()
    ):
        return None
    return _members(answer, "item")


def _members(entry: dict[str, Any], *without: str) -> str:
    """The JSON text of the other members, without its braces."""
    rest = {key: part for key, part in entry.items() if key not in without}
    return json_text(rest)[1:-1] if rest else ""
