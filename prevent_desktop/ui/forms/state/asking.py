"""What belongs to a question on the screen: the reasons for no answer that it offers, and the tick beside a date."""

from __future__ import annotations

from prevent_desktop.questionnaire.items import AnswerOption, Item, ItemType
from prevent_desktop.questionnaire.paths import Path
from prevent_desktop.questionnaire.values import AbsentReason, Coding

_DANGER = "danger"
_DECIDED = ".choice"
_NOT_KNOWN_CODES = frozenset({"not-known", "unknown", "asked-unknown", "UNK"})


def reasons_offered(item: Item) -> tuple[AbsentReason, ...]:
    """Which reasons for no answer a question offers; a choice that has "not known" needs no second one.

    An optional question may stay empty without one. Whether there is danger, and what was decided, is never unknown.
    """
    if item.read_only or not item.offers_absent or not item.is_question:
        return ()
    if not item.required or _asks_of_danger(item) or item.definition.endswith(_DECIDED):
        return ()
    if any(_means_not_known(option) for option in item.answer_options):
        return (AbsentReason.NOT_ASKED,)
    return (AbsentReason.UNKNOWN, AbsentReason.NOT_ASKED)


def _asks_of_danger(item: Item) -> bool:
    """Whether it is the yes-or-no question about danger, by the last part of its link id as in all bundled forms."""
    return item.type is ItemType.BOOLEAN and item.link_id.rpartition(".")[2] == _DANGER


def is_call(item: Item) -> bool:
    """Whether it is the line that tells to call now, shown where there is danger."""
    return item.type is ItemType.DISPLAY and item.link_id.endswith(f".{_DANGER}.call")


def call_path(path: Path) -> Path:
    """The question who was called, beside the line at `path` that tells to."""
    return _beside_call(path, "done")


def time_path(path: Path) -> Path:
    """The question when the call was, beside the line at `path` that tells to; forms before 29 November 2026 have none."""
    return _beside_call(path, "time")


def _beside_call(path: Path, part: str) -> Path:
    link_id, _number = path[-1]
    return (*path[:-1], (f"{link_id.removesuffix('call')}{part}", 0))


def beside(item: Item) -> Item | None:
    """The tick that belongs beside a date (approximate): its first nested yes-or-no question."""
    if item.type not in {ItemType.DATE, ItemType.DATE_TIME} or item.repeats:
        return None
    ticks = (child for child in item.items if child.type is ItemType.BOOLEAN and not child.hidden)
    return next(ticks, None)


def beside_path(item: Item | None, path: Path) -> Path | None:
    """The path of the tick that stands beside the date at `path`; None where none does."""
    tick = None if item is None else beside(item)
    return None if tick is None else (*path, (tick.link_id, 0))


def _means_not_known(option: AnswerOption) -> bool:
    return isinstance(option.value, Coding) and option.value.code in _NOT_KNOWN_CODES
