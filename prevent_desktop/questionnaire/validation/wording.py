"""The sentences of validation about a question as a whole, with the group that it stands in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from prevent_desktop.questionnaire.items import Item, ItemType
from prevent_desktop.questionnaire.live.state import State
from prevent_desktop.questionnaire.problems import Problem, Severity, braced
from prevent_desktop.questionnaire.reading import numbered_label
from prevent_desktop.translation import _


def missing_sentence(item: Item) -> str:
    """What to do about a question that must be answered and is not."""
    offers = item.offers_absent or any(option.label == _("Not known") for option in item.answer_options)
    with_absent, alone = _MISSING.get(item.type, _answer_it)()
    return with_absent if offers else alone


def _answer_it() -> tuple[str, str]:
    return _("Answer “{question}”, or choose “Not known”"), _("Answer “{question}”")


def _choose() -> tuple[str, str]:
    return _("Choose an answer to “{question}”, or “Not known”"), _("Choose an answer to “{question}”")


_MISSING: Final[Mapping[ItemType, Callable[[], tuple[str, str]]]] = {
    ItemType.BOOLEAN: lambda: (
        _("Answer “{question}” with yes or no, or choose “Not known”"),
        _("Answer “{question}” with yes or no"),
    ),
    ItemType.CHOICE: _choose,
    ItemType.OPEN_CHOICE: _choose,
    ItemType.DATE: lambda: (
        _("Give a date for “{question}”, or choose “Not known”"),
        _("Give a date for “{question}”"),
    ),
    ItemType.DATE_TIME: lambda: (
        _("Give a date and time for “{question}”, or choose “Not known”"),
        _("Give a date and time for “{question}”"),
    ),
    ItemType.TIME: lambda: (
        _("Give a time for “{question}”, or choose “Not known”"),
        _("Give a time for “{question}”"),
    ),
    ItemType.ATTACHMENT: lambda: (
        _("Add a file for “{question}”, or choose “Not known”"),
        _("Add a file for “{question}”"),
    ),
}


def problem_at(
    state: State,
    place: str,
    code: str,
    sentence: str,
    count: int = 0,
    *,
    severity: Severity = Severity.ERROR,
    alone: str = "",
) -> Problem:
    """A problem of the item at `state`; `sentence` may hold ``{question}``, ``{count}`` and ``{alone}``."""
    message = _in_its_group(state, sentence).format(question=state.item.label, count=count, alone=alone)
    return Problem(state.path, state.item.link_id, severity, code, message, place)


def _in_its_group(state: State, sentence: str) -> str:
    """The sentence, with the group behind the question where there are several of that group: “What?” (Event 2)."""
    owner = state.home.owner
    while owner is not None:
        if len(owner.home.children[owner.item.link_id]) > 1:
            return sentence.replace("“{question}”", f"“{{question}}” ({braced(numbered_label(owner))})")
        owner = owner.home.owner
    return sentence
