"""The answers that a question offers, in the words that the screen has for them. No Qt here."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass

from prevent_desktop.questionnaire.items import AnswerOption, Item, ItemType
from prevent_desktop.questionnaire.values import AbsentReason, Coding, Value
from prevent_desktop.questionnaire.words import in_words
from prevent_desktop.translation import _


@dataclass(frozen=True, slots=True)
class Choice:
    """One offered answer and its words, with markup and a picture where the form has some. An exclusive one stands alone."""

    value: Value
    label: str
    exclusive: bool = False
    rich: str = ""
    image: str = ""


def choices_of(item: Item, options: Iterable[AnswerOption]) -> tuple[Choice, ...]:
    """What `item` offers, `options` being what it offers now; yes and no where it asks for one of them.

    An ordinal value is never among the words: it would look like a score.
    """
    if item.type is ItemType.BOOLEAN:
        return (Choice(True, _("Yes")), Choice(False, _("No")))
    return tuple(
        Choice(
            option.value,
            f"{option.prefix} {option_words(option)}".strip(),
            option.exclusive,
            f"{html.escape(option.prefix)} {option.rich_text}".strip() if option.rich_text else "",
            option.image,
        )
        for option in options
    )


def option_words(option: AnswerOption) -> str:
    """The words of an option: its display, or its value as a person reads it (a date spelled out)."""
    return option.label if isinstance(option.value, Coding) else in_words(option.value)


def choice_words(value: Value) -> str:
    """The words of an answer that is not, or no longer, among those offered."""
    return (value.display or value.code or "") if isinstance(value, Coding) else in_words(value)


@dataclass(frozen=True, slots=True)
class Lack:
    """A way to have no answer: the reason, and whether it is to be said in words."""

    reason: AbsentReason
    in_words: bool = False


def lacks_of(reasons: Iterable[AbsentReason]) -> tuple[Lack, ...]:
    """The entries of the menu for `reasons`: not known, not asked and why, not known and why."""
    offered = tuple(reasons)
    plain = tuple(Lack(reason, in_words=reason is AbsentReason.NOT_ASKED) for reason in offered)
    return (*plain, *(Lack(reason, in_words=True) for reason in offered if reason is AbsentReason.UNKNOWN))


def lack_words(lack: Lack) -> str:
    """What an entry of the menu says."""
    if lack.reason is AbsentReason.NOT_ASKED:
        return _("Not asked, because …")
    return _("Not known: say why …") if lack.in_words else lack.reason.label
