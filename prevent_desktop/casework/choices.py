"""What a lead's check and the decision to share chose, as the words of a decision say it.

A decision keeps the words that somebody read and chose, since organisations bring forms of their own. Words that are none of ours
mean nothing here: the decision was taken, and says what it says.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from prevent_desktop.casework.decision import Decision
from prevent_desktop.translation import N_, _

Chosen = TypeVar("Chosen", bound=StrEnum)


class LeadChoice(StrEnum):
    """What came of asking the lead. The values are the codes of the form of the lead check; `NOT_ASKED` is said before signing."""

    REFER = "refer"
    NOT_REFER = "not-refer"
    GET_MORE = "get-more"
    EMERGENCY = "emergency"
    NOT_ASKED = "not-asked"

    @property
    def label(self) -> str:
        """It in words."""
        return _(_LEAD[self])


class SharingChoice(StrEnum):
    """What was decided about sharing. The values are the codes of the form of the decision to share."""

    SHARE = "share"
    SHARE_PART = "share-part"
    NOT_SHARE = "not-share"
    WAIT = "wait"

    @property
    def label(self) -> str:
        """It in words."""
        return _(_SHARING[self])


_LEAD = {
    LeadChoice.REFER: N_("Refer"),
    LeadChoice.NOT_REFER: N_("Do not refer"),
    LeadChoice.GET_MORE: N_("Find out more first"),
    LeadChoice.EMERGENCY: N_("Emergency: call now"),
    LeadChoice.NOT_ASKED: N_("The lead was not asked"),
}
_SHARING = {
    SharingChoice.SHARE: N_("Share it"),
    SharingChoice.SHARE_PART: N_("Share part of it"),
    SharingChoice.NOT_SHARE: N_("Do not share it"),
    SharingChoice.WAIT: N_("Wait, and look again"),
}


def lead_choice(decision: Decision | None) -> LeadChoice | None:
    """What a lead's check chose; None where there is none, or it says something of its own."""
    return None if decision is None else meant_by(decision.choice, _LEAD)


def sharing_choice(decision: Decision | None) -> SharingChoice | None:
    """What a decision to share chose; None where there is none, or it says something of its own."""
    return None if decision is None else meant_by(decision.choice, _SHARING)


def meant_by(words: str, said: Mapping[Chosen, str]) -> Chosen | None:
    """Which of `said` (a choice and its English words) the words mean: in English, in the language shown, or as its code."""
    plain = plain_words(words)
    for choice, english in said.items():
        if plain in {plain_words(english), plain_words(_(english)), choice.value}:
            return choice
    return None


def plain_words(words: str) -> str:
    """Words without what tells two ways of typing them apart: capitals, spaces, the shape of an apostrophe."""
    return " ".join(words.replace("’", "'").casefold().split())
