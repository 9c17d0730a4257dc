"""What a form says for the screen alone: its notice and its guidance pages; what stands beside a date, and what "not known" is offered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from prevent_desktop.questionnaire.extensions import OUR
from prevent_desktop.questionnaire.items import AnswerOption, Item, ItemType, Questionnaire
from prevent_desktop.questionnaire.values import AbsentReason, Coding

_GUIDANCE = OUR + "guidance"
_ILLUSTRATIVE = OUR + "illustrative"
_NOT_KNOWN_CODES = frozenset({"not-known", "unknown", "asked-unknown", "UNK"})


@dataclass(frozen=True, slots=True)
class FormNotes:
    """`illustrative` is the notice (empty where the form is approved), `guidance` a page name by link id."""

    illustrative: str = ""
    guidance: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, questionnaire: Questionnaire) -> FormNotes:
        """Read them from the form's extensions."""
        guidance: dict[str, str] = {}
        for link_id, extension in _item_extensions(questionnaire.raw):
            if extension.get("url") == _GUIDANCE:
                guidance[link_id] = str(extension.get("valueString", ""))
        notices = [
            str(extension.get("valueString", ""))
            for extension in questionnaire.raw.get("extension", ())
            if extension.get("url") == _ILLUSTRATIVE
        ]
        return cls(illustrative=notices[0] if notices else "", guidance=guidance)


def reasons_offered(item: Item) -> tuple[AbsentReason, ...]:
    """Which reasons for no answer a question offers; a choice that has "not known" needs no second one."""
    if item.read_only or not item.offers_absent or not item.is_question:
        return ()
    if any(_means_not_known(option) for option in item.answer_options):
        return (AbsentReason.NOT_ASKED,)
    return (AbsentReason.UNKNOWN, AbsentReason.NOT_ASKED)


def beside(item: Item) -> Item | None:
    """The tick that belongs beside a date (approximate): its first nested yes-or-no question."""
    if item.type not in {ItemType.DATE, ItemType.DATE_TIME} or item.repeats:
        return None
    ticks = (child for child in item.items if child.type is ItemType.BOOLEAN and not child.hidden)
    return next(ticks, None)


def _means_not_known(option: AnswerOption) -> bool:
    return isinstance(option.value, Coding) and option.value.code in _NOT_KNOWN_CODES


def _item_extensions(raw: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    waiting = list(raw.get("item", ()))
    while waiting:
        item = waiting.pop()
        waiting += item.get("item", ())
        for extension in item.get("extension", ()):
            yield item.get("linkId", ""), extension
